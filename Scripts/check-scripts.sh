#!/usr/bin/env bash
# Checks that every script parses, that what scripts and tests call is installed by Scripts/require.sh, and that every mutant
# still changes its source; shellcheck reads the shell scripts too where it is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

shell_scripts=(Scripts/*.sh packaging/*.sh .ci/run)
for script in "${shell_scripts[@]}"; do
    bash -n "$script"
done
if command -v shellcheck >/dev/null; then shellcheck --severity=warning "${shell_scripts[@]}"; fi

if [[ -x /usr/bin/python3 ]]; then
    /usr/bin/python3 - Attacks/*.py Benchmarks/*.py Faults/*.py Scripts/*.py Tests/*/*/*.py <<'PYTHON'
import ast, pathlib, sys
for path in sys.argv[1:]:
    ast.parse(pathlib.Path(path).read_text(), path)
PYTHON
    /usr/bin/python3 -B Scripts/check-programs.py
fi

for mutant in Tests/Mutants/*.mutant; do
    file=$(sed -n 's/^# file: //p' "$mutant")
    # A mutant that changes nothing proves nothing.
    if sed -E "$(grep -v '^#' "$mutant")" "$file" | cmp -s - "$file"; then
        echo "$mutant changes nothing in $file" >&2
        exit 1
    fi
done
