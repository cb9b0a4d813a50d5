#!/usr/bin/env bash
# Runs all tests, or those that the arguments name. What failed is said again at the end, where somebody who reads the
# end of a long log finds it.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

status=0
run() { swift test --disable-xctest "$@" 2>&1 | tee -a "$log" || status=$?; }

# The simulation keeps every core busy for minutes: in a process with it, the servers of other tests would not get a turn.
if [ $# = 0 ]; then
    run --filter '^SimulationTests\.'
    run --skip '^SimulationTests\.' --skip-build
else
    run "$@"
fi
if [ "$status" != 0 ]; then
    printf '\nWhat failed:\n'
    grep -a -A 3 '^✘.* recorded an issue' "$log" | head -n 100 || true
fi
exit "$status"
