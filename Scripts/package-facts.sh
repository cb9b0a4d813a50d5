# What the scripts that make packages know of a built keyturn: `. Scripts/package-facts.sh BINARY FOLDER`, from the top of the
# repository. Sets binary, dist, version, architecture, commit, created, stage, and SOURCE_DATE_EPOCH: the commit's date, so that
# the same commit makes the same bytes. COMPRESSION is 0 (fast) to 9.
# shellcheck shell=bash disable=SC2034

binary=$(realpath "${1:?usage: package-NAME.sh BINARY FOLDER}")
mkdir -p "${2:?usage: package-NAME.sh BINARY FOLDER}"
dist=$(realpath "$2")

# Half of a binary would be ICU, which comes in by a single `import Foundation` (docs/decisions/0034-no-foundation.md).
if grep -aqE 'icudt[0-9]' "$binary" || objdump -p "$binary" | grep -qE 'NEEDED +lib(_?Foundation(ICU|Internationalization)?)\.so'; then
    echo "package: $binary has Foundation in it as a whole: see which target or package imports it" >&2
    exit 1
fi

# fact NAME: of what the program says it was built from; empty where it does not know.
fact() { "$binary" --version --format json | sed -nE "s/^ *\"$1\": \"(.*)\",?$/\1/p"; }

version=$(fact version)
commit=$(fact commit)
created=$(fact committed_at)
[[ -n $created ]] || created=$(date -u +%Y-%m-%dT%H:%M:%SZ)
architecture=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -u -d "$created" +%s)}
export SOURCE_DATE_EPOCH

umask 022
stage=$(mktemp -d)
chmod 755 "$stage"
trap 'rm -rf "$stage"' EXIT

# archive FOLDER: a tar file of what is in it, on standard output; root's, with one date.
archive() {
    tar --create --directory="$1" --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner .
}
