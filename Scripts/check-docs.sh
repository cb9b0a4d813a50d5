#!/usr/bin/env bash
# Checks that docs/reference is what the code says now, that every link between the documents leads to a file, that every block
# of the README and the guides does and prints what they say, and that the README has no long sentences.
# Needs the debug build, as reference.sh does.
set -euo pipefail
cd "$(dirname "$0")/.."

failures=0

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
Scripts/reference.sh "$fresh"
if ! diff -ru docs/reference "$fresh" >&2; then
    echo 'error: docs/reference differs from the code: run make docs' >&2
    failures=$((failures + 1))
fi

while IFS=: read -r document line link; do
    target=${link#*](}
    target=${target%)}
    target=${target%%#*}
    [[ -z $target || $target == *://* || $target == mailto:* ]] && continue
    if [[ ! -e $(dirname "$document")/$target ]]; then
        echo "$document:$line: error: the link leads nowhere: $target" >&2
        failures=$((failures + 1))
    fi
done < <(git ls-files -z --cached --others --exclude-standard '*.md' | xargs -0 grep -HnoE '\]\([^) ]+\)' || true)

/usr/bin/python3 -B Scripts/check-sentences.py 30 README.md || failures=$((failures + 1))
/usr/bin/python3 -B Scripts/check-blocks.py || failures=$((failures + 1))

((failures == 0))
