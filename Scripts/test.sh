#!/usr/bin/env bash
# Runs all tests, or those that the arguments name: test.sh [--skip-build] [ARGUMENT of `swift test`...]. What failed is
# said again at the end, where somebody who reads the end of a long log finds it.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

status=0
build=()
if [[ ${1:-} == --skip-build ]]; then
    build=(--skip-build)
    shift
fi
run() { swift test --disable-xctest "${build[@]}" "$@" 2>&1 | tee -a "$log" || status=$?; }

# The simulation keeps every core busy for minutes: in a process with it, the servers of other tests would not get a turn.
if [ $# = 0 ]; then
    run --filter '^SimulationTests\.'
    build=(--skip-build)
    run --skip '^SimulationTests\.'
else
    run "$@"
fi
if [ "$status" != 0 ]; then
    printf '\nWhat failed:\n'
    grep -a -A 3 '^✘.* recorded an issue' "$log" | head -n 100 || true
fi
exit "$status"
