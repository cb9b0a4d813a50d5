#!/usr/bin/env bash
# Runs all tests. What failed is said again at the end, where somebody who reads the end of a long log finds it.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

status=0
swift test --disable-xctest "$@" 2>&1 | tee "$log" || status=$?
if [ "$status" != 0 ]; then
    printf '\nWhat failed:\n'
    grep -a -A 3 '^✘.* recorded an issue' "$log" | head -n 100 || true
fi
exit "$status"
