"""One trial: a rotation that meets one fault, what stands then, and whether the next run puts it right."""

import signal

from faultlist import KILL, KILL_IN_PROCESS, PRELOADED
from promises import KILLED, UNHARMED, Promises

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

    def run(self, series, count):
        self.world.reset()
        self.mark.unlink(missing_ok=True)
        self.log.unlink(missing_ok=True)
        promises = Promises(self.world)
        ended = self.world.run(
            "rotate", wrapper=self._wrapper(series, count), variables=self._variables(series, count))
        # Where writing is what fails, the reason may be what could not be written.
        kind = promises.judge(ended, may_be_killed=series.fault in (KILL, KILL_IN_PROCESS),
                              may_be_silent=ended.code == NOT_STARTED or series.call == "write")
        if self.sabotage and not self.sabotage_at_end:
            self.sabotage(self.world)
        promises.hold_now()
        promises.no_secret(ended, may_leave=kind != UNHARMED)
        if kind == UNHARMED:
            promises.done("although it said that all went well")
        needed_person = promises.converge(at_end=self.sabotage if self.sabotage_at_end else None)
        said = (ended.output + ended.errors).decode(errors="replace")
        return Outcome(kind, self._was_injected(ended), promises.violations, needed_person, ended.error_codes, said)

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
