"""One environment with one identity whose key is due, as a user's repository would have it."""

import hashlib
import os
import re
import secrets
import shutil
import subprocess

KEY = re.compile(rb"mcp_[0-9a-f]{64}")
FRAGMENTS = ("backend.env", "compose.keyturn.yaml", "secrets/pm_mcp_api_key")
OVERLAP_HOURS = 48
DECLARATION = f"""\
environment: prod
database:
  url: ${{PROD_DATABASE_URL}}
output: ../deploy/prod
identities:
  backend:
    owner: {{ id: 00000000-0000-0000-0000-000000000000, email: system@backend, name: Backend Service }}
    key: {{ name: Backend Service API Key, prefix: mcp_, bytes: 32, encoding: hex }}
    rotation: {{ every: 30d, overlap: {OVERLAP_HOURS}h{{expires}} }}
    deliver:
      - {{ compose: api, variable: PM_MCP_API_KEY }}
      - {{ dotenv: backend.env, variable: PM_MCP_API_KEY }}
      - {{ secret: pm_mcp_api_key, service: api, variable: PM_MCP_API_KEY_FILE }}
"""
# A run takes a fraction of a second; one that takes so long hangs.
PATIENCE = 60


class Ended:
    """How a run of the binary ended, and what it said."""

    def __init__(self, code, output, errors):
        self.code = code
        self.output = output
        self.errors = errors

    @property
    def error_codes(self):
        return re.findall(rb"^error\[([a-z-]+)\]", self.errors, re.MULTILINE)


class World:
    """Files below `folder`: environments/, deploy/, tmp/ and, for SQLite, the database."""

    def __init__(self, folder, keyturn, make_store, expires=None):
        self.folder = folder
        self.keyturn = keyturn
        # How long a key lives at most; None: without an end.
        self.expires = expires
        self.output = folder / "deploy/prod"
        self.temporary = folder / "tmp"
        self._ready = folder.parent / f"{folder.name}-ready"
        for path in (folder / "environments", folder / "home", self.temporary):
            path.mkdir(parents=True)
        lifetime = f", expires: {expires.days}d" if expires else ""
        (folder / "environments/prod.yaml").write_text(DECLARATION.replace("{expires}", lifetime))
        self.store = make_store(folder)
        self._prepare()

    def _prepare(self):
        # One fragment is its user's file, with one line of ours.
        self.output.mkdir(parents=True)
        (self.output / "backend.env").write_text("# Ours.\nLOG_LEVEL=info\nPM_MCP_API_KEY=\n")
        self.run("apply", "--yes", expecting=0)
        self.store.make_due()
        [row] = self.store.rows()
        self.old_key = row.key
        # The end that it was born with.
        self.old_end = row.expires_at
        # What a run that was killed before left behind, which each run must remove.
        for folder in (self.output, self.output / "secrets"):
            (folder / ".keyturn-0123456789ab.tmp").write_bytes(b"mcp_" + secrets.token_hex(32).encode())
        shutil.copytree(self.output, self._ready)
        self._shapes = {name: self.shape(name, row.key) for name in FRAGMENTS}

    def reset(self):
        """Back to the key that is due, delivered everywhere."""
        shutil.rmtree(self.output)
        shutil.copytree(self._ready, self.output)
        shutil.rmtree(self.temporary)
        self.temporary.mkdir()
        self.store.reset()

    def run(self, *arguments, wrapper=(), variables=(), meanwhile=None, patience=PATIENCE, expecting=None):
        """Runs the binary to its end; `meanwhile` is called with the process once it has started."""
        environment = {
            "HOME": str(self.folder / "home"), "TMPDIR": str(self.temporary), "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8", "PROD_DATABASE_URL": self.store.url, **dict(variables)}
        process = subprocess.Popen(
            [*wrapper, self.keyturn, *arguments], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        try:
            if meanwhile:
                meanwhile(process)
            ended = Ended(None, *process.communicate(timeout=patience))
            ended.code = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            ended = Ended(None, *process.communicate())
        if expecting is not None and ended.code != expecting:
            raise SystemExit(f"keyturn {' '.join(arguments)}: exit {ended.code}\n{ended.errors.decode()}")
        return ended

    def fragment(self, name):
        """A fragment's bytes; empty where it is missing."""
        try:
            return (self.output / name).read_bytes()
        except FileNotFoundError:
            return b""

    def delivered(self, name):
        """The one key in a fragment; None where there is none, or several."""
        keys = set(KEY.findall(self.fragment(name)))
        return keys.pop().decode() if len(keys) == 1 else None

    def is_whole(self, name):
        """Whether a fragment is, but for the key, what it was: no torn or shortened file."""
        key = self.delivered(name)
        return key is not None and self.shape(name, key) == self._shapes[name]

    def shape(self, name, key):
        fingerprint = hashlib.sha256(key.encode()).hexdigest()[:12]
        text = self.fragment(name).replace(key.encode(), b"<key>")
        return text.replace(fingerprint.encode(), b"<fingerprint>")

    def stray_files(self):
        """Every file but the declaration, the store and the fragments."""
        known = {self.output / name for name in FRAGMENTS}
        known.update(self.store.files, {self.folder / "environments/prod.yaml"})
        return [path for path in self.folder.rglob("*") if not path.is_dir() and path not in known]

    def trace_paths(self):
        """What strace's path filter is to let through: the loader opens libraries before, and more of them."""
        folders = [self.folder / "environments", self.output.parent, self.output, self.output / "secrets"]
        files = [self.folder / "environments/prod.yaml", *(self.output / name for name in FRAGMENTS)]
        return [*folders, *files, *self.store.paths]
