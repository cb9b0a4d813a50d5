#!/usr/bin/env bash
# Writes a CycloneDX bill of materials of a built keyturn to standard output: sbom.sh BINARY.
#
# Swift packages are those whose objects the linker was given (the list lies beside the binary), with the versions of
# Package.resolved; libraries are those that the binary names, with the versions of the Debian packages that hold them.
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/libraries.sh

binary=$(realpath "${1:?usage: sbom.sh BINARY}")
folder=${binary%/*}
objects=$folder/keyturn.product/Objects.LinkFileList
[[ -r $objects ]] || {
    echo "sbom.sh: $objects is missing: what was linked into $binary is not known" >&2
    exit 1
}

modules=$(sed -nE "s|.*/([A-Za-z0-9_]+)\.build/.*|\1|p" "$objects" | sort -u)
packages=$({ linked "$binary" && loaded_later "$binary"; } | debian_packages)

exec /usr/bin/python3 -B Scripts/sbom.py \
    --version "$("$binary" --version --format json)" \
    --swift "$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9.]+' | head -n 1)" \
    --checkouts "$(realpath "$folder/../../checkouts")" \
    --modules "$modules" \
    --debian "$(xargs -r dpkg-query -W -f='${Package} ${Version} ${Architecture}\n' <<<"$packages")"
