"""What is measured: the floor (psql and libyaml with nothing around them), the script, and Keyturn itself.

Each contender is a list of arguments per task; all run the same way, so that the cost of starting them is alike.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

from workload import COMPOSE, DOTENV, ENVIRONMENTS, LATER, NOW

HERE = pathlib.Path(__file__).resolve().parent
USER_COLUMNS = "id, email, name, created_at, updated_at"
KEY_COLUMNS = "id, user_id, api_key, name, last_used_at, expires_at, is_active, created_at, updated_at"


class Measurement:
    """Runs of one command: seconds of wall-clock time and of CPU, and the peak memory in MiB, each by its median."""

    def __init__(self):
        self.runs = []

    def add(self, seconds, cpu, mebibytes):
        self.runs.append((seconds, cpu, mebibytes))

    def _median(self, column):
        return statistics.median(run[column] for run in self.runs)

    @property
    def seconds(self):
        return self._median(0)

    @property
    def cpu(self):
        return self._median(1)

    @property
    def memory(self):
        """The largest, not the median: a limit is a limit."""
        return max(run[2] for run in self.runs)


def timed(arguments, environment, into):
    """One run, under GNU time: its own memory is small, so that the child's peak is the child's."""
    with tempfile.NamedTemporaryFile("r") as figures:
        command = ["/usr/bin/time", "-q", "-f", "%M %U %S", "-o", figures.name, *map(str, arguments)]
        before = time.perf_counter()
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True)
        seconds = time.perf_counter() - before
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command[6:])}: exit {done.returncode}\n{done.stderr}")
        kibibytes, user, system = figures.read().split()
    into.add(seconds, float(user) + float(system), int(kibibytes) / 1024)


def build_event_loop(folder):
    """Compiles yaml-events.c and returns where it is."""
    program = folder / "yaml-events"
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "yaml-0.1"], check=True, stdout=subprocess.PIPE, text=True).stdout
    source = HERE / "yaml-events.c"
    subprocess.run([shutil.which("cc") or "gcc", "-O2", "-o", program, source, *flags.split()], check=True)
    return program


def side_by_side(command):
    """A shell script that runs `command` for each environment at once; fails when one of them does."""
    lines = [f"({command.format(e=environment)}) & p{environment}=$!" for environment in ENVIRONMENTS]
    return "set -e\n" + "\n".join(lines + [f"wait $p{environment}" for environment in ENVIRONMENTS])


def writes(workload):
    """Ready-made fragments into their places."""
    return " && ".join(
        f"dd if={workload.ready}/{{e}}-{name} of={workload.deploy}/{{e}}/{name} bs=1M conv=fsync status=none"
        for name in (COMPOSE, DOTENV))


def one_loop(workload, event_loop):
    """libyaml's bare event loop over all environment files, one after the other, as lines of a shell script."""
    return "\n".join(f"{event_loop} {workload.configuration}/{each}.yaml >/dev/null" for each in ENVIRONMENTS)


def floor(task, workload, event_loop, after_loop=False):
    """The floor of a task; with `after_loop`, once one event loop has read all YAML."""
    psql = f"{workload.cluster.psql} -Xq -v ON_ERROR_STOP=1 -d {{e}}"
    ready, deploy = workload.ready, workload.deploy
    if task == "rotate":
        # Two transactions, as the order of effects demands: the fragments are written between them.
        copy = f"\\copy user_mcp_api_keys ({KEY_COLUMNS}) from '{ready}/{{e}}-new-keys'"
        update = (
            f"UPDATE user_mcp_api_keys SET expires_at = '2026-02-03', updated_at = '{LATER}'"
            f" WHERE created_at = '{NOW}'")
        command = f"{psql} -c \"{copy}\" && {writes(workload)} && {psql} -c \"{update}\""
    elif task == "apply":
        copies = (
            f"-c \"\\copy users ({USER_COLUMNS}) from '{ready}/{{e}}-users'\" "
            f"-c \"\\copy user_mcp_api_keys ({KEY_COLUMNS}) from '{ready}/{{e}}-keys'\"")
        command = f"{psql} -1 {copies} && {writes(workload)}"
    else:
        users = "select id, email, name from users"
        keys = "select id, user_id, api_key, name, last_used_at, expires_at, is_active, created_at" \
            " from user_mcp_api_keys"
        reads = (
            f"{psql} -c '\\copy ({users}) to /dev/null' -c '\\copy ({keys}) to /dev/null'"
            f" && cat {deploy}/{{e}}/{COMPOSE} {deploy}/{{e}}/{DOTENV} >/dev/null")
        # Beside the rest, on every core there is, unless it comes first.
        command = reads if after_loop else f"{event_loop} {workload.configuration}/{{e}}.yaml >/dev/null && {reads}"
    first = f"set -e\n{one_loop(workload, event_loop)}\n" if after_loop else ""
    return ["/bin/sh", "-c", first + side_by_side(command)]


def script(task, form):
    return ["/usr/bin/python3", HERE / "script.py", task, form]


def keyturn(task, binary, workload):
    flags = {"apply": ["--yes"], "plan": ["--detailed-exitcode"], "rotate": ["--yes"]}.get(task, [])
    return [binary, task, "-C", workload.configuration, "--no-color", *flags]


ONE_LOOP = "floor, YAML in one event loop"
EVENTS = "libyaml's event loop alone"
QUICK_SCRIPT = "script, YAML given as JSON"


def contenders(task, workload, event_loop, chosen):
    """Name → arguments. Without a binary Keyturn is left out; when scaling, the script that takes a second per
    thousand identities to read their YAML. A verification has no contender."""
    found = {}
    if task != "verify":
        found = {"floor": floor(task, workload, event_loop), ONE_LOOP: floor(task, workload, event_loop, after_loop=True)}
    if task == "plan":
        found[EVENTS] = ["/bin/sh", "-c", f"set -e\n{one_loop(workload, event_loop)}"]
    if task in ("apply", "plan"):
        if not chosen.scaling:
            found["script"] = script(task, "yaml")
        found[QUICK_SCRIPT] = script(task, "json")
    if chosen.keyturn:
        found["keyturn"] = keyturn(task, chosen.keyturn, workload)
    return found


def variables(workload):
    return {**workload.cluster.environment, "WORKLOAD": str(workload.folder)}


def versions(binary, psql, runs=20):
    """`--version` of keyturn, of psql as it is typed (Debian's wrapper) and of psql's own program."""
    found = {"psql": ["psql", "--version"], "psql's program": [psql, "--version"]}
    if binary:
        found["keyturn"] = [binary, "--version"]
    measured = {name: Measurement() for name in found}
    for _ in range(runs):
        for name, arguments in found.items():
            timed(arguments, dict(os.environ), measured[name])
    return measured
