"""The figures as tables, for the terminal and for docs/performance.md."""

import os
import pathlib
import platform
import re

from contenders import EVENTS, ONE_LOOP, QUICK_SCRIPT


class Row:
    """One line: a figure of Keyturn's against a reference, and the target for their ratio or for the figure."""

    def __init__(self, what, figure, reference, value, limit, unit=""):
        self.cells = [what, figure, reference, f"{value:.2f}{unit}", f"≤ {limit:g}{unit}", verdict(value, limit)]


def verdict(value, limit):
    if value <= limit:
        return "met"
    return f"missed by {100 * (value / limit - 1):.0f} %"


def seconds(measurement):
    value = measurement.seconds
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


TITLES = {"apply": "first apply", "plan": "empty plan", "rotate": "rotation"}

# The most that Keyturn may take, in times of a reference; what has none is shown beside the others and not judged.
LIMITS = {
    ("apply", "floor"): 1.7,
    ("apply", ONE_LOOP): 1.15,
    ("apply", "script"): 1,
    ("apply", QUICK_SCRIPT): 0.9,
    ("plan", ONE_LOOP): 1.4,
    ("plan", "script"): 1,
    ("plan", QUICK_SCRIPT): 0.6,
    ("rotate", "floor"): 1.3,
}

# Identities per environment → MiB.
MEMORY = {10_000: 120, 100_000: 700}
HEAD = ["what", "keyturn", "reference", "ratio", "target", "verdict"]


def machine(cluster):
    """What the figures were measured on, in one line."""
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({cpu.group(1).strip() if cpu else platform.machine()}), {memory:.0f} GiB of memory, "
        f"Linux {platform.release()}, PostgreSQL {cluster.version()} with its default settings")


def ratio(what, mine, reference, limit=None):
    """A line that is judged only where there is a limit."""
    value = mine.seconds / reference.seconds
    if limit is None:
        return [what, seconds(mine), seconds(reference), f"{value:.2f}", "", ""]
    return Row(what, seconds(mine), seconds(reference), value, limit).cells


def rows(count, measured):
    """The targets at `count` identities per environment: `measured` is task → contender → Measurement."""
    found = []
    for task, title in TITLES.items():
        mine = measured[task]["keyturn"]
        for name, reference in measured[task].items():
            if name not in ("keyturn", EVENTS):
                found.append(ratio(f"{title} / {name}", mine, reference, LIMITS.get((task, name))))
    found.append(ratio("verify / empty plan", measured["verify"]["keyturn"], measured["plan"]["keyturn"], 1.6))
    limit = MEMORY.get(count)
    for task, title in TITLES.items() if limit else ():
        memory = measured[task]["keyturn"].memory
        found.append(Row(f"peak memory of {title}", f"{memory:.0f} MiB", "", memory, limit, " MiB").cells)
    return found


def version_rows(measured):
    mine, typed, program = (measured[name] for name in ("keyturn", "psql", "psql's program"))
    return [
        ratio("`--version` / psql as typed", mine, typed),
        ratio("`--version` / psql's own program", mine, program, 1.2),
    ]


SHARE_HEAD = ["run", "wall clock", "libyaml", "server and files", "Keyturn"]


def share_rows(measured):
    """What of a run libyaml's event loop and the floor behind it take by themselves; the rest is Keyturn's.

    What Keyturn computes while the server works is in the server's share: these are parts of the wall clock.
    """
    events = measured["plan"][EVENTS].seconds
    found = []
    for task, title in TITLES.items():
        mine = measured[task]["keyturn"]
        parts = [events, measured[task][ONE_LOOP].seconds - events, mine.seconds - measured[task][ONE_LOOP].seconds]
        found.append([title, seconds(mine), *(f"{part * 1000:.0f} ms, {100 * part / mine.seconds:.0f} %" for part in parts)])
    return found


def raw_rows(measured):
    """Every contender's own figures: where there is nothing to compare, and where the time goes."""
    return [
        [f"{task}, {name}", seconds(it), f"{it.cpu:.2f} s", f"{it.memory:.0f} MiB"]
        for task, contenders in measured.items() for name, it in contenders.items()
    ]


RAW_HEAD = ["run", "wall clock", "CPU", "peak memory of the largest process"]


REVIEW_HEAD = ["run", "wall clock", "CPU", "peak memory", "wall clock / floor", "target", "verdict"]


def review_rows(measured, floor):
    """Every run beside the floor. The plan as JSON is judged by the plan as text, a forecast by its CPU."""
    text = measured["plan, text"]
    found = []
    for name, it in measured.items():
        ratio = f"{it.seconds / measured[floor].seconds:.2f}" if not name.startswith("forecast") else ""
        judged = ["", ""]
        if name == "plan, JSON":
            times = it.seconds / text.seconds
            judged = [
                "≤ 1.5 times the text, ≤ 200 MiB",
                f"{times:.2f} times, {verdict(times, 1.5)}; memory {verdict(it.memory, 200)}"]
        elif name.startswith("forecast"):
            judged = ["≤ 2 s of CPU", verdict(it.cpu, 2)]
        found.append([name, seconds(it), f"{it.cpu:.2f} s", f"{it.memory:.0f} MiB", ratio, *judged])
    return found


SEARCH_HEAD = [
    "searched", "keyturn", "speed", "CPU", "per second of CPU", "peak memory", "reference", "target", "verdict"]


def search_rows(measured, least):
    """Each search beside its reference; those of text have a target for their speed, in MB/s.

    What a second of CPU reads tells on a machine with other work what the wall clock cannot.
    """
    found = []
    for title, size, mine, reference, has_target in measured:
        speed = size / mine.seconds / 1e6
        reached = "met" if speed >= least else f"missed by {100 * (1 - speed / least):.0f} %"
        judged = [f"≥ {least} MB/s", reached] if has_target else ["", ""]
        found.append([
            f"{title}, {size / 1e6:.0f} MB", seconds(mine), f"{speed:.0f} MB/s", f"{mine.cpu:.2f} s",
            f"{size / mine.cpu / 1e6:.0f} MB", f"{mine.memory:.0f} MiB", seconds(reference), *judged])
    return found


INVENTORY_HEAD = ["inventory", "wall clock", "CPU", "peak memory", "target", "verdict"]


def inventory_rows(measured):
    """The text has a target for its memory."""
    return [
        [name, seconds(it), f"{it.cpu:.2f} s", f"{it.memory:.0f} MiB",
         *(["≤ 200 MiB", verdict(it.memory, 200)] if "text" in name else ["", ""])]
        for name, it in measured.items()
    ]


def digest_rows(measured):
    """Digests against plain keys of the same run, slow digests against the bare computation."""
    plain, quick, slow = (measured[form] for form in ("plain", "sha256", "pbkdf2"))
    found = [
        Row(f"{TITLES[task]}, SHA-256 / plain keys", seconds(quick[task]), seconds(plain[task]),
            quick[task].seconds / plain[task].seconds, 1.15)
        for task in ("apply", "plan")
    ]
    found.append(Row(
        "2,000 keys issued, PBKDF2 / the digests alone", seconds(slow["apply"]), seconds(slow["bare"]),
        slow["apply"].seconds / slow["bare"].seconds, 1.2))
    # One digest in a hundred would take as long as the whole limit.
    found.append(Row(
        "empty plan over PBKDF2 / the digests alone", seconds(slow["plan"]), seconds(slow["bare"]),
        slow["plan"].seconds / slow["bare"].seconds, 0.1))
    memory = max(it.memory for tasks in measured.values() for it in tasks.values())
    found.append(Row("peak memory", f"{memory:.0f} MiB", "", memory, 200, " MiB"))
    return [row.cells for row in found]


def raw_digest_rows(measured):
    return [
        [f"{task}, {form}", seconds(it), f"{it.cpu:.2f} s", f"{it.memory:.0f} MiB" if it.memory else ""]
        for form, tasks in measured.items() for task, it in tasks.items()
    ]


def scaling_rows(sizes):
    """Cost per identity at each size, and the largest size's against the cheapest of the smaller ones.

    The floor's own growth stands beside Keyturn's: what the server charges for larger tables is in both.
    """
    found = []
    for task, title in TITLES.items():
        for name in ("keyturn", "floor"):
            cost = [measured[task][name].seconds / (3 * count) for count, measured in sorted(sizes.items())]
            growth = cost[-1] / min(cost[:-1])
            judged = ["≤ 1.2", verdict(growth, 1.2)] if name == "keyturn" else ["", ""]
            found.append([f"{title}, {name}", *(f"{each * 1e6:.1f} µs" for each in cost), f"{growth:.2f}", *judged])
    return found


def scaling_head(sizes):
    return ["cost per identity", *(f"{count:,}" for count in sorted(sizes)), "growth", "target", "verdict"]


def text(head, lines):
    """Columns side by side, for a terminal."""
    table = [head, *lines]
    widths = [max(len(line[column]) for line in table) for column in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in table)


def markdown(head, lines):
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *lines])


def write_between(path, name, body):
    """Replaces what stands between the markers `<!-- NAME:begin -->` and `<!-- NAME:end -->`."""
    path = pathlib.Path(path)
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before, found, rest = path.read_text().partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise SystemExit(f"{path}: no {begin} … {end} to write between")
    path.write_text(f"{before}{begin}\n{body}\n{end}{after}")
