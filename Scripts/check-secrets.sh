#!/usr/bin/env bash
# Refuses what looks like a key, or like a password in a URL, in any file that git tracks or would add. Tests may
# hold fake ones, where a format is tested.
set -euo pipefail
cd "$(dirname "$0")/.."

pattern='mcp_[0-9a-f]{64}|postgres(ql)?://[^ @]*:[^ @$]+@'

# Names the places, not the lines: a secret that is reported is not shown again.
places=$(git grep --untracked -InE "$pattern" -- . ':!Tests' | cut -d: -f1,2 || true)
[[ -n $places ]] || exit 0

while read -r place; do echo "$place: error: looks like a secret" >&2; done <<<"$places"
echo 'help: generate it where it is needed, or read it from a variable; revoke it if it was ever real' >&2
exit 1
