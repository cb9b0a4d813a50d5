#!/bin/bash
# Looks for the words of Scripts/words.txt in what users and contributors read. Used by `make lint`.
#   Scripts/check-words.sh [FILE…]    all tracked Swift sources and documents where none is named
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -gt 0 ]; then
    files=("$@")
else
    mapfile -t files < <(git ls-files 'Sources/*.swift' '*.md' 'templates/*' 'environments/*' |
        grep -vE '^(docs/style\.md|docs/decisions/|CHANGELOG\.md)')
fi
found=0
while IFS=$'\t' read -r pattern better; do
    case $pattern in '' | '#'*) continue ;; esac
    if hits=$(grep -nHP -- "$pattern" "${files[@]}" 2> /dev/null | grep -v 'words: ok'); then
        found=1
        printf '%s\n' "$hits" | head -n 20 | cut -c 1-180
        printf '  write: %s (docs/style.md)\n' "$better"
    fi
done < Scripts/words.txt
exit $found
