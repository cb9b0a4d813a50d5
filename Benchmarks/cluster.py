"""A private PostgreSQL server in a temporary folder, with its default durability, reached by a Unix socket alone."""

import glob
import os
import pathlib
import pwd
import shutil
import subprocess


def newest_bin():
    """The folder of the newest server's programs; Debian keeps one per version, none of them in PATH."""
    folders = glob.glob("/usr/lib/postgresql/*/bin")
    servers = [folder for folder in folders if os.path.exists(folder + "/initdb")]
    if servers:
        return pathlib.Path(max(servers, key=lambda folder: float(folder.split("/")[-2])))
    found = shutil.which("initdb")
    if found is None:
        raise SystemExit("no PostgreSQL server found")
    return pathlib.Path(found).resolve().parent


def server_user():
    """Who runs the server: PostgreSQL refuses root, so root lends it another user."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("no user to run PostgreSQL as")


class Cluster:
    """Started by `with`; stopped by pg_ctl at its end."""

    def __init__(self, folder):
        self.bin = newest_bin()
        self.psql = str(self.bin / "psql")
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "data"
        self.user = server_user()

    def __enter__(self):
        self.folder.mkdir()
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self._as_server("initdb", "-A", "trust", "-U", "keyturn", "-E", "UTF8", "--locale=C", "-D", self.data)
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        self._as_server("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-o", options, "-w", "start")
        return self

    def __exit__(self, *_):
        self._as_server("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def _as_server(self, program, *arguments):
        as_user = {}
        if self.user:
            as_user = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        done = subprocess.run(
            [self.bin / program, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL, stderr=subprocess.STDOUT, **as_user)
        if done.returncode != 0:
            raise SystemExit(f"{program} failed: {(done.stdout or b'').decode()} see {self.folder / 'log'}")

    @property
    def environment(self):
        """What libpq's own variables must say to reach this server and no other."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**inherited, "PGHOST": str(self.folder), "PGUSER": "keyturn"}

    def url(self, database):
        return f"postgresql:///{database}?host={self.folder}&user=keyturn"

    def sql(self, database, *statements):
        """Runs the statements and returns what the last one printed."""
        commands = [argument for statement in statements for argument in ("-c", statement)]
        return subprocess.run(
            [self.psql, "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, *commands], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True, text=True).stdout.strip()

    def version(self):
        return self.sql("postgres", "show server_version")
