"""The table of system calls, faults and outcomes."""

import collections
import pathlib

from trial import ERROR, KILLED, UNHARMED

BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"


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
        path = pathlib.Path(path)
        text = path.read_text()
        head, rest = text.split(BEGIN, 1)
        _, tail = rest.split(END, 1)
        verdict = f"{len(self.violations)} violations" if self.violations else "no violation"
        summary = f"{self.runs} trials, {verdict}."
        path.write_text(f"{head}{BEGIN}\n{summary}\n\n{self.markdown()}{END}{tail}")
