#!/usr/bin/env bash
# Tries packages where nothing else is: try-packages.sh FOLDER. Says what it skips, and why.
#
# The Debian package: lintian, then `dpkg -i` in a bare Debian made by debootstrap. The archive: its checksums, and its
# install.sh there. The image: unpacked, as its user. In each, a user who is not root runs keyturn.
set -euo pipefail
cd "$(dirname "$0")/.."

dist=$(realpath "${1:?usage: try-packages.sh FOLDER}")
# Mounts are gone with the namespace.
if ((EUID == 0)) && [[ ${KEYTURN_TRY_INSIDE:-} == '' ]]; then KEYTURN_TRY_INSIDE=1 exec unshare --mount Scripts/try-packages.sh "$dist"; fi

work=$(mktemp -d)
chmod 755 "$work"
trap 'umount "$work"/*/proc "$work"/*/*/proc 2>/dev/null || true; rm -rf --one-file-system "$work"' EXIT
tried=0

# The only file of that name, or nothing.
made() { compgen -G "$dist/$1" | head -n 1 || true; }

skip() { echo "skipped: $1: $2"; }

# as_nobody ROOT UID: begins a configuration in a Debian, and checks it, as a user who is not root.
as_nobody() {
    mkdir -p "$1/srv/try" "$1/proc"
    mountpoint -q "$1/proc" || mount -t proc proc "$1/proc"
    chown "$2:$2" "$1/srv/try"
    chroot --userspec="$2:$2" "$1" /bin/sh -ec '
        cd /srv/try
        export HOME=/srv/try DEV_DATABASE_URL=sqlite:dev.sqlite STAGING_DATABASE_URL=sqlite:s.sqlite PROD_DATABASE_URL=sqlite:p.sqlite
        keyturn --version
        keyturn init >/dev/null
        keyturn validate'
    rm -rf "$1/srv/try"
}

try_deb() {
    local package=$1 release libraries
    if command -v lintian >/dev/null; then
        lintian --allow-root --fail-on error "$package"
    else
        skip lintian 'not installed'
    fi
    release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    # What `apt-get install ./keyturn.deb` would bring.
    libraries=$(dpkg-deb -f "$package" Depends | sed -E 's/ *\([^)]*\)//g; s/ *\|[^,]*//g; s/[, ]+/,/g')
    debootstrap --variant=minbase --include="$libraries" "$release" "$work/bare" >"$work/log" 2>&1 || {
        tail -n 20 "$work/log" >&2
        return 1
    }
    cp "$package" "$work/bare/keyturn.deb"
    chroot "$work/bare" dpkg -i /keyturn.deb
    as_nobody "$work/bare" 65534
    chroot "$work/bare" sh -ec 'test -s /usr/share/man/man1/keyturn.1.gz; dpkg -r keyturn >/dev/null; ! command -v keyturn'
}

try_archive() {
    (cd "$dist" && sha256sum --check "$(basename "$1" .tar.xz).sha256")
    mkdir "$work/archive"
    tar -xJf "$1" -C "$work/archive"
    DESTDIR=$work/bare PREFIX=/usr/local sh "$work"/archive/*/install.sh
    as_nobody "$work/bare" 65534
}

try_image() {
    local tag
    mkdir "$work/image"
    tar -xf "$1" -C "$work/image"
    tag=$(umoci list --layout "$work/image")
    umoci unpack --image "$work/image:$tag" "$work/bundle"
    as_nobody "$work/bundle/rootfs" 65532
    chroot --userspec=65532:65532 "$work/bundle/rootfs" /bin/sh -ec '
        git --version && test -s /etc/ssl/certs/ca-certificates.crt && test -s /usr/share/zoneinfo/Europe/Berlin'
}

# try KIND PATTERN GOAL NEED HOW: NEED is a command, or a folder that an earlier one made.
try() {
    local package
    package=$(made "$2")
    if [[ -z $package ]]; then
        skip "$1" "run make $3"
    elif [[ ! -d $4 ]] && ! command -v "$4" >/dev/null; then
        skip "$1" "needs $4"
    else
        "$5" "$package"
        tried=$((tried + 1))
    fi
}

if ((EUID != 0)); then
    skip 'all' 'needs root, for chroot'
    exit 0
fi
try 'the Debian package' 'keyturn_*.deb' deb debootstrap try_deb
try 'the archive' 'keyturn-*.tar.xz' tarball "$work/bare" try_archive
try 'the image' 'keyturn-*.oci.tar' image umoci try_image
echo "$tried of 3 kinds of package were tried; those work"
