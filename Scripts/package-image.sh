#!/usr/bin/env bash
# Makes an OCI image, keyturn-VERSION-linux-ARCH.oci.tar, without root and without an engine: package-image.sh BINARY FOLDER.
#
# Debian as slim as the official image, a shell for hooks, CA certificates, time zones and git; user 65532. MIRROR names
# another mirror to install from than the one that apt uses here.
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/package-facts.sh

release=$(. /etc/os-release && echo "$VERSION_CODENAME")
name=keyturn-$version-linux-$architecture
# A library's package may have another name in a later Debian: those that are here.
libraries=$({ dpkg-query -W -f='${Package}\n' libcurl4 libcurl4t64 libmicrohttpd12 libmicrohttpd12t64 libnettle8 \
    libnettle8t64 libpq5 libyaml-0-2 libsqlite3-0 2>/dev/null || true; } | paste -sd,)
# What this machine's apt reads, so that a machine behind a mirror needs no option.
sources=(/etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources)
for index in "${!sources[@]}"; do [[ -s ${sources[index]} ]] || unset "sources[index]"; done
if [[ -n ${MIRROR:-} ]]; then sources=("$MIRROR"); fi

echo "image: making a Debian $release" >&2
mmdebstrap --variant=minbase --quiet --include="ca-certificates,git,tzdata,$libraries" \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --customize-hook='echo keyturn:x:65532:65532::/nonexistent:/usr/sbin/nologin >>"$1/etc/passwd"' \
    --customize-hook='echo keyturn:x:65532: >>"$1/etc/group"' \
    --customize-hook='mkdir "$1/keyturn" && chown 65532:65532 "$1/keyturn"' \
    --customize-hook="rm -rf \"\$1\"/etc/apt/sources.list.d/* \"\$1\"/var/log/* \"\$1\"/etc/resolv.conf \"\$1\"/etc/hostname" \
    --customize-hook="printf 'deb http://deb.debian.org/%s main\n' 'debian $release' 'debian $release-updates' \
        'debian-security $release-security' >\"\$1/etc/apt/sources.list\"" \
    "$release" "$stage/base.tar" "${sources[@]}" >&2

Scripts/install.sh "$binary" "$stage/layer/usr"
rm -rf "$stage/layer/usr/share"
install -D -m 644 packaging/copyright "$stage/layer/usr/share/doc/keyturn/copyright"
Scripts/sbom.sh "$binary" >"$stage/layer/usr/share/doc/keyturn/sbom.cdx.json"
archive "$stage/layer" >"$stage/keyturn.tar"

image=$stage/image
umoci init --layout "$image"
umoci new --image "$image:$version"
for layer in base keyturn; do
    umoci raw add-layer --image "$image:$version" --history.created="$created" --history.created_by="$layer" "$stage/$layer.tar"
done
facts=(
    title=keyturn
    "description=Keeps the API keys of services declared, distinct per environment, rotated and delivered"
    "version=$version" "revision=${commit:-unknown}" "created=$created" licenses=Apache-2.0
)
options=()
for fact in "${facts[@]}"; do
    options+=(--config.label "org.opencontainers.image.$fact" --manifest.annotation "org.opencontainers.image.$fact")
done
umoci config --image "$image:$version" --no-history --created "$created" --config.user 65532:65532 \
    --config.env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --config.env LANG=C.UTF-8 \
    --config.entrypoint /usr/bin/keyturn --config.cmd --help --config.workingdir /keyturn "${options[@]}"
umoci gc --layout "$image"

archive "$image" >"$dist/$name.oci.tar"
echo "made $dist/$name.oci.tar"
