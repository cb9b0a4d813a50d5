"""The table of what was attacked, how often, and what held."""

import collections

from promises import ERROR, KILLED, UNHARMED


class Scoreboard:
    def __init__(self, seed, binary):
        self.seed = seed
        self.binary = binary
        self.campaigns = []

    def add(self, campaign):
        self.campaigns.append(campaign)

    @property
    def violations(self):
        return sum(bool(outcome.violations) for campaign in self.campaigns for _, outcome in campaign.results)

    def markdown(self):
        total = sum(len(campaign.results) for campaign in self.campaigns)
        verdict = "Every promise held in all of them"
        if self.violations:
            verdict = f"In {self.violations:,} of them a promise was broken"
        lines = [
            f"{total:,} trials of `{self.binary}`, seed {self.seed}. {verdict}.", "",
            "| attack | what is done | trials | met | unharmed | error | killed | by `apply` | held |",
            "|---|---|---|---|---|---|---|---|---|"]
        for campaign in self.campaigns:
            lines.append(self._row(campaign))
        return "\n".join([*lines, "", *self._open()])

    def _row(self, campaign):
        outcomes = [outcome for _, outcome in campaign.results]
        kinds = collections.Counter(outcome.kind for outcome in outcomes)
        held = sum(not outcome.violations for outcome in outcomes)
        trials = f"{len(outcomes):,}" + (f" of {len(campaign.cases):,}" if len(outcomes) < len(campaign.cases) else "")
        cells = [
            f"`{campaign.kind.name}`", campaign.kind.about, trials, f"{sum(outcome.was_met for outcome in outcomes):,}",
            *(f"{kinds[kind]:,}" for kind in (UNHARMED, ERROR, KILLED)),
            f"{sum(outcome.needed_person for outcome in outcomes):,}",
            f"{held:,}" if held == len(outcomes) else f"**{held:,}**"]
        return "| " + " | ".join(cells) + " |"

    def _open(self):
        """What did not hold, alike ones together."""
        found = collections.defaultdict(list)
        for campaign in self.campaigns:
            for index, outcome in campaign.results:
                if outcome.violations:
                    found[campaign.kind.name, outcome.violations[0]].append((index, campaign.cases[index]))
        if not found:
            return []
        lines = ["Open:", ""]
        for (name, violation), cases in found.items():
            index, case = cases[0]
            others = f", and {len(cases) - 1} more" if len(cases) > 1 else ""
            lines.append(f"- {violation} (`--only {name} --seed {self.seed} --at {index}`: {case}{others}).")
        return [*lines, ""]
