#!/usr/bin/env bash
# Breaks the sources on purpose, one small defect after the other (Tests/Mutants), and shows which tests notice.
#
# Works in a temporary copy with a build folder of its own. Fails where a defect is noticed by nobody.
#   [SEEDS=400] Scripts/mutants.sh [--in-place] [NAME…]
# With --in-place it works in this checkout, which must have no changes in Sources: nothing is built twice.
set -euo pipefail
cd "$(dirname "$0")/.."

in_place=false
if [[ "${1:-}" == --in-place ]]; then
    in_place=true
    shift
fi
seeds="${SEEDS:-400}"
names=("$@")
if [[ ${#names[@]} -eq 0 ]]; then
    for path in Tests/Mutants/*.mutant; do
        name="$(basename "$path")"
        names+=("${name%.mutant}")
    done
fi

log="$(mktemp -d)"
if "$in_place"; then
    git diff --quiet HEAD -- Sources || { echo 'Sources has changes' >&2; exit 1; }
    trap 'git checkout --quiet -- Sources; rm -rf "$log"' EXIT
else
    trap 'rm -rf "$log"' EXIT
    mkdir "$log/copy"
    git ls-files -z | xargs -0 cp --parents -t "$log/copy"
    # Packages are not fetched again; what depends on the folder's path is built again, once.
    if [[ -d .build ]]; then cp -a .build "$log/copy/"; fi
    cd "$log/copy"
fi

# Whether tests of a name notice.
fails() {
    ! KEYTURN_SIMULATION_SEEDS="$seeds" swift test --skip-build --disable-xctest --filter "$1" >"$log/tests" 2>&1
}

unnoticed=0
printf '%-36s %-12s %s\n' DEFECT SIMULATION 'UNIT TESTS'
for name in "${names[@]}"; do
    mutant="Tests/Mutants/$name.mutant"
    file="$(sed -n 's/^# file: //p' "$mutant")"
    suite="$(sed -n 's/^# tests: //p' "$mutant")"
    cp "$file" "$log/original"
    sed -E -i "$(grep -v '^#' "$mutant")" "$file"
    simulation='-'
    unit='-'
    if cmp -s "$file" "$log/original"; then
        unit='changes nothing: fix it'
    elif ! swift build --build-tests >"$log/build" 2>&1; then
        unit='does not compile: fix it'
        grep -m 3 'error:' "$log/build" >&2 || true
    else
        if fails SimulationTests.SimulationTests; then simulation=noticed; fi
        if fails "$suite"; then unit="noticed ($suite)"; fi
    fi
    printf '%-36s %-12s %s\n' "$name" "$simulation" "$unit"
    if [[ "$simulation $unit" != *noticed* ]]; then unnoticed=$((unnoticed + 1)); fi
    cp "$log/original" "$file"
done
if [[ $unnoticed -gt 0 ]]; then
    echo "$unnoticed of ${#names[@]} defects were not noticed" >&2
    exit 1
fi
