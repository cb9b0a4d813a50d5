"""Servers that have habits of their own."""

import dataclasses

from habits import POSTGRESQL, Habit, all_habits
from kind import VERBS, Kind, look
from promises import Promises

ROLE = "guest"


@dataclasses.dataclass(frozen=True)
class Meeting:
    habit: Habit
    verb: str

    def __str__(self):
        return f"{self.habit.store}: {self.verb}, {self.habit.name}"


class Triggers(Kind):
    name = "triggers"
    about = (
        "the server deactivates, deletes, shortens, rewrites, refuses or hides rows by itself: triggers, deferred ones,"
        " rules, row security")

    def cases(self, worker):
        return [Meeting(habit, verb) for habit in all_habits() for verb in VERBS]

    def harmless(self, worker):
        return Meeting(Habit("no habit", POSTGRESQL, "SELECT", "SELECT", False), "rotate")

    def trial(self, worker, case, chance, sabotage=None):
        world = worker.world(case.habit.store)
        world.reset()
        promises = Promises(world, case.verb)
        world.store.execute(case.habit.make)
        try:
            ended = world.run(*VERBS[case.verb], variables=self._variables(worker, world, case.habit))
        finally:
            world.store.execute(case.habit.drop)
        return look(promises, ended, promises.judge(ended), sabotage)

    def _variables(self, worker, world, habit):
        if not habit.as_role:
            return {}
        store = world.store
        if not worker.has_role:
            store.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}")
            worker.has_role = True
        return {"PROD_DATABASE_URL": f"postgresql:///{store.database}?host={worker.cluster.folder}&user={ROLE}"}
