"""The input of the benchmark: three environments of N identities, each with an owner of its own and two deliveries.

One variable in the compose override and one in a dotenv file per identity, so that there are two fragments per
environment whatever N is. Keys are generated here, at run time.
"""

import json
import secrets
import uuid

ENVIRONMENTS = ("dev", "staging", "prod")
DOTENV = "keys.env"
COMPOSE = "compose.keyturn.yaml"
NOW = "2026-01-01 00:00:00"
LATER = "2026-02-01 00:00:00"


def identities(count):
    """(identity's name, owner's id); ids without order, as random UUIDs are."""
    for number in range(count):
        name = f"s{number:06d}"
        yield name, str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def schedule_and_deliveries(name):
    """What every identity declares: when it rotates, and a variable in each of the two fragments."""
    return (
        f"    rotation: {{ every: 30d, overlap: 48h }}\n"
        f"    deliver:\n"
        f"      - {{ compose: {name}, variable: KEY }}\n"
        f"      - {{ dotenv: {DOTENV}, variable: {name.upper()} }}\n")


def delivered_keys(folder):
    """How many keys each of the two fragments of an environment holds."""
    return [(folder / name).read_bytes().count(b"mcp_") for name in (COMPOSE, DOTENV)]


class Workload:
    """Files under `folder`: environments/, deploy/, and ready/ with what the floor is given ready-made."""

    def __init__(self, folder, count, cluster):
        self.folder = folder
        self.count = count
        self.cluster = cluster
        self.configuration = folder / "environments"
        self.deploy = folder / "deploy"
        self.ready = folder / "ready"

    def create(self):
        for path in (self.configuration, self.deploy, self.ready):
            path.mkdir(parents=True)
        for environment in ENVIRONMENTS:
            (self.deploy / environment).mkdir()
            self.cluster.sql("postgres", f"CREATE DATABASE {environment}")
            schema = (__file__.rsplit("/", 1)[0]) + "/schema.sql"
            self.cluster.sql(environment, open(schema).read())
            self._declare(environment)
            self._make_ready(environment)

    def remove(self):
        for environment in ENVIRONMENTS:
            self.cluster.sql("postgres", f"DROP DATABASE {environment}")

    def reset(self):
        """Back to before the first apply: no rows, no fragments, nothing left for the server to write."""
        for environment in ENVIRONMENTS:
            self.cluster.sql(environment, "TRUNCATE users, user_mcp_api_keys")
            for file in (self.deploy / environment).iterdir():
                file.unlink()
        self.checkpoint()

    def checkpoint(self):
        self.cluster.sql("postgres", "CHECKPOINT")

    def settle(self):
        """What autovacuum would do sooner or later: done before reads are measured, not during them."""
        for environment in ENVIRONMENTS:
            self.cluster.sql(environment, "VACUUM ANALYZE")
        self.checkpoint()

    def keep_fragments(self):
        """Makes the fragments that stand now the bytes that the floor writes."""
        for environment in ENVIRONMENTS:
            for name in (COMPOSE, DOTENV):
                (self.ready / f"{environment}-{name}").write_bytes((self.deploy / environment / name).read_bytes())

    def keep_rows(self):
        """Keeps the rows that stand now, as rows of long ago: what a rotation finds."""
        for environment in ENVIRONMENTS:
            self.cluster.sql(
                environment, f"UPDATE user_mcp_api_keys SET created_at = '{NOW}', updated_at = '{NOW}'",
                f"\\copy user_mcp_api_keys to '{self.ready}/{environment}-due'")

    def keep_some_due(self, share):
        """Keeps rows of which a share is due, as they stand before a plan with few changes; returns how many are."""
        due = max(1, int(self.count * share))
        for environment in ENVIRONMENTS:
            self.cluster.sql(
                environment, "UPDATE user_mcp_api_keys SET created_at = timezone('UTC', now())",
                "UPDATE user_mcp_api_keys SET created_at = timezone('UTC', now()) - interval '40 days' WHERE user_id IN"
                f" (SELECT id FROM users ORDER BY email LIMIT {due})",
                f"\\copy user_mcp_api_keys to '{self.ready}/{environment}-due'")
        return 3 * due

    def reset_due(self):
        """Back to before a rotation: every identity has one key, delivered and due."""
        for environment in ENVIRONMENTS:
            self.cluster.sql(
                environment, "TRUNCATE user_mcp_api_keys",
                f"\\copy user_mcp_api_keys from '{self.ready}/{environment}-due'", "VACUUM ANALYZE user_mcp_api_keys")
            for name in (COMPOSE, DOTENV):
                (self.deploy / environment / name).write_bytes((self.ready / f"{environment}-{name}").read_bytes())
        self.checkpoint()

    def check_rotated(self, contender):
        """Every identity has a key without an end and one with an end."""
        for environment in ENVIRONMENTS:
            found = self.cluster.sql(
                environment, "SELECT count(*) FILTER (WHERE expires_at IS NULL), count(expires_at) FROM user_mcp_api_keys")
            if found != f"{self.count}|{self.count}":
                raise SystemExit(f"{contender}: {environment}: {found} keys without and with an end, not {self.count}")

    def count_ended(self):
        """How many keys of all environments have an end."""
        return sum(
            int(self.cluster.sql(environment, "SELECT count(expires_at) FROM user_mcp_api_keys"))
            for environment in ENVIRONMENTS)

    def check_applied(self, contender):
        """Every identity has one live key in its database, and both fragments hold as many."""
        for environment in ENVIRONMENTS:
            live = self.cluster.sql(environment, "SELECT count(*) FROM user_mcp_api_keys WHERE is_active")
            held = delivered_keys(self.deploy / environment)
            if int(live) != self.count or held != [self.count, self.count]:
                raise SystemExit(f"{contender}: {environment}: {live} live keys, {held} delivered, not {self.count}")

    def _declare(self, environment):
        with open(self.configuration / f"{environment}.yaml", "w") as file:
            file.write(f"environment: {environment}\n")
            file.write(f"database:\n  url: {self.cluster.url(environment)}\n")
            file.write(f"output: ../deploy/{environment}\nidentities:\n")
            for name, owner in identities(self.count):
                file.write(
                    f"  {name}:\n"
                    f"    owner: {{ id: {owner}, email: {name}@bench, name: Service {name} }}\n"
                    f"    key: {{ name: Key, prefix: mcp_, bytes: 32, encoding: hex }}\n"
                    + schedule_and_deliveries(name))

    def _make_ready(self, environment):
        """The rows for the floor's COPY, and the identities without YAML for the script that need not read it."""
        declared = []
        with open(self.ready / f"{environment}-users", "w") as users, \
                open(self.ready / f"{environment}-keys", "w") as keys, \
                open(self.ready / f"{environment}-new-keys", "w") as new_keys:
            for name, owner in identities(self.count):
                users.write(f"{owner}\t{name}@bench\tService {name}\t{NOW}\t{NOW}\n")
                key = "mcp_" + secrets.token_hex(32)
                keys.write(f"{uuid.uuid4()}\t{owner}\t{key}\tKey\t\\N\t\\N\tt\t{NOW}\t{NOW}\n")
                key = "mcp_" + secrets.token_hex(32)
                new_keys.write(f"{uuid.uuid4()}\t{owner}\t{key}\tKey\t\\N\t\\N\tt\t{LATER}\t{LATER}\n")
                declared.append([name, owner, f"{name}@bench", f"Service {name}", "Key", name.upper()])
        (self.ready / f"{environment}.json").write_text(json.dumps(declared))
