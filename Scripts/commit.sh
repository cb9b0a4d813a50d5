#!/usr/bin/env bash
# Says which commit this is, as variables that Package.swift reads: KEYTURN_COMMIT=… KEYTURN_COMMIT_DATE=… Nothing where it
# is not known: in a copy without git that `git archive` did not make.
set -euo pipefail
cd "$(dirname "$0")/.."

# `git archive` writes commit and date here (.gitattributes).
archived='$Format:%H %cI$'

# Only in a repository of our own: a copy inside another one is not of its commit.
if [[ $(git rev-parse --show-toplevel 2>/dev/null) == "$PWD" ]] && commit=$(git rev-parse HEAD 2>/dev/null); then
    date=$(git log -1 --format=%cI)
    git diff-index --quiet HEAD -- || commit+=-modified
elif [[ $archived != *Format* ]]; then
    read -r commit date <<<"$archived"
else
    exit 0
fi
echo "KEYTURN_COMMIT=$commit KEYTURN_COMMIT_DATE=$(date -u -d "$date" +%Y-%m-%dT%H:%M:%SZ)"
