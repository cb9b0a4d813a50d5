"""What digests cost: the same fleet over a table of plain keys and over one of SHA-256 digests, and keys issued into a
table of PBKDF2 digests beside the bare computation.

The two tables are in the same databases and take turns in the same run; rows and fragments have the same shape.
"""

import hashlib
import multiprocessing
import os
import resource
import secrets
import time

import contenders
from contenders import Measurement, timed
from workload import ENVIRONMENTS, delivered_keys, identities, schedule_and_deliveries

FORMS = {
    "plain": "{ column: token }",
    "sha256": "{ column: token, scheme: sha256, encoding: hex }",
}
SLOW = "pbkdf2"
SLOW_KEYS = 2_000
ROUNDS = 10_000
LENGTH = 50
TABLE = """
    CREATE TABLE {form} (
        id uuid PRIMARY KEY, account_id bigint NOT NULL, token varchar(255) NOT NULL UNIQUE, salt varchar(32),
        last8 varchar(8), label varchar(255) NOT NULL, last_used_at timestamp, expires_at timestamp,
        created_at timestamp NOT NULL
    );
    CREATE INDEX ON {form}(account_id);
    CREATE INDEX ON {form}(last8);
"""
PROFILE = """  {form}:
    table: {form}
    key: {{ prefix: mcp_, bytes: 32, encoding: hex }}
    stored: {stored}
    id: {{ column: id, made: uuid }}
    owner: {{ column: account_id, type: integer }}
    name: {{ column: label }}
    expires: {{ column: expires_at, type: timestamp }}
    created: {{ column: created_at, type: timestamp }}
    used: {{ column: last_used_at, type: timestamp }}
"""
SLOW_STORED = (
    f"{{ column: token, scheme: pbkdf2-sha256, rounds: {ROUNDS}, length: {LENGTH}, encoding: hex,"
    " salt: { length: 10, encoding: alphanumeric, column: salt } }\n    lookup: { column: last8, last: 8 }")


class Fleet:
    """Environments over one table, in databases that all fleets of a run share."""

    def __init__(self, folder, form, stored, count, cluster, environments=ENVIRONMENTS):
        self.folder, self.form, self.count, self.cluster = folder / form, form, count, cluster
        self.environments = environments
        self.configuration, self.deploy = self.folder / "environments", self.folder / "deploy"
        self.configuration.mkdir(parents=True)
        (self.configuration / "_profiles.yaml").write_text("profiles:\n" + PROFILE.format(form=form, stored=stored))
        for environment in environments:
            (self.deploy / environment).mkdir(parents=True)
            cluster.sql(environment, TABLE.format(form=form))
            self._declare(environment)

    def reset(self):
        """No rows, no fragments, nothing left for the server to write."""
        for environment in self.environments:
            self.cluster.sql(environment, f"TRUNCATE {self.form}")
            for file in (self.deploy / environment).iterdir():
                file.unlink()
        self.cluster.sql("postgres", "CHECKPOINT")

    def settle(self):
        for environment in self.environments:
            self.cluster.sql(environment, f"VACUUM ANALYZE {self.form}")
        self.cluster.sql("postgres", "CHECKPOINT")

    def check(self):
        """Every identity has one row, and both fragments hold as many keys."""
        for environment in self.environments:
            rows = int(self.cluster.sql(environment, f"SELECT count(*) FROM {self.form}"))
            held = delivered_keys(self.deploy / environment)
            if rows != self.count or held != [self.count, self.count]:
                raise SystemExit(f"{self.form}: {environment}: {rows} rows, {held} delivered, not {self.count}")

    def _declare(self, environment):
        with open(self.configuration / f"{environment}.yaml", "w") as file:
            file.write(f"environment: {environment}\n")
            file.write(f"database: {{ url: \"{self.cluster.url(environment)}\", profile: {self.form} }}\n")
            file.write(f"output: ../deploy/{environment}\nidentities:\n")
            for number, (name, _) in enumerate(identities(self.count)):
                file.write(
                    f"  {name}:\n"
                    f"    owner: {number + 1}\n"
                    f"    key: {{ name: Key }}\n"
                    + schedule_and_deliveries(name))


def _digest(keys):
    for key in keys:
        hashlib.pbkdf2_hmac("sha256", key, b"0123456789", ROUNDS, LENGTH)


def bare(into):
    """The digests alone, by OpenSSL on all cores."""
    cores = os.cpu_count()
    keys = [secrets.token_bytes(68) for _ in range(SLOW_KEYS)]
    workers = [multiprocessing.Process(target=_digest, args=(keys[place::cores],)) for place in range(cores)]
    before, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds, after = time.perf_counter() - before, resource.getrusage(resource.RUSAGE_CHILDREN)
    into.add(seconds, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime, 0)


def measure(folder, cluster, chosen, progress):
    """Form → task → Measurement, and of the slow one the bare computation besides."""
    for environment in ENVIRONMENTS:
        cluster.sql("postgres", f"CREATE DATABASE {environment}")
    fleets = [Fleet(folder, form, stored, chosen.identities, cluster) for form, stored in FORMS.items()]
    environment = dict(cluster.environment)
    measured = {form: {"apply": Measurement(), "plan": Measurement()} for form in FORMS}

    def run(fleet, task, into):
        timed(contenders.keyturn(task, chosen.keyturn, fleet), environment, into)

    for round in range(chosen.runs):
        for fleet in fleets:
            progress(f"first apply, round {round + 1} of {chosen.runs}: {fleet.form}")
            fleet.reset()
            run(fleet, "apply", measured[fleet.form]["apply"])
            fleet.check()
    for fleet in fleets:
        fleet.settle()
    for round in range(chosen.runs):
        for fleet in fleets:
            progress(f"empty plan, round {round + 1} of {chosen.runs}: {fleet.form}")
            run(fleet, "plan", measured[fleet.form]["plan"])
    slow = Fleet(folder, SLOW, SLOW_STORED, SLOW_KEYS, cluster, ENVIRONMENTS[:1])
    measured[SLOW] = {"bare": Measurement(), "apply": Measurement(), "plan": Measurement()}
    for round in range(chosen.runs):
        progress(f"{SLOW_KEYS:,} PBKDF2 keys, round {round + 1} of {chosen.runs}")
        bare(measured[SLOW]["bare"])
        slow.reset()
        run(slow, "apply", measured[SLOW]["apply"])
        slow.check()
    slow.settle()
    for _ in range(chosen.runs):
        run(slow, "plan", measured[SLOW]["plan"])
    for environment in ENVIRONMENTS:
        cluster.sql("postgres", f"DROP DATABASE {environment}")
    return measured
