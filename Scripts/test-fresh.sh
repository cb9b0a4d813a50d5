#!/usr/bin/env bash
# Runs `make test` as on a fresh Debian machine: in a folder made by debootstrap that has git, make and a Swift toolchain,
# and else only what Scripts/require.sh installs. What a developer's machine has by chance hides what is not installed.
#
# test-fresh.sh [GOAL...]: make's goals, `test` unless said. Needs root and debootstrap; everything is in a temporary
# folder and in a mount namespace that ends with this script.
set -euo pipefail
cd "$(dirname "$0")/.."

# What Swift's installation page asks for and no goal of the Makefile should have to.
readonly toolchain_needs=binutils,ca-certificates,git,gcc,libc6-dev,libcurl4,libncurses6,libsqlite3-0,libstdc++-12-dev,libxml2,make,tzdata,zlib1g-dev

die() {
    echo "test-fresh.sh: $1" >&2
    exit 1
}

((EUID == 0)) || die 'needs root'
command -v debootstrap >/dev/null || die 'needs debootstrap: apt-get install debootstrap'

if [[ ${KEYTURN_FRESH_INSIDE:-} == '' ]]; then
    root=$(mktemp -d)
    # The server runs as another user, who must reach what is in it.
    chmod 755 "$root"
    # The mounts are gone with the namespace by then.
    trap 'rm -rf --one-file-system "$root"' EXIT
    KEYTURN_FRESH_INSIDE=$root unshare --mount "$0" "$@"
    exit
fi
root=$KEYTURN_FRESH_INSIDE
# A root that is no mount point cannot be made private again, which is what tests do that mount something.
mount --bind "$root" "$root"

mount_into() { # PATH [OPTIONS]
    mkdir -p "$root$1"
    mount --rbind "$1" "$root$1"
    [[ ${2:-} == '' ]] || mount -o "remount,bind,$2" "$root$1"
}

release=$(. /etc/os-release && echo "$VERSION_CODENAME")
echo "test-fresh: making a bare Debian $release in $root"
debootstrap --variant=minbase --include="$toolchain_needs" "$release" "$root" >"$root.log" 2>&1 || {
    tail -n 20 "$root.log" >&2
    die 'debootstrap failed'
}
rm -f "$root.log"

# The package sources and the network settings of this machine.
rm -f "$root/etc/apt/sources.list"
cp -a /etc/apt/. "$root/etc/apt/"
cp -aL /etc/resolv.conf /etc/hosts "$root/etc/"
cp -a /etc/ssl/certs/. "$root/etc/ssl/certs/"

for folder in /proc /sys /dev; do mount_into "$folder"; done
mount -t tmpfs tmpfs "$root/dev/shm"

toolchain=$(dirname "$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")")
mount_into "$toolchain" ro

# Where git finds Swift packages, if it is told to find them on this machine.
if [[ -e /etc/gitconfig ]]; then
    cp /etc/gitconfig "$root/etc/gitconfig"
    while IFS= read -r place; do
        [[ ! -d $place ]] || mountpoint -q "$root$place" || mount_into "${place%/}" ro
    done < <(git config --system --name-only --get-regexp '^url\..*\.insteadof$' | sed -E 's/^url\.(.*)\.insteadof$/\1/')
fi

# What is committed, and nothing else of this folder.
git clone --quiet "$PWD" "$root/srv/keyturn"

# Nothing of this shell's environment but what a fresh login would have.
env -i HOME=/root LANG=C.UTF-8 PATH="$toolchain/usr/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    ${CI:+CI="$CI"} ${KEYTURN_STRICT:+KEYTURN_STRICT="$KEYTURN_STRICT"} \
    chroot "$root" make -C /srv/keyturn "${@:-test}"
