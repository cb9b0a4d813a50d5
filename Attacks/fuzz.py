"""Damages every file that is read, and runs what reads it."""

import dataclasses
import random
import re

from kind import Kind, Outcome
from mutations import MUTATIONS
from promises import ERROR, UNHARMED
from workspace import AUDIT, MANIFESTS, PLAN, Workspace

DECLARED = (("validate",), ("plan",), ("apply", "--yes"))
# Which file, as the table says it; what reads it.
TARGETS = {
    "environments/prod.yaml": DECLARED,
    "environments/_defaults.yaml": DECLARED,
    "environments/_policy.yaml": DECLARED,
    "environments/_revoked.yaml": DECLARED,
    "templates/app.conf.mustache": DECLARED,
    "deploy/prod/backend.env": (("plan",), ("apply", "--yes")),
    "deploy/watched.env": (("plan",), ("isolation",)),
    "deploy/prod/compose.yaml": (("verify",),),
    "deploy/prod/compose.keyturn.yaml": (("plan",), ("apply", "--yes")),
    PLAN: (("show", PLAN), ("apply", PLAN)),
    AUDIT: (("audit", "verify"), ("audit", "show"), ("rotate",)),
    MANIFESTS[1]: (("isolation", "check", *MANIFESTS),),
}
WRITES = {"apply", "rotate"}
# Where these refuse, what comes after them must refuse too.
LOOKS = {"validate", "plan", "show"}
# Their findings are what they print to standard output, and their exit code is about these.
REPORTS = {"verify", "audit", "isolation"}
CODES = {0, 1, 2, 3, 4, 64}
POLICY = 3
REFUSED = {POLICY, 4, 64}
ENVIRONMENTS = ("dev", "prod")


@dataclasses.dataclass(frozen=True)
class Damage:
    target: str
    number: int

    def __str__(self):
        return f"{self.target}, damage {self.number}"


class Fuzz(Kind):
    name = "fuzz"
    about = (
        "environment, defaults, policy, revocation list, template, dotenv and compose files, saved plan, audit file and"
        " manifest are damaged: bits, lines, ends of lines, NUL, what YAML and JSON read in a way of their own, 1 MB"
        " lines, 5,000 levels")
    count = 3_000

    def cases(self, worker):
        targets = list(TARGETS)
        return [Damage(targets[number % len(targets)], number) for number in range(self.count)]

    def trial(self, worker, case, chance, sabotage=None):
        workspace = self._workspace(worker)
        workspace.reset()
        damage = chance.choice(MUTATIONS)
        path = workspace.folder / case.target
        path.write_bytes(damage(path.read_bytes(), chance))
        trial = Run(workspace, sabotage)
        for arguments in TARGETS[case.target]:
            trial.run(arguments)
        kind = ERROR if any(trial.codes) else UNHARMED
        return Outcome(kind, trial.violations, said=f"{damage.__name__}\n{trial.said}")

    def _workspace(self, worker):
        if worker.workspace is None:
            worker.workspace = Workspace(worker.folder / f"workspace{worker.number}", worker.keyturn)
        return worker.workspace

    # Commands that take the binary's place.
    sabotages = [
        ("a crash", "kill -SEGV $$"),
        ("a run without end", "sleep 600"),
        ("an exit code of its own", "exit 7"),
        ("an error without a word", "exit 1"),
        ("a secret that is shown", "echo $CANARY; exit 0"),
        ("a file that is written although all is refused", "echo 'error[x]: no' >&2; echo >>environments/new; exit 3"),
    ]

    def self_test(self, worker, chance):
        workspace = self._workspace(worker)
        workspace.reset()
        sound = Run(workspace, None)
        for reads in TARGETS.values():
            for arguments in reads:
                if arguments[0] not in WRITES and arguments[0] != "verify":
                    sound.run(arguments)
        wrong = [f"nothing was damaged, and told was: {violation}" for violation in sound.violations]
        harmless = Damage("environments/prod.yaml", 0)
        for name, script in self.sabotages:
            if not self.trial(worker, harmless, random.Random(1), ["sh", "-c", script]).violations:
                wrong.append(f"not noticed: {name}")
        return wrong


class Run:
    """The commands of one case, one after the other: what only looks before what writes."""

    def __init__(self, workspace, stand_in):
        self.workspace = workspace
        self.stand_in = stand_in or ()
        self.violations = []
        self.codes = []
        self.said = ""
        # Environments in which nothing may be done any more. One that is refused does not stop the others.
        self.refused = set()

    def run(self, arguments):
        command = arguments[0]
        before = self.workspace.content()
        ended = self.workspace.run(*arguments, stand_in=self.stand_in)
        self.codes.append(ended.code)
        self.said += f"{' '.join(arguments)}: exit {ended.code}\n{ended.errors.decode(errors='replace')[:600]}\n"
        self._judge(command, ended)
        if command in LOOKS and ended.code not in (0, 2) or ended.code in REFUSED:
            self.refused |= self._named(ended)
        after = self.workspace.content()
        changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
        if any(command not in WRITES or self._is_refused(path) for path in changed):
            self._tell(command, "something is written although it only looks or refuses")

    def _named(self, ended):
        """Those that an error names; all, where none is named or a file cannot be read."""
        named = {name.decode() for name in re.findall(rb"^error\[[a-z-]+\]: (dev|prod)\b", ended.errors, re.MULTILINE)}
        return named if named and ended.code == POLICY else set(ENVIRONMENTS)

    def _is_refused(self, path):
        name = str(path.relative_to(self.workspace.folder))
        for environment in ENVIRONMENTS:
            if name.startswith(f"deploy/{environment}/") or name == f"{environment}.sqlite":
                return environment in self.refused
        return self.refused == set(ENVIRONMENTS)

    def _judge(self, command, ended):
        if ended.code is None:
            return self._tell(command, "the run hangs")
        if ended.code not in CODES:
            return self._tell(command, f"exit code {ended.code}")
        said_why = b"error[" in ended.errors or b"Error:" in ended.errors or command in REPORTS and ended.output
        if ended.code not in (0, 2) and not said_why:
            self._tell(command, f"exit code {ended.code} without a diagnostic")
        if self.workspace.shows_secret(ended.output) or self.workspace.shows_secret(ended.errors):
            self._tell(command, "a secret is shown")
        name = self.workspace.wrote_key()
        if name:
            self._tell(command, f"{name} holds a key")
        return None

    def _tell(self, command, what):
        self.violations.append(f"{command}: {what}")
