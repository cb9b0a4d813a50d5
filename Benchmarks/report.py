"""The figures as tables, for the terminal and for docs/performance.md."""

import os
import pathlib
import platform
import re


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
HEAD = ["what", "keyturn", "reference", "ratio", "target", "verdict"]


def machine(cluster):
    """What the figures were measured on, in one line."""
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({cpu.group(1).strip() if cpu else platform.machine()}), {memory:.0f} GiB of memory, "
        f"Linux {platform.release()}, PostgreSQL {cluster.version()} with its default settings")


def rows(count, measured):
    """The targets at `count` identities per environment: `measured` is task → contender → Measurement."""
    found = []
    for task, title, limit in (("apply", "first apply", 1.5), ("plan", "empty plan", 2), ("rotate", "rotation", 1.3)):
        mine = measured[task]["keyturn"]
        for name, reference in measured[task].items():
            if name == "keyturn":
                continue
            found.append(Row(
                f"{title} / {name}", seconds(mine), seconds(reference), mine.seconds / reference.seconds,
                limit if name.startswith("floor") else 1))
    # The limit is for 10,000: what 100,000 take is told, not judged.
    for task, title in TITLES.items() if count <= 10_000 else ():
        memory = measured[task]["keyturn"].memory
        found.append(Row(f"peak memory of {title}", f"{memory:.0f} MiB", "", memory, 200, " MiB"))
    return [row.cells for row in found]


def version_rows(measured):
    mine, typed, program = (measured[name] for name in ("keyturn", "psql", "psql's program"))
    return [
        Row("`--version` / psql as typed", seconds(mine), seconds(typed), mine.seconds / typed.seconds, 1).cells,
        ["`--version` / psql's own program", seconds(mine), seconds(program), f"{mine.seconds / program.seconds:.2f}",
         "", ""],
    ]


def raw_rows(measured):
    """Every contender's own figures: where there is nothing to compare, and where the time goes."""
    return [
        [f"{task}, {name}", seconds(it), f"{it.cpu:.2f} s", f"{it.memory:.0f} MiB"]
        for task, contenders in measured.items() for name, it in contenders.items()
    ]


RAW_HEAD = ["run", "wall clock", "CPU", "peak memory of the largest process"]


REVIEW_HEAD = ["run", "wall clock", "CPU", "peak memory", "wall clock / floor", "target", "verdict"]


def review_rows(measured, floor):
    """Every run beside the floor; a forecast has a target for its CPU."""
    found = []
    for name, it in measured.items():
        ratio = f"{it.seconds / measured[floor].seconds:.2f}" if name.split(",")[0] != "forecast of a year" else ""
        judged = ["≤ 2 s of CPU", verdict(it.cpu, 2)] if not ratio else ["", ""]
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
