"""One trial: a rotation that meets one fault, what stands then, and whether the next run puts it right."""

import datetime
import re
import signal

from faultlist import KILL, KILL_IN_PROCESS, PRELOADED
from stores import utc_now
from world import FRAGMENTS, KEY, OVERLAP_HOURS

UNHARMED, ERROR, KILLED = "unharmed", "error", "killed"
# How far clocks and slow machines may move an end.
TOLERANCE = datetime.timedelta(minutes=10)
OVERLAP = datetime.timedelta(hours=OVERLAP_HOURS)
# The loader's own exit code, before the program begins.
NOT_STARTED = 127


class Outcome:
    def __init__(self, kind, was_injected, violations, needed_person, codes, said):
        self.kind = kind
        self.was_injected = was_injected
        self.violations = violations
        self.needed_person = needed_person
        self.codes = codes
        self.said = said


class Trial:
    """`sabotage`, for the self-test, is called with the world before it is looked at: after the fault, or at the end."""

    def __init__(self, world, library, sabotage=None, sabotage_at_end=False):
        self.world = world
        self.library = library
        self.log = world.folder.parent / f"{world.folder.name}.strace"
        self.mark = world.folder.parent / f"{world.folder.name}.injected"
        self.sabotage = sabotage
        self.sabotage_at_end = sabotage_at_end
        self.violations = []

    def expect(self, holds, what):
        if not holds:
            self.violations.append(what)

    def run(self, series, count):
        self.world.reset()
        self.mark.unlink(missing_ok=True)
        self.log.unlink(missing_ok=True)
        began = utc_now()
        ended = self.world.run("rotate", wrapper=self._wrapper(series, count), variables=self._variables(series, count))
        kind = self._judge(ended, series)
        if self.sabotage and not self.sabotage_at_end:
            self.sabotage(self.world)
        self._expect_promises(began)
        self._expect_no_secret(ended, may_leave=kind != UNHARMED)
        if kind == UNHARMED:
            self._expect_done("although it said that all went well")
        needed_person = self._converge(began)
        said = (ended.output + ended.errors).decode(errors="replace")
        return Outcome(kind, self._was_injected(ended), self.violations, needed_person, ended.error_codes, said)

    def _variables(self, series, count):
        if series.fault not in PRELOADED:
            return {}
        what = PRELOADED[series.fault]
        return {
            "LD_PRELOAD": str(self.library), "KEYTURN_INJECT": f"{series.call}:{count}:{what}",
            "KEYTURN_INJECTED": str(self.mark)}

    def _wrapper(self, series, count):
        if series.fault in PRELOADED:
            return []
        fault = "signal=KILL" if series.fault == KILL else f"error={series.fault}"
        # No text of any argument: it would be a secret. Not --seccomp-bpf: signals are then injected at the first call
        # alone (strace 6.1).
        command = ["strace", "-f", "-qq", "-s", "0", "-o", str(self.log), "-e", f"trace={series.call}"]
        if series.filtered:
            command += [word for path in self.world.trace_paths() for word in ("-P", str(path))]
        return [*command, "-e", f"inject={series.call}:{fault}:when={count}"]

    def _was_injected(self, ended):
        if self.mark.exists():
            return True
        return ended.code == -signal.SIGKILL or (self.log.exists() and b"(INJECTED)" in self.log.read_bytes())

    def _judge(self, ended, series):
        """What became of the faulted run, and whether it said so."""
        if ended.code is None:
            self.expect(False, "the run hangs")
            return ERROR
        if ended.code == 0:
            return UNHARMED
        if ended.code == -signal.SIGKILL:
            self.expect(series.fault in (KILL, KILL_IN_PROCESS), "the run was killed by nobody")
            return KILLED
        self.expect(ended.code > 0, f"the run crashed: signal {-ended.code}")
        said_why = ended.error_codes or b"standard output could not be written" in ended.errors
        # Where writing is what fails, the reason may be what could not be written.
        may_be_silent = ended.code == NOT_STARTED or series.call == "write"
        self.expect(said_why or may_be_silent, f"exit code {ended.code} without a diagnostic")
        return ERROR

    def _expect_promises(self, began):
        """What holds at every moment, whatever happened."""
        now = utc_now()
        rows = self.world.store.rows()
        for name in FRAGMENTS:
            key = self.world.delivered(name)
            self.expect(self.world.is_whole(name), f"{name} is torn, or holds no key")
            self.expect(key is None or any(row.key == key and row.is_live(now) for row in rows),
                        f"{name} holds a key that is refused")
        old = [row for row in rows if row.key == self.world.old_key]
        new = [row for row in rows if row.key != self.world.old_key]
        self.expect(len(old) == 1 and old[0].is_active, "the old key is gone")
        self.expect(len(new) <= 1, f"{len(new)} new keys for one due slot")
        if old and old[0].expires_at:
            delivered = {self.world.delivered(name) for name in FRAGMENTS}
            self.expect(new and delivered == {new[0].key}, "the old key has an end before the new one is delivered")
            self.expect(began + OVERLAP - TOLERANCE < old[0].expires_at < now + OVERLAP + TOLERANCE,
                        "the old key's end is not the overlap from then")

    def _expect_no_secret(self, ended, may_leave):
        secrets = [row.key.encode() for row in self.world.store.rows()]
        for name, text in (("standard output", ended.output), ("standard error", ended.errors)):
            self.expect(not KEY.search(text) and not any(secret in text for secret in secrets), f"{name} holds a key")
        for path in self.world.stray_files():
            is_staged = re.fullmatch(r"\.keyturn-[0-9a-f]{12}\.tmp", path.name) and self.world.output in path.parents
            if not (may_leave and is_staged):
                self.expect(not is_staged, "a staged file is left behind")
                text = path.read_bytes()
                self.expect(not KEY.search(text) and not any(secret in text for secret in secrets),
                            f"{path.relative_to(self.world.folder)} holds a key")

    def _expect_done(self, when):
        """One new key, delivered everywhere; an end for the old one."""
        rows = self.world.store.rows()
        new = [row for row in rows if row.key != self.world.old_key]
        self.expect(len(new) == 1 and new[0].is_active and new[0].expires_at is None, f"not one new key, {when}")
        keys = {self.world.delivered(name) for name in FRAGMENTS}
        self.expect(keys == {row.key for row in new}, f"the new key is not delivered, {when}")
        old = [row for row in rows if row.key == self.world.old_key]
        self.expect(old and old[0].expires_at, f"the old key has no end, {when}")

    def _converge(self, began):
        """One more run without a fault, and a plan that is empty; says whether that took somebody's `apply`."""
        again = self.world.run("rotate")
        self.expect(again.code == 0, f"the next run fails: exit {again.code} {again.error_codes}")
        needed_person = self.world.run("plan", "--detailed-exitcode", "--format", "json").code == 2
        if needed_person:
            again = self.world.run("apply", "--yes")
            self.expect(again.code == 0, f"apply fails: exit {again.code} {again.error_codes}")
        if self.sabotage and self.sabotage_at_end:
            self.sabotage(self.world)
        plan = self.world.run("plan", "--detailed-exitcode", "--format", "json")
        self.expect(plan.code == 0, f"the next plan is not empty: exit {plan.code}")
        self._expect_promises(began)
        self._expect_done("after one more run")
        self._expect_no_secret(again, may_leave=False)
        return needed_person
