#!/usr/bin/python3
"""Attacks the real binary, on a private PostgreSQL server and on SQLite files, and looks whether its promises hold.

Each kind of attack first shows that it notices what is broken on purpose. Everything follows from a seed, which is
printed; only where a kill or a link falls in a run depends on the machine's speed. Exits with 1 where a promise was
broken, and prints for each the line that does it again.
"""

import argparse
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent / "Faults"), str(HERE.parent / "Benchmarks")]

from campaign import Attacker, Campaign  # noqa: E402
from clocks import Clocks  # noqa: E402
from cluster import Cluster  # noqa: E402
from connections import Connections  # noqa: E402
from disks import Disks  # noqa: E402
from document import write_between  # noqa: E402
from fuzz import Fuzz  # noqa: E402
from kills import Kills  # noqa: E402
from links import Links  # noqa: E402
from relay import CUT, STALLED  # noqa: E402
from scoreboard import Scoreboard  # noqa: E402
from triggers import ROLE, Triggers  # noqa: E402


def all_kinds(seed, library):
    def chance(name):
        return random.Random(f"{seed}/{name}")

    return [
        Kills(chance("kills")), Connections(CUT), Connections(STALLED), Clocks(chance("clocks")),
        Disks(chance("disks"), library), Links(chance("links")), Fuzz(), Triggers()]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    # A debug build: it can be told the time (KEYTURN_TEST_CLOCK).
    parser.add_argument("--keyturn", default=".build/debug/keyturn")
    parser.add_argument("--only", metavar="KIND", action="append",
                        choices=[kind.name for kind in all_kinds(0, None)], help="this kind; may be repeated")
    parser.add_argument("--count", type=int, help="at most so many trials of each kind")
    parser.add_argument("--seconds", type=int, help="at most so long for each kind")
    parser.add_argument("--seed", type=int, help="do what a run with this seed did")
    parser.add_argument("--at", type=int, metavar="NUMBER", help="one trial of --only KIND, and what the binary said")
    parser.add_argument("--workers", default=3, type=int)
    parser.add_argument("--markdown", metavar="FILE", help="rewrite the table in this document")
    parser.add_argument("--self-test", action="store_true", help="only show that violations are noticed")
    return parser.parse_args()


def main():
    options = arguments()
    # Also then the server is stopped and the folder removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    seed = random.SystemRandom().randrange(1_000_000) if options.seed is None else options.seed
    keyturn = pathlib.Path(options.keyturn).resolve()
    print(f"attacking {options.keyturn}, seed {seed}", flush=True)
    # Not TMPDIR: the path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="keyturn-attack-", dir="/tmp") as folder:
        folder = pathlib.Path(folder)
        folder.chmod(0o755)
        library = folder / "inject.so"
        subprocess.run(["gcc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library,
                        HERE.parent / "Faults/inject.c", "-ldl"], check=True)
        with Cluster(folder / "pg") as cluster:
            cluster.sql("postgres", f"CREATE ROLE {ROLE} LOGIN")
            workers = [Attacker(number, folder, keyturn, cluster) for number in range(options.workers)]
            try:
                return attack(options, seed, workers, library)
            finally:
                for worker in workers:
                    worker.close()


def attack(options, seed, workers, library):
    scoreboard = Scoreboard(seed, options.keyturn)
    for kind in all_kinds(seed, library):
        if options.only and kind.name not in options.only:
            continue
        campaign = Campaign(kind, workers, seed)
        campaign.prepare()
        if options.at is not None:
            return show(campaign, options.at)
        started = time.monotonic()
        wrong = campaign.self_test()
        for what in wrong:
            print(f"self-test, {kind.name}: {what}", file=sys.stderr)
        if wrong:
            return 1
        if options.self_test:
            print(f"{kind.name}: every sabotage is noticed, {time.monotonic() - started:.0f} s", flush=True)
            continue

        def tell(index, outcome):
            for violation in outcome.violations:
                print(f"VIOLATION: {campaign.cases[index]}: {violation} [{outcome.kind}]"
                      f"  --only {campaign.kind.name} --seed {seed} --at {index}", flush=True)

        campaign.run(options.count, options.seconds, tell)
        scoreboard.add(campaign)
        broken = sum(bool(outcome.violations) for _, outcome in campaign.results)
        print(f"{kind.name}: {len(campaign.results)} trials, {broken} violated, {time.monotonic() - started:.0f} s",
              flush=True)
    if options.self_test:
        return 0
    print(scoreboard.markdown())
    if options.markdown:
        write_between(options.markdown, "attacks", scoreboard.markdown())
    return 1 if scoreboard.violations else 0


def show(campaign, index):
    """Everything about one trial, for whoever looks into a violation."""
    outcome = campaign.trial(campaign.workers[0], index)
    print(f"{campaign.cases[index]}: {outcome.kind}{'' if outcome.was_met else ', not met'}\n{outcome.said}")
    for violation in outcome.violations:
        print(f"VIOLATION: {violation}")
    return 1 if outcome.violations else 0


if __name__ == "__main__":
    sys.exit(main())
