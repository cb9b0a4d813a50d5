"""What each kind of attack has: cases, a trial of one, and sabotages that a trial must notice."""

import dataclasses

from promises import UNHARMED, Promises
from selftest import empty, refuse_delivered, refuse_old, tear

VERBS = {
    "rotate": ("rotate",),
    "apply": ("apply", "--yes"),
    "revoke": ("revoke", "prod/backend", "--yes"),
}
# Commands that only look. Their findings may be all that they print.
READERS = {verb: (verb,) for verb in ("plan", "status", "verify", "doctor", "isolation")}


@dataclasses.dataclass
class Outcome:
    kind: str
    violations: list
    needed_person: bool = False
    # False where the run ended before anything was done to it.
    was_met: bool = True
    said: str = ""


class Kind:
    """`cases` are the same for the same seed; `chance` is a case's own randomness."""

    name = ""
    # One line for the table.
    about = ""

    def cases(self, worker):
        """All of them, in an order of their own; each says by `str` what it is."""
        raise NotImplementedError

    def trial(self, worker, case, chance, sabotage=None):
        """`sabotage` is called with the world after the attack, before anything is looked at."""
        raise NotImplementedError

    # What is done, and to what a trial must then object.
    sabotages = [
        ("the delivered key is deactivated", refuse_delivered),
        ("the old key is deactivated", refuse_old),
        ("a fragment is shortened", tear),
        ("a fragment is emptied", empty),
    ]

    def self_test(self, worker, chance):
        """What was not noticed; `harmless` is a case that does nothing."""
        harmless = self.harmless(worker)
        wrong = [f"nothing was done, and told was: {violation}"
                 for violation in self.trial(worker, harmless, chance).violations]
        for name, sabotage in self.sabotages:
            if not self.trial(worker, harmless, chance, sabotage).violations:
                wrong.append(f"not noticed: {name}")
        return wrong

    def harmless(self, worker):
        raise NotImplementedError


def look(promises, ended, kind, sabotage=None, was_met=True):
    """Judges what stands after an attack, and whether the next run puts it right."""
    must_be_done = kind == UNHARMED and promises.verb in VERBS
    if sabotage:
        sabotage(promises.world)
    promises.hold_now()
    promises.no_secret(ended, may_leave=not must_be_done)
    if must_be_done:
        promises.done("although it said that all went well")
    needed_person = promises.converge()
    said = (ended.output + ended.errors).decode(errors="replace")
    return Outcome(kind, promises.violations, needed_person, was_met, said)


def undisturbed(world, verb="rotate", **options):
    """A run from the key that is due; its outcome is the caller's to judge."""
    world.reset()
    promises = Promises(world, verb)
    return promises, world.run(*{**VERBS, **READERS}[verb], **options)
