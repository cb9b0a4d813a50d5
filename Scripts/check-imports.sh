#!/usr/bin/env bash
# Keeps the layers apart: what each target may import, and that the pure ones ask no clock and roll no dice.
#
# The compiler cannot tell: a system module such as Glibc is there for every target, and a module that another target
# depends on can be seen by all. check-imports.sh [FOLDER] reads FOLDER/TARGET/**.swift; FOLDER is Sources by default.
set -euo pipefail
cd "$(dirname "$0")/.."

sources=${1:-Sources}

# What the shell's targets may use of the system beside their own dependencies. Not Foundation: it brings ICU, half of a
# binary.
readonly system='Dispatch FoundationEssentials Glibc Musl Synchronization SystemPackage'

declare -rA allowed=(
    # The pure core. Nothing here can reach a file, a database, a process or a clock.
    [Digests]='CNettle Glibc' # Glibc for explicit_bzero alone: see check_imports.
    [Redaction]=''
    [Diagnostics]='Redaction'
    [Model]='Diagnostics Digests Glibc Redaction' # Glibc for Secret's explicit_bzero alone: see check_imports.
    [Schedule]='Diagnostics Model'
    [Mustache]=''
    [Fragments]='Diagnostics Model Mustache Redaction'
    [State]='Diagnostics Fragments Model Redaction Schedule'
    [Planning]='Diagnostics Fragments Model Redaction Schedule State'
    [Audit]='Diagnostics Model Redaction'
    [Verification]='Diagnostics Fragments Model Planning Redaction Schedule State'
    [Rendering]='Audit Diagnostics Fragments Model Planning Redaction Schedule State Verification'

    # The shell. Each library of the outer world has one target that knows it.
    [SideBySide]="$system"
    [YAML]="CLibYAML Diagnostics $system"
    [Configuration]="Diagnostics Model Planning Redaction Schedule SideBySide YAML $system"
    [Stores]="CLibPQ CLinux CSQLite Diagnostics Digests Model Redaction Schedule $system"
    [Delivery]="CLinux Diagnostics Fragments Model Subprocess $system"
    [AuditFiles]="Audit Diagnostics Model $system"
    [Serving]="CMicroHTTPD $system"
    [Hooks]="Diagnostics Model Redaction Subprocess $system"
    [Searching]="Delivery Model Redaction SideBySide Subprocess $system"
    [Probing]="CLibCurl Diagnostics Model Redaction Subprocess Verification YAML $system"
    [Reconciler]="Audit AuditFiles CLinux Delivery Diagnostics Fragments Hooks Model Planning Probing Redaction
        Schedule SideBySide State Stores Verification $system"
    [Commands]="ArgumentParser Audit AuditFiles CArguments CBuild CLinux Configuration Delivery Diagnostics
        Fragments Hooks Logging Model Mustache Planning Probing Reconciler Redaction Rendering Schedule
        Searching Serving SideBySide State Stores Verification YAML $system"
    [CArguments]=''
    [CBuild]=''
    [CLibCurl]=''
    [CLibPQ]=''
    [CLibraries]=''
    [CMicroHTTPD]=''
    [keyturn]="ArgumentParser Commands $system"
)

# Targets that must give the same answer to the same input, always: the time and random bytes are given to them.
readonly pure='Digests Redaction Diagnostics Model Schedule Fragments State Planning Audit Verification Rendering Mustache'
readonly impure_calls='(^|[^[:alnum:]_.])(Date|UUID)\(\)|(Continuous|Suspending)Clock|SystemRandomNumberGenerator'
readonly more_impure_calls='\.(random|randomElement|shuffled?)\(|clock_gettime|gettimeofday|arc4random|getrandom'

# Targets that ask State's KeyMaterial for the text of a row's key: a row that holds a digest has none.
readonly by_material='Planning Verification Rendering Reconciler Commands'

readonly kinds='typealias|struct|class|enum|protocol|actor|let|var|func'
readonly import_line="^[[:space:]]*(@[[:alnum:]_()]+[[:space:]]+)*((public|package|internal|fileprivate|private)\
[[:space:]]+)?import[[:space:]]+(($kinds)[[:space:]]+)?([[:alnum:]_]+)"

failures=0
complain() { # FILE LINE MESSAGE
    echo "$1:$2: error: $3" >&2
    failures=$((failures + 1))
}

check_imports() { # TARGET: reads FILE:LINE:TEXT
    local target=$1 file line text module
    while IFS=: read -r file line text; do
        [[ $text =~ $import_line ]] || continue
        module=${BASH_REMATCH[6]}
        if [[ ! " ${allowed[$target]//$'\n'/ } " == *" $module "* ]]; then
            complain "$file" "$line" "$target must not import $module; it may import: ${allowed[$target]:-nothing}"
        elif [[ $module == Glibc && $target == Model && $file != */Secret.swift ||
            $module == Glibc && $target == Digests && $file != */HMAC.swift ]]; then
            complain "$file" "$line" 'only Secret.swift and HMAC.swift import Glibc in the pure core, for explicit_bzero'
        fi
    done
}

check_lines() { # MESSAGE: reads FILE:LINE:TEXT
    local file line text
    while IFS=: read -r file line text; do
        [[ $text =~ ^[[:space:]]*// ]] && continue
        complain "$file" "$line" "$1"
    done
}

for folder in "$sources"/*/; do
    target=$(basename "$folder")
    # A system library has no code of ours.
    [[ -e $folder/module.modulemap ]] && continue
    if [[ ! -v allowed[$target] ]]; then
        complain "$folder" 1 "$target has no line in the table of Scripts/check-imports.sh"
        continue
    fi
    check_imports "$target" < <(grep -rnE --include='*.swift' 'import[[:space:]]' "$folder" || true)
    if [[ " $by_material " == *" $target "* ]]; then
        check_lines "$target asks KeyMaterial for the text of a row's key" \
            < <(grep -rnE --include='*.swift' '\.plaintext\>' "$folder" || true)
    fi
    if [[ " $pure " == *" $target "* ]]; then
        check_lines "$target is pure: it takes the time and random bytes as arguments" \
            < <(grep -rnE --include='*.swift' "$impure_calls|$more_impure_calls" "$folder" || true)
    fi
done

((failures == 0))
