#!/usr/bin/env bash
# Installs a built keyturn with its completions and manual: install.sh BINARY PREFIX.
#
# Completions and pages are what the binary itself says of its commands, so that they cannot be another version's.
set -euo pipefail
cd "$(dirname "$0")/.."

binary=$(realpath "${1:?usage: install.sh BINARY PREFIX}")
prefix=${2:?usage: install.sh BINARY PREFIX}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

put() { # SOURCE PATH
    install -D -m 644 "$1" "$prefix/$2"
}

install -D -s -m 755 "$binary" "$prefix/bin/keyturn"

for shell in bash zsh fish; do
    "$binary" completion "$shell" >"$work/$shell"
done
put "$work/bash" share/bash-completion/completions/keyturn
put "$work/zsh" share/zsh/site-functions/_keyturn
put "$work/fish" share/fish/vendor_completions.d/keyturn.fish

if [[ -x /usr/bin/python3 ]]; then
    /usr/bin/python3 -B Scripts/man.py "$binary" "$work/man1"
    for page in "$work"/man1/*.1; do
        put "$page" "share/man/man1/${page##*/}"
    done
else
    echo 'note: the manual is left out: there is no /usr/bin/python3 to write it' >&2
fi
