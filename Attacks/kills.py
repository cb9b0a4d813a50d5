"""Kills at random times, also of the run that comes after a killed one."""

import dataclasses
import subprocess
import time

from kind import VERBS, Kind, look, undisturbed
from promises import KILLED
from worker import STORES


@dataclasses.dataclass(frozen=True)
class Kill:
    store: str
    verb: str
    # When, as a part of what a run takes; once for each run. Above 1 it may come too late.
    moments: tuple

    def __str__(self):
        times = " and ".join(f"{100 * moment:.0f} %" for moment in self.moments)
        return f"{self.store}: {self.verb} killed after {times} of its time"


class Kills(Kind):
    name = "kills"
    about = "SIGKILL at a random moment of `rotate`, `apply` and `revoke`; in every fourth trial of the next run too"
    count = 300

    def __init__(self, chance):
        self.chance = chance

    def cases(self, worker):
        return [self._case(number) for number in range(self.count)]

    def _case(self, number):
        verbs = list(VERBS)
        times = 2 if number % 4 == 3 else 1
        return Kill(STORES[number % len(STORES)], verbs[number // len(STORES) % len(verbs)],
                    tuple(self.chance.uniform(0, 1.1) for _ in range(times)))

    def harmless(self, worker):
        return Kill(STORES[0], "rotate", ())

    def trial(self, worker, case, chance, sabotage=None):
        world = worker.world(case.store)
        seconds = worker.seconds(case.store, case.verb)
        promises, ended = undisturbed(world, case.verb, meanwhile=self._killer(worker, case, seconds, case.moments[:1]))
        kind = promises.judge(ended, may_be_killed=True)
        was_met = kind == KILLED
        for moment in case.moments[1:]:
            ended = world.run("rotate", meanwhile=self._killer(worker, case, seconds, (moment,)))
            kind = promises.judge(ended, may_be_killed=True)
            was_met = was_met or kind == KILLED
        return look(promises, ended, kind, sabotage, was_met)

    def _killer(self, worker, case, seconds, moments):
        def kill(process):
            if not moments:
                return
            started = time.monotonic()
            try:
                process.wait(timeout=seconds * moments[0])
                # A machine that is busy makes runs longer: what the last one took is the best guess.
                worker.ran(case.store, case.verb, time.monotonic() - started)
            except subprocess.TimeoutExpired:
                process.kill()
        return kill
