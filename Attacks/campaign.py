"""Runs the cases of kinds of attacks, several side by side, and collects what came of them."""

import dataclasses
import datetime
import queue
import random
import threading
import time

from kind import undisturbed
from worker import Worker

# No key of an attacked world lives longer; so a key with an end in the past is noticed.
EXPIRES = datetime.timedelta(days=90)


class Attacker(Worker):
    """A worker with what kinds keep between trials."""

    def __init__(self, number, folder, keyturn, cluster):
        super().__init__(number, folder, keyturn, cluster, EXPIRES)
        self.relay = None
        self.workspace = None
        self.has_role = False
        self._seconds = {}

    def seconds(self, store, verb):
        """How long a run took last."""
        if (store, verb) not in self._seconds:
            started = time.monotonic()
            undisturbed(self.world(store), verb)
            self.ran(store, verb, time.monotonic() - started)
            self.world(store).reset()
        return self._seconds[store, verb]

    def ran(self, store, verb, seconds):
        self._seconds[store, verb] = seconds

    def close(self):
        super().close()
        if self.relay:
            self.relay.close()


@dataclasses.dataclass
class Campaign:
    """One kind: the same seed gives the same cases, and each case the same chances."""

    kind: object
    workers: list
    seed: int

    def __post_init__(self):
        self.results = []
        self.was_cut_short = False

    def self_test(self):
        return self.kind.self_test(self.workers[0], random.Random(0))

    def prepare(self):
        self.cases = self.kind.cases(self.workers[0])

    def trial(self, worker, index):
        return self.kind.trial(worker, self.cases[index], random.Random(f"{self.seed}/{self.kind.name}/{index}"))

    def run(self, count, seconds, tell):
        """At most so many trials, begun within so many seconds; in an order that makes any part of them a sample."""
        order = list(range(len(self.cases)))
        random.Random(f"{self.seed}/{self.kind.name}").shuffle(order)
        waiting = queue.Queue()
        for index in order[:count]:
            waiting.put(index)
        end = time.monotonic() + seconds if seconds else None
        lock = threading.Lock()
        failures = []

        def loop(worker):
            try:
                while not failures:
                    if end and time.monotonic() > end:
                        self.was_cut_short = not waiting.empty()
                        return
                    index = waiting.get_nowait()
                    outcome = self.trial(worker, index)
                    with lock:
                        self.results.append((index, outcome))
                        tell(index, outcome)
            except queue.Empty:
                return
            except BaseException as error:
                failures.append(error)
                raise

        threads = [threading.Thread(target=loop, args=[worker], daemon=True) for worker in self.workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise SystemExit(f"{self.kind.name}: {failures[0]!r}")
