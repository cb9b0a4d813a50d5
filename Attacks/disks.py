"""Disks that fill up while a run works, and the limit of a file's size that a service may have."""

import dataclasses

from kind import VERBS, Kind, look, undisturbed
from promises import ERROR, KILLED
from worker import STORES

FULL, LIMITED = "full", "limited"


@dataclasses.dataclass(frozen=True)
class Disk:
    store: str
    verb: str
    how: str
    # Of what a run writes, how much fits.
    part: float
    # Whether the disk is still full for the next run.
    stays: bool

    def __str__(self):
        what = {FULL: "a disk with room for", LIMITED: "files limited to"}[self.how]
        return f"{self.store}: {self.verb} with {what} {100 * self.part:.1f} % of what it writes" + (
            ", and a second run" if self.stays else "")


class Disks(Kind):
    name = "disks"
    about = (
        "the disk is full after a random byte, or a file may not grow beyond one;"
        " every second time for the next run too")
    count = 180

    def __init__(self, chance, library):
        self.chance = chance
        self.library = library

    def cases(self, worker):
        verbs = list(VERBS)
        return [Disk(STORES[number % 3], verbs[number // 3 % 3], LIMITED if number % 5 == 4 else FULL,
                     self.chance.random() ** 2, number % 2 == 1) for number in range(self.count)]

    def harmless(self, worker):
        return Disk(STORES[0], "rotate", FULL, 1000, False)

    def trial(self, worker, case, chance, sabotage=None):
        world = worker.world(case.store)
        mark = world.folder.parent / f"{world.folder.name}.full"
        mark.unlink(missing_ok=True)
        size = int(case.part * self._bytes(case))
        options = {"wrapper": ["prlimit", f"--fsize={size}"]} if case.how == LIMITED else {"variables": {
            "LD_PRELOAD": str(self.library), "KEYTURN_DISK": str(size), "KEYTURN_INJECTED": str(mark)}}
        promises, ended = undisturbed(world, case.verb, **options)
        kind = promises.judge(ended, may_be_killed=case.how == LIMITED)
        was_met = mark.exists() or kind in (KILLED, ERROR)
        if case.stays and was_met:
            promises.hold_now()
            again = dict(options)
            if case.how == FULL:
                again["variables"] = {**options["variables"], "KEYTURN_DISK": "0"}
            ended = world.run("rotate", **again)
            kind = promises.judge(ended, may_be_killed=case.how == LIMITED)
        return look(promises, ended, kind, sabotage, was_met)

    def _bytes(self, case):
        # Fragments are small; a SQLite file's pages and its journal are not.
        if case.how == LIMITED:
            return 2_000 if case.store == "PostgreSQL" else 60_000
        return 2_500 if case.store == "PostgreSQL" else 120_000
