"""Somebody who may write in the output folder puts symbolic links in its place, or in it, while a run works."""

import dataclasses
import shutil

from kind import VERBS, Kind, look
from promises import Promises
from swapper import Swapper
from world import FRAGMENTS, KEY

TARGETS = {
    "the output folder": "",
    "a folder in it": "secrets",
    "the compose override": "compose.keyturn.yaml",
    "the dotenv file": "backend.env",
    "the secret file": "secrets/pm_mcp_api_key",
}
STORES = ["PostgreSQL", "SQLite, journal"]


@dataclasses.dataclass(frozen=True)
class Swap:
    store: str
    verb: str
    target: str | None
    # A part of a run's time, for the output folder from when it was looked at; None: as soon as a staged file is seen.
    moment: float | None
    # Whether what stands elsewhere is a copy of the fragments.
    is_alike: bool

    def __str__(self):
        when = "once a file is staged" if self.moment is None else f"after {100 * self.moment:.0f} % of its time"
        return f"{self.store}: {self.verb}, {self.target} becomes a link {when}" + (
            ", to a copy" if self.is_alike else "")


class Links(Kind):
    name = "links"
    about = (
        "the output folder, a folder in it or a fragment becomes a link to elsewhere at a random moment, or as soon as"
        " a file is staged")
    count = 200

    def __init__(self, chance):
        self.chance = chance

    def cases(self, worker):
        verbs, targets = list(VERBS), list(TARGETS)
        return [Swap(STORES[number % 2], verbs[number // 10 % 3], targets[number // 2 % 5],
                     None if number // 30 % 2 else self.chance.uniform(0, 1), number // 60 % 2 == 1) for number in range(self.count)]

    def harmless(self, worker):
        return Swap(STORES[0], "rotate", None, 0, False)

    def trial(self, worker, case, chance, sabotage=None):
        world = worker.world(case.store)
        seconds = worker.seconds(case.store, case.verb)
        world.reset()
        outside = world.folder.parent / f"{world.folder.name}-outside"
        elsewhere = self._make_outside(world, outside, case.is_alike)
        promises = Promises(world, case.verb)
        swapper = Swapper(world, TARGETS.get(case.target), outside, case.moment, seconds)
        ended = world.run(*VERBS[case.verb], meanwhile=swapper)
        kind = promises.judge(ended)
        if sabotage:
            sabotage(world)
            sabotage = None
        promises.expect(self._content(outside) == elsewhere, "something outside the output folder was changed")
        keys = {key for content in elsewhere.values() for key in KEY.findall(content)}
        promises.expect(all(set(KEY.findall(content)) <= keys for content in self._content(outside).values()),
                        "a key stands outside the output folder")
        swapper.undo()
        # A run that was led astray may say that all went well: what it delivered was moved aside.
        outcome = look(promises, ended, kind, sabotage, swapper.was_met)
        shutil.rmtree(outside)
        return outcome

    def _make_outside(self, world, outside, is_alike):
        (outside / "secrets").mkdir(parents=True)
        (outside / "other").write_text("# somebody else's\n")
        for name in FRAGMENTS:
            # Every second time it looks as the run has seen it.
            (outside / name).write_text(f"# somebody else's {name}\n")
            if is_alike:
                shutil.copy2(world.output / name, outside / name)
        return self._content(outside)

    def _content(self, outside):
        return {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}

    sabotages = [
        *Kind.sabotages,
        ("a key is written elsewhere", lambda world: (
            world.folder.parent / f"{world.folder.name}-outside/new").write_text(world.old_key)),
        ("a file elsewhere is changed", lambda world: (
            world.folder.parent / f"{world.folder.name}-outside/other").write_text("changed")),
    ]
