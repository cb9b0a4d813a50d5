#!/usr/bin/env bash
# Writes a CycloneDX bill of materials of a built keyturn to standard output: sbom.sh BINARY.
#
# Swift packages are those whose objects the linker was given (the list lies beside the binary), with the versions of
# Package.resolved; libraries are those that the binary names, with the versions of the Debian packages that hold them.
set -euo pipefail
cd "$(dirname "$0")/.."

binary=$(realpath "${1:?usage: sbom.sh BINARY}")
folder=${binary%/*}
objects=$folder/keyturn.product/Objects.LinkFileList
[[ -r $objects ]] || {
    echo "sbom.sh: $objects is missing: what was linked into $binary is not known" >&2
    exit 1
}

modules=$(sed -nE "s|.*/([A-Za-z0-9_]+)\.build/.*|\1|p" "$objects" | sort -u)
libraries=$(objdump -p "$binary" | awk '$1 == "NEEDED" { print $2 }')
packages=$(ldconfig -p | awk '{ print $1, $NF }' | while read -r library path; do
    # Where /lib is a link, packages name a file by either path.
    if grep -qxF "$library" <<<"$libraries"; then
        dpkg-query -S "$path" 2>/dev/null || dpkg-query -S "$(realpath "$path")" 2>/dev/null || true
    fi
done | sed -E 's/: .*//' | sort -u)

exec /usr/bin/python3 -B Scripts/sbom.py \
    --version "$("$binary" --version --format json)" \
    --swift "$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9.]+' | head -n 1)" \
    --checkouts "$(realpath "$folder/../../checkouts")" \
    --modules "$modules" \
    --debian "$(xargs -r dpkg-query -W -f='${Package} ${Version} ${Architecture}\n' <<<"$packages")"
