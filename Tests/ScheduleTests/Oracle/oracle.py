"""Answers the same questions as Schedule, by croniter and Python's zoneinfo.

Reads lines from the file that is named, writes one answer a line:
  offset ZONE SECOND           seconds ahead of UTC
  next ZONE SECOND EXPRESSION  the next slot after SECOND by Keyturn's rule for clock changes, a tab, and by croniter's;
                               "none" for never
"""

import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from croniter import CroniterBadDateError, croniter

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# Whether a day matches by either of its two fields is Vixie's rule: a field that begins with * restricts nothing.
OPTIONS = {"implement_cron_bug": True, "max_years_between_matches": 60}


def seconds(moment):
    return int((moment - EPOCH).total_seconds())


def first_instant(local, zone):
    """The first instant at which the clocks of the zone have reached a local time."""
    early = local.replace(tzinfo=zone, fold=0)
    second = seconds(early)
    if datetime.fromtimestamp(second, zone).replace(tzinfo=None, fold=0) == local:
        return second
    # Skipped: the change lies between the two readings of the time, by the offsets after and before it.
    low, high = seconds(local.replace(tzinfo=zone, fold=1)), second
    while low < high:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).replace(tzinfo=None, fold=0) >= local:
            high = middle
        else:
            low = middle + 1
    return low


def next_slot(expression, zone, start):
    local = datetime.fromtimestamp(start, zone).replace(tzinfo=None, fold=0)
    slots = croniter(expression, local - timedelta(days=2), **OPTIONS)
    while True:
        instant = first_instant(slots.get_next(datetime), zone)
        if instant > start:
            return instant


def croniters_own(expression, zone, start):
    return seconds(croniter(expression, datetime.fromtimestamp(start, zone), **OPTIONS).get_next(datetime))


def answer(line):
    kind, name, second, *rest = line.split(" ", 3)
    zone, second = ZoneInfo(name), int(second)
    if kind == "offset":
        return str(int(datetime.fromtimestamp(second, zone).utcoffset().total_seconds()))
    try:
        ours = next_slot(rest[0], zone, second)
    except CroniterBadDateError:
        return "none\tnone"
    return f"{ours}\t{croniters_own(rest[0], zone, second)}"


for line in open(sys.argv[1]):
    print(answer(line.rstrip("\n")))
