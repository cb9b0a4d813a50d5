"""The stores that are rotated: how each is made, put back, and what a server that checks keys would say of it."""

import contextlib
import datetime
import os
import pathlib
import sqlite3
import subprocess

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
COLUMNS = ("id", "user_id", "api_key", "name", "last_used_at", "expires_at", "is_active", "created_at", "updated_at")
SELECT = f"SELECT {', '.join(COLUMNS)} FROM user_mcp_api_keys ORDER BY created_at"


class Row:
    """One key's row; moments are naive UTC, as the server compares them."""

    def __init__(self, key, is_active, expires_at, created_at):
        self.key = key
        self.is_active = is_active
        self.expires_at = moment(expires_at)
        self.created_at = moment(created_at)

    def is_live(self, now):
        """The seed server's rule; the row's key is compared by whoever calls."""
        return self.is_active and (self.expires_at is None or self.expires_at >= now)


def moment(text):
    return datetime.datetime.fromisoformat(text) if text else None


def utc_now():
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)


class SQLite:
    """A file; `journal` is SQLite's name of the way in which it commits."""

    def __init__(self, folder, journal):
        self.name = "SQLite, WAL" if journal == "wal" else "SQLite, journal"
        self.file = folder / "server.sqlite"
        self.url = f"sqlite:{self.file}"
        with self._open() as database:
            database.execute(f"PRAGMA journal_mode = {journal}")
            database.executescript((REPOSITORY / "Scripts/demo-schema.sql").read_text())
        self._saved = None

    @property
    def paths(self):
        """What strace's path filter is to let through."""
        return self.files

    @property
    def files(self):
        """Everything that may hold keys because it is the store."""
        return [pathlib.Path(f"{self.file}{suffix}") for suffix in ("", "-journal", "-wal", "-shm")]

    def make_due(self):
        """The key becomes 40 days old; this is what `reset` goes back to."""
        with self._open() as database:
            database.execute("UPDATE user_mcp_api_keys SET created_at = datetime('now', '-40 days')")
        # Closing the last connection has emptied the write-ahead log.
        self._saved = self.file.read_bytes()

    def reset(self):
        for file in self.files:
            file.unlink(missing_ok=True)
        self.file.write_bytes(self._saved)

    def rows(self):
        with self._open() as database:
            found = database.execute(SELECT).fetchall()
        return [Row(row[2], row[6] == 1, row[5], row[7]) for row in found]

    def deactivate(self, key):
        with self._open() as database:
            database.execute("UPDATE user_mcp_api_keys SET is_active = 0 WHERE api_key = ?", (key,))

    def execute(self, script):
        """Runs SQL that answers nothing."""
        with self._open() as database:
            database.executescript(script)

    @contextlib.contextmanager
    def _open(self):
        with contextlib.closing(sqlite3.connect(self.file, timeout=30)) as database, database:
            yield database

    def close(self):
        pass


class PostgreSQL:
    """A database of a cluster, asked over one psql that stays."""

    END = "-- that was all --"

    def __init__(self, folder, cluster, database):
        self.name = "PostgreSQL"
        self.url = cluster.url(database)
        self.paths = []
        self.files = []
        cluster.sql("postgres", f"CREATE DATABASE {database}")
        cluster.sql(database, (REPOSITORY / "Benchmarks/schema.sql").read_text())
        self.cluster = cluster
        self.database = database
        self._psql = subprocess.Popen(
            [cluster.psql, "-XqAt", "-F", "\t", "-d", database], env=cluster.environment, cwd=folder,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1)

    def _ask(self, statement):
        self._psql.stdin.write(f"{statement};\n\\echo {self.END}\n")
        lines = []
        for line in self._psql.stdout:
            if line.rstrip("\n") == self.END:
                return lines
            if line.startswith("ERROR"):
                raise RuntimeError(line)
            lines.append(line.rstrip("\n").split("\t"))
        raise RuntimeError("psql ended")

    def make_due(self):
        self._ask("UPDATE user_mcp_api_keys SET created_at = (now() AT TIME ZONE 'UTC') - interval '40 days'")
        self._ask("CREATE TABLE saved AS TABLE user_mcp_api_keys")

    def reset(self):
        self._ask("TRUNCATE user_mcp_api_keys; INSERT INTO user_mcp_api_keys TABLE saved")

    def rows(self):
        # A writer that was killed may still have a commit on its way: behind its locks the answer is settled.
        return [Row(row[2], row[6] == "t", row[5], row[7]) for row in self._ask(
            f"BEGIN; LOCK TABLE user_mcp_api_keys IN SHARE ROW EXCLUSIVE MODE; {SELECT}; COMMIT")]

    def deactivate(self, key):
        self._ask(f"UPDATE user_mcp_api_keys SET is_active = false WHERE api_key = '{key}'")

    def execute(self, script):
        """Runs SQL that answers nothing."""
        self._ask(script)

    def close(self):
        self._psql.stdin.close()
        self._psql.wait()
