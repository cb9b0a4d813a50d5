"""Measures Keyturn against a floor and against a tuned script, on one private PostgreSQL server. See --help.

All contenders of a task take turns within each round, so that what else the machine does meets all of them alike.
Only ratios of medians of one run mean anything; between runs the same command differs by 20 to 40 %.
"""

import argparse
import datetime
import os
import pathlib
import shutil
import signal
import sys
import tempfile

import contenders
import digests
import report
import review
import search
from cluster import Cluster
from workload import Workload

SCALES = (1_000, 10_000, 100_000)


def measure(workload, event_loop, chosen):
    """Task → contender → Measurement. Databases and files of `workload` exist and are empty."""
    environment = contenders.variables(workload)
    measured = {"apply": {}, "plan": {}, "verify": {}, "rotate": {}}
    runs = chosen.runs

    def commands(task):
        return contenders.contenders(task, workload, event_loop, chosen).items()

    def prepare(name):
        """One run that is not measured, by whoever shall have made the rows and the fragments."""
        workload.reset()
        arguments = dict(commands("apply"))[name]
        contenders.timed(arguments, environment, contenders.Measurement())
        workload.check_applied(name)

    maker = "keyturn" if chosen.keyturn else contenders.QUICK_SCRIPT
    prepare(maker)
    workload.keep_fragments()
    for round in range(runs):
        for name, arguments in commands("apply"):
            progress(f"first apply, round {round + 1} of {runs}: {name}")
            workload.reset()
            contenders.timed(arguments, environment, measured["apply"].setdefault(name, contenders.Measurement()))
            workload.check_applied(name)

    prepare(maker)
    workload.settle()
    for round in range(runs):
        for task in ("plan", "verify"):
            for name, arguments in commands(task):
                progress(f"empty plan and verification, round {round + 1} of {runs}: {name}")
                contenders.timed(arguments, environment, measured[task].setdefault(name, contenders.Measurement()))

    workload.keep_rows()
    workload.keep_fragments()
    for round in range(runs):
        for name, arguments in commands("rotate"):
            progress(f"rotation, round {round + 1} of {runs}: {name}")
            workload.reset_due()
            contenders.timed(arguments, environment, measured["rotate"].setdefault(name, contenders.Measurement()))
            workload.check_rotated(name)
    return measured


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def progress_done():
    progress("")


def run_size(count, folder, cluster, event_loop, chosen):
    workload = Workload(folder / f"{count}", count, cluster)
    workload.create()
    try:
        return measure(workload, event_loop, chosen)
    finally:
        workload.remove()
        shutil.rmtree(workload.folder)


def review_all(folder, cluster, event_loop, chosen):
    """Reviews at the chosen size, a forecast at 1,000 identities."""
    measured = {}
    for count in (chosen.identities, review.FORECAST_IDENTITIES):
        workload = Workload(folder / f"review-{count}", count, cluster)
        workload.create()
        try:
            environment = contenders.variables(workload)
            arguments = contenders.keyturn("apply", chosen.keyturn, workload)
            contenders.timed(arguments, environment, contenders.Measurement())
            workload.check_applied("keyturn")
            workload.settle()
            if count == chosen.identities:
                measured.update(review.measure(workload, event_loop, chosen, progress))
            else:
                measured.update(review.forecast(workload, chosen, progress))
        finally:
            workload.remove()
            shutil.rmtree(workload.folder)
    return measured


def show(title, head, lines, into):
    """Prints a table and keeps it, in Markdown, for the document."""
    print(f"\n{title}\n{report.text(head, lines)}")
    into.append(f"**{title}**\n\n{report.markdown(head, lines)}")


def report_size(count, measured, versions, runs, into):
    size = f"3 environments × {count:,} identities, medians of {runs} interleaved runs"
    if "keyturn" in measured["apply"]:
        show(size, report.HEAD, report.rows(count, measured) + report.version_rows(versions), into)
        show("Where the time goes", report.SHARE_HEAD, report.share_rows(measured), into)
    show(f"Each contender, {size}", report.RAW_HEAD, report.raw_rows(measured), into)


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keyturn", type=pathlib.Path, required=True, help="the release binary")
    parser.add_argument("--identities", type=int, default=10_000, help="identities per environment")
    parser.add_argument("--scaling", action="store_true", help="measure at 1,000, 10,000 and 100,000 instead")
    parser.add_argument("--review", action="store_true", help="measure plans with few changes, and a forecast, instead")
    parser.add_argument("--search", action="store_true", help="measure find and inventory instead")
    parser.add_argument(
        "--digests", action="store_true", help="measure tables of digests beside one of plain keys, instead")
    parser.add_argument("--runs", type=int, default=5, help="measured rounds")
    parser.add_argument("--markdown", metavar="FILE", help="write the figures between the markers of FILE")
    parser.add_argument("--without-keyturn", action="store_true", help="measure the floor and the script alone")
    chosen = parser.parse_args()
    chosen.year = (datetime.date.today() + datetime.timedelta(days=365)).isoformat()
    alone = chosen.review + chosen.search + chosen.digests
    if alone + (chosen.scaling or chosen.without_keyturn) > 1:
        parser.error("--review, --search and --digests measure keyturn at one size, each by itself")
    if chosen.without_keyturn:
        chosen.keyturn = None
    elif not os.access(chosen.keyturn, os.X_OK):
        parser.error(f"{chosen.keyturn} is no program: run `make release`")
    else:
        chosen.keyturn = chosen.keyturn.resolve()
    return chosen


def part(chosen):
    """The name of the markers in the document."""
    return next((name for name in ("review", "search", "digests", "scaling") if getattr(chosen, name)), "bench")


def main():
    chosen = options()
    # An exit rather than a death: the server is stopped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Not /tmp: that is often memory, where an fsync costs nothing.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="keyturn-bench-", dir=os.environ.get("TMPDIR", "/var/tmp")))
    folder.chmod(0o755)
    document = []
    try:
        with Cluster(folder / "postgresql") as cluster:
            event_loop = None if chosen.digests else contenders.build_event_loop(folder)
            description = report.machine(cluster)
            print(description)
            document.append(f"Measured on {description}.")
            measured = {}
            if chosen.review:
                reviewed = review_all(folder, cluster, event_loop, chosen)
                title = (
                    f"Review at 3 × {chosen.identities:,} with 1 % of the keys due, forecast at 3 ×"
                    f" {review.FORECAST_IDENTITIES:,}, medians of {chosen.runs} interleaved runs")
                show(title, report.REVIEW_HEAD, report.review_rows(reviewed, review.FLOOR), document)
                progress_done()
            if chosen.search:
                found = search.measure(folder, cluster, chosen, progress)
                title = f"Search for {search.KEYS:,} keys, medians of {chosen.runs} interleaved runs"
                show(title, report.SEARCH_HEAD, report.search_rows(found, search.TARGET), document)
                title = f"Inventory of {search.ROWS:,} rows, medians of {chosen.runs} interleaved runs"
                listed = search.inventory(folder, cluster, chosen, progress)
                show(title, report.INVENTORY_HEAD, report.inventory_rows(listed), document)
                progress_done()
            if chosen.digests:
                found = digests.measure(folder, cluster, chosen, progress)
                title = f"3 × {chosen.identities:,} identities, medians of {chosen.runs} interleaved runs"
                show(title, report.HEAD, report.digest_rows(found), document)
                show(f"Each run, {title}", report.RAW_HEAD, report.raw_digest_rows(found), document)
                progress_done()
            sizes = SCALES if chosen.scaling else (chosen.identities,)
            for count in () if chosen.review or chosen.search or chosen.digests else sizes:
                measured[count] = run_size(count, folder, cluster, event_loop, chosen)
            versions = contenders.versions(chosen.keyturn, cluster.psql)
        progress_done()
        for count, figures in measured.items():
            report_size(count, figures, versions, chosen.runs, document)
        if chosen.scaling and chosen.keyturn:
            title = "Cost per identity, by identities per environment"
            show(title, report.scaling_head(measured), report.scaling_rows(measured), document)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if chosen.markdown:
        report.write_between(chosen.markdown, part(chosen), "\n\n".join(document))


main()
