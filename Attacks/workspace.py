"""A repository with everything in it that keyturn reads, two environments on SQLite, all of it delivered."""

import os
import secrets
import shutil
import sqlite3
import subprocess

from stores import REPOSITORY
from world import KEY, Ended

# The time limit of one run, in seconds.
PATIENCE = 30

FILES = {
    "environments/_defaults.yaml": """\
identities:
  backend:
    owner: &owner { id: 00000000-0000-0000-0000-000000000000, email: system@backend, name: Backend Service }
    key: { name: Backend Service API Key, prefix: mcp_, bytes: 32, encoding: hex }
    consumer: { compose: api }
    deliver:
      - { compose: api, variable: PM_MCP_API_KEY }
      - { dotenv: backend.env, variable: PM_MCP_API_KEY }
      - { secret: pm_mcp_api_key, service: api, variable: PM_MCP_API_KEY_FILE, mode: "0640" }
      - { template: app.conf.mustache, file: app.conf }
isolation: { pepper: "${KEYTURN_PEPPER}" }
""",
    "environments/_policy.yaml": """\
rules:
  min-key-bits: 256
  min-overlap: { default: 2h, prod: 24h }
  max-rotation-interval: { prod: 30d }
  require-expiry: { prod: 90d }
exceptions:
  - { rule: min-overlap, address: dev/backend, until: 2037-03-31, reason: reads its key at once, approved-by: platform }
""",
    "environments/_revoked.yaml": """\
revoked:
  - fingerprint: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    date: 2026-01-05
    reason: found in a log
""",
    "environments/dev.yaml": """\
environment: dev
database: { url: "${DEV_DATABASE_URL:-sqlite:../dev.sqlite}" }
output: ../deploy/dev
audit: { path: ../dev.jsonl }
identities:
  backend:
    rotation: { overlap: 1h }
""",
    "environments/prod.yaml": """\
# Production.
environment: prod
database:
  url: ${PROD_DATABASE_URL:-sqlite:../prod.sqlite}
output: ../deploy/prod
audit: { path: ../prod.jsonl }
identities:
  backend:
    rotation:
      { every: 28d, overlap: 48h, expires: 90d, jitter: 2h, window: { from: "00:00", to: "24:00" } }
watch:
  - { file: ../deploy/watched.env, variables: [DB_PASSWORD], maxAge: 180d }
""",
    "templates/app.conf.mustache": """\
# {{! of us }} {{environment}}/{{identity}} {{fingerprint}}
{{#key}}
proxy_set_header X-MCP-API-Key "{{key}}";
{{/key}}
{{^key}}none{{/key}}
""",
    "deploy/prod/backend.env": """\
# Ours.
LOG_LEVEL=info
DB_PASSWORD='%(canary)s'
export PM_MCP_API_KEY=
QUOTED="a b"
""",
    "deploy/watched.env": "DB_PASSWORD=%(canary)s\n",
    "deploy/prod/compose.yaml": """\
services:
  api:
    image: api
    environment:
      - DB_PASSWORD=%(canary)s
      - LOG_LEVEL=info
    env_file: [backend.env]
  db: { image: postgres, environment: { POSTGRES_PASSWORD: "%(canary)s" } }
secrets: {}
""",
}
# Made by keyturn itself, once.
PLAN, AUDIT, MANIFESTS = "plan.json", "prod.jsonl", ("dev.fingerprints.json", "prod.fingerprints.json")
PEPPER = secrets.token_hex(16)


class Workspace:
    def __init__(self, folder, keyturn):
        self.folder = folder
        self.keyturn = keyturn
        self._ready = folder.parent / f"{folder.name}-ready"
        self.canary = secrets.token_hex(12)
        for name, text in FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("%(canary)s", self.canary))
        (folder / "tmp").mkdir()
        for name in ("dev", "prod"):
            with sqlite3.connect(folder / f"{name}.sqlite") as database:
                database.executescript((REPOSITORY / "Scripts/demo-schema.sql").read_text())
        self._prepare()

    def _prepare(self):
        self._must("apply", "--yes")
        for name, manifest in zip(("dev", "prod"), MANIFESTS):
            (self.folder / manifest).write_bytes(self._must("isolation", "export", "-e", name).output)
        with sqlite3.connect(self.folder / "prod.sqlite") as database:
            database.execute("UPDATE user_mcp_api_keys SET created_at = datetime('now', '-85 days')")
        self._must("plan", "--out", PLAN)
        # Whatever of these is printed, also in part, was shown.
        self._pieces = {self.canary[at:at + 12].encode() for at in range(0, len(self.canary) - 11)}
        for key in self.keys():
            self._pieces |= {key[at:at + 20] for at in range(4, len(key) - 19)}
        shutil.copytree(self.folder, self._ready, symlinks=True)

    def _must(self, *arguments):
        ended = self.run(*arguments)
        if ended.code != 0:
            raise SystemExit(f"keyturn {' '.join(arguments)}: exit {ended.code}\n{ended.errors.decode()}")
        return ended

    def keys(self):
        found = set()
        for name in ("dev", "prod"):
            with sqlite3.connect(self.folder / f"{name}.sqlite") as database:
                found |= {row[0].encode() for row in database.execute("SELECT api_key FROM user_mcp_api_keys")}
        return found

    def reset(self):
        shutil.rmtree(self.folder)
        shutil.copytree(self._ready, self.folder, symlinks=True)

    def content(self):
        """Every file's bytes, to see whether something was written; audit files tell of what was refused too."""
        return {path: path.read_bytes() for path in self.folder.rglob("*")
                if path.is_file() and path.suffix != ".jsonl"}

    def run(self, *arguments, stand_in=()):
        """`stand_in` is a command that takes the binary's place: the self-test's."""
        environment = {"HOME": str(self.folder), "TMPDIR": str(self.folder / "tmp"), "PATH": "/usr/bin:/bin",
                       "LC_ALL": "C.UTF-8", "KEYTURN_PEPPER": PEPPER, "CANARY": self.canary}
        process = subprocess.Popen(
            stand_in or [self.keyturn, *arguments], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        try:
            ended = Ended(None, *process.communicate(timeout=PATIENCE if not stand_in else 5))
            ended.code = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            ended = Ended(None, *process.communicate())
        return ended

    def shows_secret(self, text):
        return KEY.search(text) or any(piece in text for piece in self._pieces)

    def wrote_key(self):
        """A file that no declaration, however damaged, makes a fragment of, and that holds a key that a store knows."""
        known = self.keys()
        for pattern in ("tmp/**/*", "environments/*", "templates/*", "*.json", "*.jsonl"):
            for path in self.folder.glob(pattern):
                if path.is_file() and set(KEY.findall(path.read_bytes())) & known:
                    return path.name
        return None
