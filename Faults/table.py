"""The table of system calls, faults and outcomes."""

import collections

from document import write_between
from promises import ERROR, KILLED, UNHARMED


class Report:
    def __init__(self, stores):
        self.stores = stores
        self.cells = collections.defaultdict(collections.Counter)
        self.order = {}
        self.violations = []

    def add(self, series, count, outcome):
        self.order.setdefault((series.call, series.fault), len(self.order))
        cell = self.cells[series.call, series.fault, series.store]
        cell[outcome.kind] += 1
        if outcome.needed_person:
            cell["person"] += 1
        if outcome.violations:
            cell["violation"] += 1
            self.violations.append((series, count, outcome))

    @property
    def runs(self):
        return sum(cell[kind] for cell in self.cells.values() for kind in (UNHARMED, ERROR, KILLED))

    def _cell(self, call, fault, store):
        cell = self.cells.get((call, fault, store))
        if not cell:
            return "–"
        parts = [f"{cell[kind]} {kind}" for kind in (UNHARMED, ERROR, KILLED) if cell[kind]]
        if cell["person"]:
            parts.append(f"{cell['person']} by `apply`")
        if cell["violation"]:
            parts.append(f"**{cell['violation']} VIOLATED**")
        return ", ".join(parts)

    def markdown(self):
        lines = ["| system call | fault | " + " | ".join(self.stores) + " |", "|---" * (2 + len(self.stores)) + "|"]
        for call, fault in sorted(self.order, key=lambda pair: (pair[0], self.order[pair])):
            cells = [self._cell(call, fault, store) for store in self.stores]
            lines.append(f"| `{call}` | {fault} | " + " | ".join(cells) + " |")
        return "\n".join(lines) + "\n"

    def write_between_markers(self, path):
        verdict = f"{len(self.violations)} violations" if self.violations else "no violation"
        write_between(path, "faults", f"{self.runs} trials, {verdict}.\n\n{self.markdown()}")
