#!/usr/bin/env bash
# Makes keyturn-VERSION-linux-ARCH.tar.xz with an install.sh, its SHA-256 and its bill of materials:
# package-tarball.sh BINARY FOLDER.
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/package-facts.sh

name=keyturn-$version-linux-$architecture
top=$stage/$name

Scripts/install.sh "$binary" "$top"
install -m 755 packaging/install.sh "$top/install.sh"
install -m 644 LICENSE README.md CHANGELOG.md packaging/copyright "$top/"
mkdir "$top/examples"
cp -r environments templates "$top/examples/"
# Into the stage first: where it fails, nothing is left in the folder of packages.
Scripts/sbom.sh "$binary" >"$top/sbom.cdx.json"
install -m 644 "$top/sbom.cdx.json" "$dist/$name.cdx.json"

archive "$stage" | xz "-${COMPRESSION:-9}" --threads=1 >"$dist/$name.tar.xz"
(cd "$dist" && sha256sum "$name.tar.xz" "$name.cdx.json" >"$name.sha256")
echo "made $dist/$name.tar.xz"
