"""The script that a good engineer would write instead of Keyturn: psycopg 3, tuned. script.py apply|plan yaml|json

One transaction per environment, rows read and written by COPY, environments side by side in threads, fragments
written atomically. It does much less than Keyturn: no policy, no sharing check, no rotation, no adoption. With `json`
it is given its identities ready for use and reads no YAML, which tells how much of its time YAML takes.

Where things are comes from the variables WORKLOAD (a folder) and libpq's own.
"""

import datetime
import json
import os
import pathlib
import re
import secrets
import sys
import threading
import uuid

import psycopg

FOLDER = pathlib.Path(os.environ["WORKLOAD"])
ENVIRONMENTS = ("dev", "staging", "prod")
KEY = re.compile("mcp_[0-9a-f]{64}")


def declared(environment, form):
    """[name, owner's id, e-mail, owner's name, key's name, dotenv variable] of every identity."""
    if form == "json":
        return json.loads((FOLDER / "ready" / f"{environment}.json").read_bytes())
    import yaml
    with open(FOLDER / "environments" / f"{environment}.yaml", "rb") as file:
        document = yaml.load(file, Loader=yaml.CSafeLoader)
    return [
        [name, it["owner"]["id"], it["owner"]["email"], it["owner"]["name"], it["key"]["name"],
         it["deliver"][1]["variable"]]
        for name, it in document["identities"].items()
    ]


def copied(cursor, statement):
    with cursor.copy(statement) as copy:
        return b"".join(copy).decode().splitlines()


def observed(cursor):
    """The ids of the owners, and (owner's id, key's name) → newest live key."""
    owners = set(copied(cursor, "COPY (SELECT id FROM users) TO STDOUT"))
    rows = copied(
        cursor,
        "COPY (SELECT user_id, name, api_key FROM user_mcp_api_keys WHERE is_active AND (expires_at IS NULL OR"
        " expires_at >= now() AT TIME ZONE 'UTC') ORDER BY created_at) TO STDOUT")
    keys = {}
    for row in rows:
        owner, name, key = row.split("\t")
        keys[owner, name] = key
    return owners, keys


def fragments(identities, keys):
    compose = ["services:"]
    dotenv = []
    for name, owner, _, _, key_name, variable in identities:
        key = keys[owner, key_name]
        compose.append(f'  "{name}":\n    environment:\n      "KEY": "{key}"')
        dotenv.append(f"{variable}={key}")
    return {"compose.keyturn.yaml": "\n".join(compose) + "\n", "keys.env": "\n".join(dotenv) + "\n"}


def write(path, text):
    """Beside, fsync, rename."""
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.rename(beside, path)


def sync_folder(folder):
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def issue(cursor, identities, owners, keys):
    """Inserts the missing owners and a new key for each identity that has none; adds them to `keys`."""
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None).isoformat(" ")
    user_rows, key_rows = [], []
    for _, owner, email, owner_name, key_name, _ in identities:
        if owner not in owners:
            user_rows.append(f"{owner}\t{email}\t{owner_name}\t{now}\t{now}\n")
        if (owner, key_name) not in keys:
            key = "mcp_" + secrets.token_hex(32)
            keys[owner, key_name] = key
            key_rows.append(f"{uuid.uuid4()}\t{owner}\t{key}\t{key_name}\tt\t{now}\t{now}\n")
    with cursor.copy("COPY users (id, email, name, created_at, updated_at) FROM STDIN") as copy:
        copy.write("".join(user_rows))
    columns = "id, user_id, api_key, name, is_active, created_at, updated_at"
    with cursor.copy(f"COPY user_mcp_api_keys ({columns}) FROM STDIN") as copy:
        copy.write("".join(key_rows))


def apply(environment, form):
    identities = declared(environment, form)
    with psycopg.connect(dbname=environment) as connection, connection.cursor() as cursor:
        owners, keys = observed(cursor)
        issue(cursor, identities, owners, keys)
    folder = FOLDER / "deploy" / environment
    for name, text in fragments(identities, keys).items():
        write(folder / name, text)
    sync_folder(folder)


def plan(environment, form):
    identities = declared(environment, form)
    with psycopg.connect(dbname=environment) as connection, connection.cursor() as cursor:
        _, keys = observed(cursor)
    missing = [it[0] for it in identities if (it[1], it[4]) not in keys]
    folder = FOLDER / "deploy" / environment
    dotenv = dict(line.split("=", 1) for line in (folder / "keys.env").read_text().splitlines() if "=" in line)
    compose = set(KEY.findall((folder / "compose.keyturn.yaml").read_text()))
    stale = [
        it[0] for it in identities
        if (key := keys.get((it[1], it[4]))) and (dotenv.get(it[5]) != key or key not in compose)
    ]
    if missing or stale:
        raise SystemExit(f"{environment}: {len(missing)} without a key, {len(stale)} not delivered")


def main():
    work = {"apply": apply, "plan": plan}[sys.argv[1]]
    failures = []

    def run(environment):
        try:
            work(environment, sys.argv[2])
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(environment,)) for environment in ENVIRONMENTS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise SystemExit("\n".join(map(repr, failures)))


main()
