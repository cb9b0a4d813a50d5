"""What it costs to look for every known key in text, in what git tracks and in git's history, and to list all keys.

The reference of text is `grep -c mcp_` over the same files, that of history `git cat-file` into the same grep: both
look for four letters, where keyturn digests every word that could be a key. No key of the database is in what is
searched.
"""

import os
import random
import secrets
import sqlite3
import subprocess
import uuid

from contenders import Measurement, timed

KEYS = 10_000
ROWS = 100_000
MEGABYTES = 1_024
TRACKED = 20_000
COMMITS = 2_000
CHANGED = 20
TARGET = 300

MAKE_KEYS = """
INSERT INTO users (id, email, name, created_at, updated_at)
SELECT gen_random_uuid(), 'svc' || n || '@backend', 'Service ' || n, now(), now() FROM generate_series(1, %d) n;
INSERT INTO user_mcp_api_keys (id, user_id, api_key, name, is_active, created_at, updated_at)
SELECT gen_random_uuid(), id, 'mcp_' || replace(gen_random_uuid() || '' || gen_random_uuid(), '-', ''), name, true,
now(), now() FROM users
"""

SHORT = "the key of a service is read when it starts and again after each change of its file".split()
LONG = "getConfigurationForEnvironmentByName KEYTURN_DATABASE_CONNECTION_URL is-not-accepted-by-any-server".split()


def source(chance, size):
    """Lines like those of programs: names, now and then one that is longer than the shortest key, a few digests."""
    lines, count = [], 0
    while count < size:
        words = chance.choices(SHORT, k=chance.randint(2, 12))
        if chance.random() < 0.2:
            words.append(chance.choice(LONG))
        if chance.random() < 0.02:
            words.append(f'"sha512-{chance.randbytes(64).hex()}"')
        lines.append("    " * chance.randint(0, 4) + " ".join(words))
        count += len(lines[-1]) + 1
    return "\n".join(lines)[:size - 1] + "\n"


def log(chance, size):
    """Lines like those of servers: a time, a request's UUID, a trace's digits, words."""
    lines, count = [], 0
    while count < size:
        request = uuid.UUID(int=chance.getrandbits(128))
        lines.append(
            f"2026-01-01T12:{chance.randint(10, 59)}:00.123Z INFO request={request} trace={chance.randbytes(16).hex()} "
            + " ".join(chance.choices(SHORT, k=9)))
        count += len(lines[-1]) + 1
    return "\n".join(lines)[:size - 1] + "\n"


def digests(chance, size):
    """Nothing but words that could be keys, as in a list of checksums: the dearest text that there is."""
    return "".join(f"{chance.randbytes(32).hex()}\n" for _ in range(size // 65))


KINDS = {"source code": source, "logs": log, "checksums": digests}


def make_text(folder, make):
    """Files of 16 MB each; every second one is a copy, since making text takes longer than searching it."""
    folder.mkdir()
    chance = random.Random(1)
    count = MEGABYTES // 16
    for number in range(0, count, 8):
        text = make(chance, 16_000_000)
        for copy in range(number, min(number + 8, count)):
            (folder / f"{copy}.txt").write_text(text)


def make_repository(folder):
    """TRACKED files, and COMMITS commits of which each changes CHANGED of them, by git's own fast way."""
    chance = random.Random(2)
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    importer = subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet"], stdin=subprocess.PIPE)

    def commit(number, names):
        write = importer.stdin.write
        write(f"commit refs/heads/main\ncommitter x <x@example.com> {1_700_000_000 + number} +0000\n".encode())
        write(b"data 1\nx\n")
        for name in names:
            text = source(chance, chance.randint(500, 8_000)).encode()
            write(f"M 644 inline d{name % 200}/f{name}.txt\ndata {len(text)}\n".encode() + text + b"\n")

    commit(0, range(TRACKED))
    for number in range(1, COMMITS):
        commit(number, chance.sample(range(TRACKED), CHANGED))
    importer.stdin.close()
    if importer.wait() != 0:
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", "-C", folder, "reset", "-q", "--hard", "main"], check=True)


def size_of(folder):
    return sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names)


def measure(folder, cluster, chosen, progress):
    """Rows: title, bytes, keyturn's and the reference's Measurement, whether the speed has a target."""
    cluster.sql("postgres", "CREATE DATABASE search")
    cluster.sql("search", open(f"{os.path.dirname(__file__)}/schema.sql").read(), *(MAKE_KEYS % KEYS).split(";\n"))
    environment = {**cluster.environment, "BENCH_URL": cluster.url("search")}
    find = [chosen.keyturn, "find", "--url", "${BENCH_URL}", "--no-color"]
    tasks = []
    for kind, make in KINDS.items():
        progress(f"making {kind}")
        text = folder / kind.replace(" ", "-")
        make_text(text, make)
        # grep exits with 1 where it finds nothing, which is what it shall find.
        grep = ["/bin/sh", "-c", f"grep -r -c mcp_ {text} >/dev/null; test $? -le 1"]
        tasks.append((kind, size_of(text), [*find, text], grep, kind != "checksums"))
    progress("making a repository")
    repository = folder / "repository"
    make_repository(repository)
    listed = f"cd {repository} && git ls-files -z | xargs -0 grep -c mcp_ >/dev/null; test $? -le 123"
    tracked = sum(path.stat().st_size for path in repository.glob("d*/*"))
    tasks.append((
        f"what git tracks, {TRACKED:,} files", tracked, [*find, "--git", repository], ["/bin/sh", "-c", listed], False))
    objects = f"git -C {repository} cat-file --batch --batch-all-objects --unordered --buffer"
    history = int(subprocess.run(
        f"{objects} | wc -c", shell=True, check=True, stdout=subprocess.PIPE, text=True).stdout)
    tasks.append((
        f"history, {COMMITS:,} commits", history, [*find, "--history", repository],
        ["/bin/sh", "-c", f"{objects} | grep -a -c mcp_; test $? -le 1"], False))
    measured = [(title, size, Measurement(), Measurement(), judged) for title, size, _, _, judged in tasks]
    for round in range(chosen.runs):
        for task, (_, _, mine, reference, _) in zip(tasks, measured):
            progress(f"search, round {round + 1} of {chosen.runs}: {task[0]}")
            timed(task[3], environment, reference)
            timed(task[2], environment, mine)
    return measured


LITELLM = """
CREATE TABLE "LiteLLM_VerificationToken" (
    token text PRIMARY KEY, key_name text, key_alias text, user_id text, team_id text, expires timestamp(3),
    created_at timestamp(3), updated_at timestamp(3), last_active timestamp(3), blocked boolean, models text,
    aliases text NOT NULL, config text NOT NULL, permissions text NOT NULL, metadata text NOT NULL,
    spend double precision NOT NULL, max_budget double precision)
"""
SEED_SQLITE = """
CREATE TABLE users (
    id varchar(36) PRIMARY KEY, email varchar(255) NOT NULL UNIQUE, name varchar(255) NOT NULL, created_at timestamp,
    updated_at timestamp);
CREATE TABLE user_mcp_api_keys (
    id varchar(36) PRIMARY KEY, user_id varchar(36) NOT NULL REFERENCES users (id),
    api_key varchar(255) NOT NULL UNIQUE, name varchar(255), last_used_at timestamp, expires_at timestamp,
    is_active boolean, created_at timestamp, updated_at timestamp)
"""
NOW = "2026-01-01 00:00:00"


def tables(count):
    """Table → (columns, rows): ROWS keys of as many owners, as themselves and as digests."""
    users, keys, digests = [], [], []
    for number in range(count):
        owner = str(uuid.uuid4())
        users.append((owner, f"svc{number}@backend", f"Service {number}", NOW, NOW))
        keys.append((str(uuid.uuid4()), owner, "mcp_" + secrets.token_hex(32), f"Key {number}", NOW, NOW))
        digests.append((secrets.token_hex(32), f"Key {number}", f"svc{number}", NOW, NOW, "{}", "{}", "{}", "{}", 0))
    json_columns = ("aliases", "config", "permissions", "metadata", "spend")
    return {
        "users": (("id", "email", "name", "created_at", "updated_at"), users),
        "user_mcp_api_keys": (("id", "user_id", "api_key", "name", "created_at", "updated_at"), keys),
        '"LiteLLM_VerificationToken"': (
            ("token", "key_alias", "user_id", "created_at", "updated_at", *json_columns), digests),
    }


def fill_postgresql(cluster, database, names, made, after):
    for name in names:
        columns, rows = made[name]
        text = "".join("\t".join(map(str, row)) + "\n" for row in rows)
        copy = f"\\copy {name} ({', '.join(columns)}) from pstdin"
        subprocess.run(
            [cluster.psql, "-Xq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", copy], env=cluster.environment,
            input=text, check=True, text=True)
    cluster.sql(database, *after)


def fill_sqlite(path, schema, names, made, after):
    database = sqlite3.connect(path)
    database.executescript(schema)
    for name in names:
        columns, rows = made[name]
        marks = ", ".join("?" * len(columns))
        database.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", rows)
    for statement in after:
        database.execute(statement)
    database.commit()
    database.close()


def inventory(folder, cluster, chosen, progress):
    """Title → Measurement of `keyturn inventory`: both engines, keys as themselves and as digests, every form."""
    progress(f"making {ROWS:,} rows")
    made = tables(ROWS)
    seed = open(f"{os.path.dirname(__file__)}/schema.sql").read()
    plain, hashed = ("users", "user_mcp_api_keys"), ('"LiteLLM_VerificationToken"',)
    live = ("UPDATE user_mcp_api_keys SET is_active = true",)
    for database, schema, names, after in (("plain", seed, plain, live), ("hashed", LITELLM, hashed, ())):
        cluster.sql("postgres", f"CREATE DATABASE {database}")
        cluster.sql(database, schema)
        fill_postgresql(cluster, database, names, made, (*after, "ANALYZE"))
    fill_sqlite(folder / "plain.db", SEED_SQLITE, plain, made, live)
    fill_sqlite(folder / "hashed.db", LITELLM, hashed, made, ())
    addresses = {
        "PostgreSQL, keys": cluster.url("plain"), "PostgreSQL, digests": cluster.url("hashed"),
        "SQLite, keys": f"sqlite:{folder}/plain.db", "SQLite, digests": f"sqlite:{folder}/hashed.db"}
    measured = {}
    for round in range(chosen.runs):
        for title, address in addresses.items():
            for form in ("text", "csv", "json"):
                progress(f"inventory, round {round + 1} of {chosen.runs}: {title}, {form}")
                timed(
                    [chosen.keyturn, "inventory", "--url", "${BENCH_URL}", "--format", form],
                    {**cluster.environment, "BENCH_URL": address},
                    measured.setdefault(f"{title}, {form}", Measurement()))
    return measured
