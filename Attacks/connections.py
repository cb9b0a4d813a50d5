"""Connections to a server that are cut, or stand still, at every 37th byte of a rotation."""

import dataclasses
import time

from kind import Kind, look, undisturbed
from promises import Promises
from relay import CUT, STALLED, TO_CLIENT, TO_SERVER, Relay

STEP = 37
# For how long the binary waits for a reply, in seconds, and how much longer a run that meets a silent server may take:
# it begins, gives up its own connections, and ends on a busy machine.
DEADLINE, ALLOWANCE = 2, 25


@dataclasses.dataclass(frozen=True)
class Stop:
    direction: str
    offset: int
    action: str

    def __str__(self):
        return f"PostgreSQL: {self.action} after byte {self.offset} {self.direction}"


class Connections(Kind):
    """One worker has one relay."""

    def __init__(self, action):
        self.action = action
        self.name = {CUT: "cut", STALLED: "stall"}[action]
        self.about = {
            CUT: f"the connection to PostgreSQL is closed at every {STEP}th byte of a rotation, of either direction",
            STALLED: f"the connection stays open and passes nothing on after every {STEP}th byte of either direction",
        }[action]

    def cases(self, worker):
        self._measure(worker)
        return [Stop(direction, offset, self.action) for direction in (TO_SERVER, TO_CLIENT)
                for offset in range(0, self.totals[direction], STEP)]

    def harmless(self, worker):
        return Stop(TO_CLIENT, 1 << 40, self.action)

    def _measure(self, worker):
        relay = self._relay(worker)
        relay.prepare(None, None, None)
        _, ended = undisturbed(worker.world("PostgreSQL"), variables=self._variables(worker))
        if ended.code != 0:
            raise SystemExit(f"a rotation over the relay fails: {ended.errors.decode()}")
        relay.end()
        self.totals = dict(relay.passed)

    def trial(self, worker, case, chance, sabotage=None):
        relay = self._relay(worker)
        relay.prepare(case.direction, case.offset, case.action)
        started = time.monotonic()
        promises, ended = undisturbed(
            worker.world("PostgreSQL"), variables=self._variables(worker), patience=DEADLINE + ALLOWANCE)
        took = time.monotonic() - started
        was_met = relay.was_met
        relay.end()
        kind = promises.judge(ended)
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
