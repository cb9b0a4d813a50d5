#!/usr/bin/env bash
# Makes keyturn_VERSION-1_ARCH.deb, without root: package-deb.sh BINARY FOLDER.
#
# MAINTAINER says who made it.
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/package-facts.sh
. Scripts/libraries.sh

maintainer=${MAINTAINER:-Keyturn maintainers <keyturn@packages.invalid>}
top=$stage/keyturn
documents=$top/usr/share/doc/keyturn

Scripts/install.sh "$binary" "$top/usr"
mkdir -p "$top/usr/share/zsh/vendor-completions"
mv "$top/usr/share/zsh/site-functions/_keyturn" "$top/usr/share/zsh/vendor-completions/"
rmdir "$top/usr/share/zsh/site-functions"
gzip -9n "$top"/usr/share/man/man1/*

Scripts/package-units.sh "$binary" "$top/usr/lib/systemd/system"

mkdir -p "$documents/examples"
cp -r environments templates "$documents/examples/"
install -m 644 packaging/copyright "$documents/copyright"
gzip -9nc CHANGELOG.md >"$documents/changelog.gz"
gzip -9nc >"$documents/changelog.Debian.gz" <<EOF
keyturn ($version-1) unstable; urgency=medium

  * Made from commit ${commit:-unknown}; changelog.gz says what is new.

 -- $maintainer  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
EOF

# dpkg-shlibdeps wants a source package's control file to be there, and reads nothing of it.
mkdir -p "$stage/debian" "$top/DEBIAN"
printf 'Source: keyturn\n\nPackage: keyturn\nArchitecture: any\n' >"$stage/debian/control"
shared=$(cd "$stage" && dpkg-shlibdeps -O ${SHLIBDEPS_OPTIONS:-} keyturn/usr/bin/keyturn 2>"$stage/said") || {
    cat "$stage/said" >&2
    exit 1
}
later=$(loaded_later "$binary" | debian_packages | sed 's/:.*//' | paste -sd, | sed 's/,/, /g')

cat >"$top/DEBIAN/control" <<EOF
Package: keyturn
Version: $version-1
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -sk --apparent-size "$top/usr" | cut -f1)
Depends: ${shared#shlibs:Depends=}, $later, tzdata
Recommends: ca-certificates, git
Section: admin
Priority: optional
Description: keeps API keys declared, distinct, rotated and delivered
 Keyturn keeps the API keys that services use to talk to each other declared
 in YAML, distinct per environment, rotated on time and delivered to the files
 that consumers read, without downtime and without a key being shown.
EOF
(cd "$top" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$top/DEBIAN/md5sums"

package=$dist/keyturn_$version-1_$architecture.deb
dpkg-deb --root-owner-group -Zxz "-z${COMPRESSION:-9}" --build "$top" "$package" >/dev/null
echo "made $package"
