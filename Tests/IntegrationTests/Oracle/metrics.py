"""Reads a metrics file with Prometheus' own client library and prints each sample: metrics.py FILE.

An independent implementation of the text format. Each line: TYPE NAME LABEL=VALUE... NUMBER, labels by name.
"""

import sys

from prometheus_client.parser import text_string_to_metric_families

with open(sys.argv[1], encoding="utf-8") as file:
    for family in text_string_to_metric_families(file.read()):
        assert family.documentation, family.name
        for sample in family.samples:
            assert sample.timestamp is None, sample
            labels = " ".join(f"{name}={value!r}" for name, value in sorted(sample.labels.items()))
            print(family.type, sample.name, labels, sample.value)
