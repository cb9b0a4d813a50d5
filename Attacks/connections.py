"""Connections to a server that are cut, or stand still, at every 37th byte of a rotation."""

import dataclasses
import time

from kind import READERS, VERBS, Kind, look, undisturbed
from promises import Promises
from relay import CUT, STALLED, TO_CLIENT, TO_SERVER, Relay

STEP = 37
# For all commands but `rotate`.
WIDE_STEP = 10 * STEP
# For how long the binary waits for a reply, in seconds, and how much longer a run that meets a silent server may take:
# it begins, gives up its own connections, and ends on a busy machine.
DEADLINE, ALLOWANCE = 2, 25


@dataclasses.dataclass(frozen=True)
class Stop:
    verb: str
    direction: str
    offset: int
    action: str

    def __str__(self):
        return f"PostgreSQL: {self.verb} {self.action} after byte {self.offset} {self.direction}"


class Connections(Kind):
    """One worker has one relay."""

    def __init__(self, action):
        self.action = action
        self.name = {CUT: "cut", STALLED: "stall"}[action]
        self.about = {
            CUT: f"the connection to PostgreSQL is closed at every {STEP}th byte of a rotation, of either direction;"
                 f" of every other command's at every {WIDE_STEP}th",
            STALLED: f"the connection stays open and passes nothing on after every {STEP}th byte of a rotation,"
                     f" of either direction; of every other command's after every {WIDE_STEP}th",
        }[action]

    def cases(self, worker):
        return [Stop(verb, direction, offset, self.action)
                for verb in [*VERBS, *READERS] for direction, total in self._measure(worker, verb).items()
                for offset in range(0, total, STEP if verb == "rotate" else WIDE_STEP)]

    def harmless(self, worker):
        return Stop("rotate", TO_CLIENT, 1 << 40, self.action)

    def _measure(self, worker, verb):
        relay = self._relay(worker)
        relay.prepare(None, None, None)
        _, ended = undisturbed(worker.world("PostgreSQL"), verb, variables=self._variables(worker))
        if ended.code != 0 and verb in VERBS:
            raise SystemExit(f"{verb} over the relay fails: {ended.errors.decode()}")
        relay.end()
        return {direction: relay.passed[direction] for direction in (TO_SERVER, TO_CLIENT)}

    def trial(self, worker, case, chance, sabotage=None):
        relay = self._relay(worker)
        relay.prepare(case.direction, case.offset, case.action)
        started = time.monotonic()
        promises, ended = undisturbed(
            worker.world("PostgreSQL"), case.verb, variables=self._variables(worker), patience=DEADLINE + ALLOWANCE)
        took = time.monotonic() - started
        was_met = relay.was_met
        relay.end()
        kind = promises.judge(ended, may_be_silent=case.verb in READERS and ended.output)
        if case.verb in READERS:
            # Nothing may be done, and nothing need be.
            promises.expect(worker.world("PostgreSQL").delivered("backend.env") == worker.world("PostgreSQL").old_key,
                            "a command that only looks has written")
        outcome = look(promises, ended, kind, sabotage, was_met)
        outcome.said += f"\n(took {took:.1f} s)"
        return outcome

    def self_test(self, worker, chance):
        wrong = super().self_test(worker, chance)
        _, ended = undisturbed(worker.world("PostgreSQL"), wrapper=["sh", "-c", "sleep 600"], patience=1)
        promises = Promises(worker.world("PostgreSQL"))
        promises.judge(ended)
        return wrong if promises.violations else [*wrong, "not noticed: a run without end"]

    def _relay(self, worker):
        if worker.relay is None:
            worker.relay = Relay(worker.folder / f"relay{worker.number}", worker.cluster.folder)
        return worker.relay

    def _variables(self, worker):
        url = f"postgresql:///{worker.world('PostgreSQL').store.database}?host={worker.relay.folder}&user=keyturn"
        return {"PROD_DATABASE_URL": url, "KEYTURN_DATABASE_TIMEOUT": f"{DEADLINE}s"}
