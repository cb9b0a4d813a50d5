"""A clock of the machine that is wrong while a run works, from the beginning or after one that was killed."""

import dataclasses
import datetime
import time

from kind import VERBS, Kind, look
from promises import OVERLAP, Promises
from stores import utc_now

YEAR = datetime.timedelta(days=365)
STEPS = {
    "at 1970": None,
    "a year behind": -YEAR,
    "an hour behind": -datetime.timedelta(hours=1),
    "10 minutes behind": -datetime.timedelta(minutes=10),
    "10 minutes ahead": datetime.timedelta(minutes=10),
    "an hour ahead": datetime.timedelta(hours=1),
    "a year ahead": YEAR,
}
# Rows that people make may be dated in any time zone; what is dated further ahead is not.
ZONES = datetime.timedelta(hours=26)
EPOCH = datetime.datetime(1970, 1, 1)
STORES = ["PostgreSQL", "SQLite, journal"]


@dataclasses.dataclass(frozen=True)
class Step:
    store: str
    verb: str
    clock: str
    # Whether a run was killed before, with the right clock, and after which part of its time.
    after_kill: float | None

    def __str__(self):
        before = f", a run before killed at {100 * self.after_kill:.0f} %" if self.after_kill is not None else ""
        return f"{self.store}: {self.verb} with the clock {self.clock}{before}"


class Clocks(Kind):
    name = "clocks"
    about = (
        "the machine's clock is at 1970, a year, an hour or 10 minutes behind or ahead;"
        " every second time after a run that was killed")

    def __init__(self, chance):
        self.chance = chance

    def cases(self, worker):
        return [Step(store, verb, clock, self.chance.uniform(0.4, 1) if is_second else None)
                for is_second in (False, True) for clock in STEPS for verb in VERBS for store in STORES]

    def harmless(self, worker):
        return Step(STORES[0], "rotate", "right", None)

    def trial(self, worker, case, chance, sabotage=None):
        world = worker.world(case.store)
        seconds = worker.seconds(case.store, case.verb)
        world.reset()
        promises = Promises(world, case.verb)
        if case.after_kill is not None:
            world.run(*VERBS[case.verb], meanwhile=self._killer(case.after_kill * seconds))
            promises.note_revocation()
        before = self._written(world)
        told = EPOCH if case.clock == "at 1970" else utc_now() + STEPS.get(case.clock, datetime.timedelta())
        off = told - utc_now()
        microseconds = (told - EPOCH) // datetime.timedelta(microseconds=1)
        # After a killed revoke no second one, which would issue again.
        verb = "rotate" if case.after_kill is not None else case.verb
        ended = world.run(*VERBS[verb], variables={"KEYTURN_TEST_CLOCK": str(microseconds)})
        kind = promises.judge(ended)
        wrote = self._written(world) != before
        if case.store == "PostgreSQL" and case.clock != "right":
            # This server says what time it is.
            promises.expect(not wrote, f"rows or files are written although the clock is {case.clock}")
        else:
            # A file says no time. An end is late by as much as the clock is ahead, and early by what the rows do not
            # tell.
            promises.late += max(off, datetime.timedelta())
            promises.early += min(max(-off, datetime.timedelta()), OVERLAP / 2)
            promises.may_repeat = off > datetime.timedelta(days=1)
        for row in world.store.rows():
            promises.expect(row.expires_at is None or row.expires_at > promises.began or case.verb == "revoke"
                            and row.key == world.old_key, "a row has an end in the past")
        if case.store != "PostgreSQL" and off > ZONES:
            self._correct_dates(promises)
        return look(promises, ended, kind, sabotage)

    def _correct_dates(self, promises):
        """Once the clock is right, nothing is written before somebody has corrected the rows that are dated ahead."""
        world = promises.world
        latest = (utc_now() + ZONES).isoformat(" ")
        if not any(row.created_at and row.created_at > utc_now() + ZONES for row in world.store.rows()):
            return
        before = self._written(world)
        ended = world.run("rotate")
        promises.expect(ended.code == 1 and ended.error_codes == [b"clock-differs"],
                        f"rows dated a year ahead are believed: exit {ended.code} {ended.error_codes}")
        promises.expect(self._written(world) == before, "rows or files are written although rows are dated ahead")
        now = utc_now().isoformat(" ")
        world.store.execute(
            f"UPDATE user_mcp_api_keys SET created_at = '{now}' WHERE created_at > '{latest}'")

    def _killer(self, seconds):
        def kill(process):
            time.sleep(seconds)
            process.kill()
        return kill

    def _written(self, world):
        rows = [(row.key, row.is_active, row.expires_at) for row in world.store.rows()]
        return rows, {path: path.read_bytes() for path in world.output.rglob("*")
                      if path.is_file() and not path.name.startswith(".keyturn-")}

    sabotages = [
        *Kind.sabotages,
        ("the old key's end is in the past", lambda world: world.store.execute(
            "UPDATE user_mcp_api_keys SET expires_at = '2020-01-01 00:00:00'"
            f" WHERE api_key = '{world.old_key}'")),
    ]
