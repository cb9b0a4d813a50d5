"""What it costs to review a plan: with 1 % of all keys due, in every format, saved, shown and carried out; and a forecast.

Keyturn alone is measured, beside the floor of an empty plan in the same run: the same reads by psql and libyaml.
"""

import contenders
from contenders import Measurement, timed

SHARE = 0.01
FORECAST_IDENTITIES = 1_000
FLOOR = "floor of an empty plan"


def measure(workload, event_loop, chosen, progress):
    """Title → Measurement, in the order of the table; rows and fragments are those of an apply."""
    saved = workload.folder / "review.plan"
    common = ["-C", workload.configuration, "--no-color"]
    due = workload.keep_some_due(SHARE)
    workload.keep_fragments()
    workload.reset_due()
    commands = {
        FLOOR: contenders.floor("plan", workload, event_loop),
        "plan, text": [chosen.keyturn, "plan", *common],
        "plan, JSON": [chosen.keyturn, "plan", "--format", "json", *common],
        "plan, Markdown of 60,000 bytes": [
            chosen.keyturn, "plan", "--format", "markdown", "--max-bytes", "60000", *common],
        "plan --drift-only": [chosen.keyturn, "plan", "--drift-only", *common],
        "plan --out": [chosen.keyturn, "plan", "--out", saved, *common],
        "show": [chosen.keyturn, "show", saved, "--no-color"],
        "verify, text": [chosen.keyturn, "verify", *common],
        "apply of the saved plan": [chosen.keyturn, "apply", saved, *common],
    }
    environment = contenders.variables(workload)
    measured = {}
    for round in range(chosen.runs):
        for name, arguments in commands.items():
            progress(f"review, round {round + 1} of {chosen.runs}: {name}")
            timed(arguments, environment, measured.setdefault(name, Measurement()))
        ended = workload.count_ended()
        if ended != due:
            raise SystemExit(f"apply of the saved plan: {ended} keys were given an end, not {due}")
        workload.reset_due()
    return measured


def forecast(workload, chosen, progress):
    """A year ahead for the workload's identities, of which every key was just issued."""
    measured = {}
    environment = contenders.variables(workload)
    for round in range(chosen.runs):
        for form in ("text", "json", "html"):
            progress(f"forecast, round {round + 1} of {chosen.runs}: {form}")
            arguments = [
                chosen.keyturn, "forecast", "--until", chosen.year, "--format", form, "-C", workload.configuration]
            timed(arguments, environment, measured.setdefault(f"forecast of a year, {form}", Measurement()))
    return measured
