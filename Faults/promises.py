"""What must hold whatever happened, looked at from outside: rows, fragments, exit codes, what was printed."""

import datetime
import re
import signal

from stores import utc_now
from world import FRAGMENTS, KEY, OVERLAP_HOURS

UNHARMED, ERROR, KILLED = "unharmed", "error", "killed"
# How far clocks and slow machines may move an end.
TOLERANCE = datetime.timedelta(minutes=10)
OVERLAP = datetime.timedelta(hours=OVERLAP_HOURS)
STAGED = re.compile(r"\.keyturn-[0-9a-f]{12}\.tmp")


class Promises:
    """Looks at one world after a run of `verb`, and collects what is broken."""

    def __init__(self, world, verb="rotate"):
        self.world = world
        self.verb = verb
        self.began = utc_now()
        # How much sooner and later than the overlap an old key may end.
        self.early = self.late = TOLERANCE
        # Whether a key may be replaced again: to a clock that is far ahead it is old.
        self.may_repeat = False
        # Whether the first run began to revoke: later ones only go on with that. None before it.
        self.was_revoked = None
        self.violations = []

    def expect(self, holds, what):
        if not holds:
            self.violations.append(what)

    def note_revocation(self):
        """To be called after the run that was to revoke, be it judged or killed; later calls note nothing."""
        if self.was_revoked is None:
            self.was_revoked = self.verb == "revoke" and any(
                row.key != self.world.old_key for row in self.world.store.rows())

    def judge(self, ended, may_be_killed=False, may_be_silent=False):
        """What became of the run, and whether it said so."""
        self.note_revocation()
        if ended.code is None:
            self.expect(False, "the run hangs")
            return ERROR
        if ended.code == 0:
            return UNHARMED
        if ended.code < 0:
            self.expect(may_be_killed and -ended.code in (signal.SIGKILL, signal.SIGXFSZ),
                        f"the run crashed: signal {-ended.code}")
            return KILLED
        said_why = ended.error_codes or b"standard output could not be written" in ended.errors
        self.expect(said_why or may_be_silent, f"exit code {ended.code} without a diagnostic")
        return ERROR

    def hold_now(self):
        """What holds at every moment."""
        now = utc_now()
        rows = self.world.store.rows()
        for name in FRAGMENTS:
            key = self.world.delivered(name)
            self.expect(self.world.is_whole(name), f"{name} is torn, or holds no key")
            self.expect(key is None or any(row.key == key and row.is_live(now) for row in rows),
                        f"{name} holds a key that is refused")
        old = [row for row in rows if self._is_old(row)]
        new = [row for row in rows if not self._is_old(row)]
        delivered = {self.world.delivered(name) for name in FRAGMENTS}
        is_delivered = any(delivered == {row.key} for row in new)
        may_be_over = self.verb == "revoke" and is_delivered
        # A server may delete what is revoked.
        self.expect(may_be_over and not old or len(old) == 1 and (old[0].is_active or may_be_over), "the old key is gone")
        self.expect(len(new) <= 1 or self.may_repeat, f"{len(new)} new keys for one due slot")
        if old and old[0].expires_at != self.world.old_end and not may_be_over:
            end = old[0].expires_at or datetime.datetime.max
            # A revoked key's end is written with its successor, and may be near.
            self.expect(is_delivered or self.verb == "revoke", "the old key has an end before the new one is delivered")
            self.expect(self.verb == "revoke" or self.began + OVERLAP - self.early < end,
                        "the old key ends before the overlap is over")
            self.expect(end < now + OVERLAP + self.late, "the old key ends long after the overlap")

    def no_secret(self, ended, may_leave):
        """Nothing printed, and no file but fragments and stores, holds a key."""
        secrets = [row.key.encode() for row in self.world.store.rows()]
        for name, text in (("standard output", ended.output), ("standard error", ended.errors)):
            self.expect(not KEY.search(text) and not any(secret in text for secret in secrets), f"{name} holds a key")
        for path in self.world.stray_files():
            is_staged = STAGED.fullmatch(path.name) and self.world.output in path.parents
            if not (may_leave and is_staged):
                self.expect(not is_staged, "a staged file is left behind")
                text = path.read_bytes()
                self.expect(not KEY.search(text) and not any(secret in text for secret in secrets),
                            f"{path.relative_to(self.world.folder)} holds a key")

    def done(self, when):
        """One new key, delivered everywhere; an end for the old one."""
        rows = self.world.store.rows()
        new = [row for row in rows if not self._is_old(row)]
        self.expect(len(new) == 1 or new and self.may_repeat, f"{len(new)} new keys, {when}")
        keys = {self.world.delivered(name) for name in FRAGMENTS}
        delivered = [row for row in new if {row.key} == keys]
        self.expect(delivered, f"the new key is not delivered, {when}")
        self.expect(all(row.is_active and self._lives_long_enough(row) for row in delivered),
                    f"the new key has not its whole life before it, {when}")
        old = [row for row in rows if self._is_old(row)]
        has_end = old and old[0].expires_at not in (None, self.world.old_end)
        is_over = not old and self.verb == "revoke" or old and (has_end or not old[0].is_active)
        self.expect(is_over or self.may_repeat, f"the old key has no end, {when}")

    def _is_old(self, row):
        """A key that is revoked may be refused at once: a server that rewrites its row does no more than that."""
        return row.key == self.world.old_key or self.verb == "revoke" and row.key.startswith("gone-")

    def _lives_long_enough(self, row):
        if self.world.expires is None:
            return row.expires_at is None
        return row.expires_at is not None and row.expires_at > self.began + self.world.expires - self.early

    def converge(self, at_end=None):
        """One more run without a fault, and a plan that is empty; says whether that took somebody's `apply`.

        `at_end` is called with the world before the last look.
        """
        again = self.world.run("rotate")
        self.expect(again.code == 0, f"the next run fails: exit {again.code} {again.error_codes}")
        needed_person = self.world.run("plan", "--detailed-exitcode", "--format", "json").code == 2
        if needed_person:
            again = self.world.run("apply", "--yes")
            self.expect(again.code == 0, f"apply fails: exit {again.code} {again.error_codes}")
        if at_end:
            at_end(self.world)
        plan = self.world.run("plan", "--detailed-exitcode", "--format", "json")
        self.expect(plan.code == 0, f"the next plan is not empty: exit {plan.code} {plan.error_codes}")
        self.hold_now()
        self.done("after one more run")
        self.no_secret(again, may_leave=False)
        if self.was_revoked and not self.may_repeat:
            [old] = [row for row in self.world.store.rows() if row.key == self.world.old_key] or [None]
            self.expect(old is None or not old.is_live(utc_now() + OVERLAP / 2), "a revoked key was given the overlap")
        return needed_person
