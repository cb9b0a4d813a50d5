#!/usr/bin/python3
"""Rotates a due key with the real binary again and again, and does one thing to one system call of each rotation.

The call is killed at, fails, is interrupted, or takes less than it was given: the first such call of a rotation, the
second, and so on until a rotation ends before its n-th. After each, the promises are checked against the store and
the files; then one more rotation must put everything in order. Exits with 1 where a promise was broken.
"""

import argparse
import pathlib
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "Benchmarks"))

from cluster import Cluster  # noqa: E402
from faultlist import all_series  # noqa: E402
from selftest import self_test  # noqa: E402
from table import Report  # noqa: E402
from trial import Trial  # noqa: E402
from worker import STORES, Worker  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keyturn", default=".build/debug/keyturn", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("--full", action="store_true", help="every n; otherwise long series are strided")
    parser.add_argument("--points", default=12, type=int, help="about how many n of a long series")
    parser.add_argument("--workers", default=2, type=int)
    parser.add_argument("--only", metavar="CALL[:FAULT]", help="one series, for looking closer")
    parser.add_argument("--store", choices=STORES)
    parser.add_argument("--count", type=int, help="one n of it; shows what the run said")
    parser.add_argument("--markdown", metavar="FILE", help="rewrite the table in this document")
    parser.add_argument("--self-test", action="store_true", help="only show that violations are noticed")
    return parser.parse_args()


def run_series(worker, library, series, options, tell):
    """Trials at n = 1, 2, … until a rotation has no n-th call; with strides where that would be many."""
    count, step, since_step = 1, 1, 0
    while True:
        outcome = Trial(worker.world(series.store), library).run(series, count)
        if not outcome.was_injected:
            # The rotation that met nothing counts too, where something was wrong with it.
            if outcome.violations:
                tell(series, count, outcome)
            return
        tell(series, count, outcome)
        since_step += 1
        if not options.full and since_step == options.points // 2:
            # The first few one by one, then further and further apart.
            step, since_step = step * 2, 0
        count += step


def main():
    options = arguments()
    # Also then the server is stopped and the folder removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report = Report(STORES)
    lock = threading.Lock()
    started = time.monotonic()
    # Not TMPDIR: the path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="keyturn-faults-", dir="/tmp") as folder:
        folder = pathlib.Path(folder)
        folder.chmod(0o755)
        library = folder / "inject.so"
        subprocess.run(["gcc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, HERE / "inject.c", "-ldl"],
                       check=True)
        with Cluster(folder / "pg") as cluster:
            workers = [Worker(number, folder, options.keyturn, cluster) for number in range(options.workers)]
            try:
                return work(options, workers, library, report, lock, started)
            finally:
                for worker in workers:
                    worker.close()


def chosen(options):
    for store in STORES:
        for series in all_series(store):
            if options.store in (None, store) and options.only in (None, series.call, f"{series.call}:{series.fault}"):
                yield series


def work(options, workers, library, report, lock, started):
    if not options.only:
        for store in STORES:
            wrong = self_test(workers[0].world(store), library)
            for name in wrong:
                print(f"self-test, {store}: {name}", file=sys.stderr)
            if wrong:
                return 1
        print(f"self-test: every sabotage is noticed, {time.monotonic() - started:.0f} s", flush=True)
        if options.self_test:
            return 0

    if options.count:
        # Anything at all about one trial, for whoever looks into a violation.
        for series in chosen(options):
            outcome = Trial(workers[0].world(series.store), library).run(series, options.count)
            print(f"{series.store}: {series.call} {series.fault} n={options.count}: {outcome.kind}, "
                  f"{'injected' if outcome.was_injected else 'not reached'}\n{outcome.said}")
            for violation in outcome.violations:
                print(f"VIOLATION: {violation}")
        return 0

    waiting = queue.Queue()
    for series in chosen(options):
        waiting.put(series)
    failures = []

    def tell(series, count, outcome):
        with lock:
            report.add(series, count, outcome)
            for violation in outcome.violations:
                print(f"VIOLATION: {series.store}: {series.call} {series.fault} n={count}: {violation} "
                      f"[{outcome.kind}]", flush=True)

    def loop(worker):
        try:
            while True:
                run_series(worker, library, waiting.get_nowait(), options, tell)
        except queue.Empty:
            return
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=loop, args=[worker], daemon=True) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        return 1
    print(report.markdown())
    print(f"{report.runs} trials in {time.monotonic() - started:.0f} s, {len(report.violations)} violations")
    if options.markdown:
        report.write_between_markers(options.markdown)
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main())
