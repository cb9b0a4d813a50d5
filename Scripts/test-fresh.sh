#!/usr/bin/env bash
# Runs `make test` as on a fresh Debian machine: in a folder made by debootstrap that has git, make and a Swift toolchain,
# and else only what Scripts/require.sh installs. What a developer's machine has by chance hides what is not installed.
#
#   test-fresh.sh [GOAL...]              make's goals, `test` unless said
#   test-fresh.sh --built [ARGUMENT...]  tests what was built in this folder, with arguments of `swift test`
#   test-fresh.sh --offer ...            the same, but says why and ends with 0 where no such Debian can be made
#
# Needs root and debootstrap. Everything is in a temporary folder and in a mount namespace that ends with this script.
# KEYTURN_FRESH=FOLDER keeps the Debian and what was built there for the next time; it is made again as soon as what
# would be installed changes. KEYTURN_FRESH_HOURS=3 is how long the goals may take.
set -euo pipefail
cd "$(dirname "$0")/.."

# What Swift's installation page asks for and no goal of the Makefile should have to.
readonly toolchain_needs=binutils,ca-certificates,git,gcc,libc6-dev,libcurl4,libncurses6,libsqlite3-0,libstdc++-12-dev,libxml2,make,tzdata,zlib1g-dev
readonly source=$PWD

say() { printf 'test-fresh: %d min %02d s: %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$1"; }

die() {
    echo "test-fresh.sh: $1" >&2
    exit 1
}

# cannot REASON: no bare Debian can be made here.
cannot() {
    [[ $offer == '' ]] || {
        echo "skipped: the tests in a bare Debian: $1"
        exit 0
    }
    die "$1"
}

offer=''
built=''
while [[ ${1:-} == --* ]]; do
    case $1 in
    --offer) offer=yes ;;
    --built) built=yes ;;
    *) break ;;
    esac
    shift
done

((EUID == 0)) || cannot 'needs root'
command -v debootstrap >/dev/null || cannot 'needs debootstrap: apt-get install debootstrap'
unshare --mount true 2>/dev/null || cannot 'no mount namespace may be made here'
[[ $built == '' || -e .build/debug ]] || die 'nothing is built here: swift build --build-tests'

if [[ ${KEYTURN_FRESH_INSIDE:-} == '' ]]; then
    folder=${KEYTURN_FRESH:-}
    if [[ $folder == '' ]]; then
        folder=$(mktemp -d)
        # The mounts are gone with the namespace by then.
        trap 'rm -rf --one-file-system "$folder"' EXIT
    fi
    mkdir -p "$folder"
    # The server runs as another user, who must reach what is in it.
    chmod 755 "$folder"
    KEYTURN_FRESH_INSIDE=$(realpath "$folder") unshare --mount "$0" ${offer:+--offer} ${built:+--built} "$@"
    exit
fi
folder=$KEYTURN_FRESH_INSIDE
root=$folder/debian

# Says once a minute that it goes on, also while nothing is printed for a long time.
(
    trap 'kill "$!" 2>/dev/null' EXIT
    trap 'exit 0' TERM
    while kill -0 $$ 2>/dev/null; do
        sleep 60 &
        wait "$!"
        say "goes on; load $(cut -d' ' -f1-3 /proc/loadavg)"
    done
) &
readonly heartbeat=$!
trap 'kill "$heartbeat" 2>/dev/null || true' EXIT

mount_into() { # PATH [OPTIONS]
    mkdir -p "$root$1"
    mount --rbind "$1" "$root$1"
    [[ ${2:-} == '' ]] || mount -o "remount,bind,$2" "$root$1"
}

# A Debian that an earlier version of these lists or other goals made has what is not installed any more.
contents=$(cat Scripts/require.sh "$0" | sha256sum)
wanted="$contents built=$built goals=${*:-test}"
[[ $built == '' ]] || wanted="$contents built=$built"

if [[ -e $folder/made && $(<"$folder/made") == "$wanted" ]]; then
    say "uses the Debian in $root again"
else
    rm -f "$folder/made"
    # What was built there stays of use.
    if [[ -d $root/srv/keyturn ]]; then
        rm -rf --one-file-system "$folder/keyturn"
        mv "$root/srv/keyturn" "$folder/keyturn"
    fi
    rm -rf --one-file-system "$root"
    release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    say "makes a bare Debian $release in $root"
    timeout --kill-after=30 1800 debootstrap --variant=minbase --include="$toolchain_needs" "$release" "$root" \
        >"$folder/log" 2>&1 || {
        tail -n 20 "$folder/log" >&2
        cannot 'debootstrap failed or took more than half an hour'
    }
    if [[ -d $folder/keyturn ]]; then
        mkdir -p "$root/srv"
        mv "$folder/keyturn" "$root/srv/keyturn"
    fi
    # The package sources and the network settings of this machine.
    rm -f "$root/etc/apt/sources.list"
    cp -a /etc/apt/. "$root/etc/apt/"
    echo 'Acquire::Retries "5"; Acquire::http::Timeout "60"; Acquire::https::Timeout "60";' \
        >"$root/etc/apt/apt.conf.d/99keyturn"
fi
cp -aL /etc/resolv.conf /etc/hosts "$root/etc/"
cp -a /etc/ssl/certs/. "$root/etc/ssl/certs/"

# A root that is no mount point cannot be made private again, which is what tests do that mount something.
mount --bind "$root" "$root"
for place in /proc /sys /dev; do mount_into "$place"; done
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

# inside COMMAND...: with nothing of this shell's environment but what a fresh login would have.
inside() {
    timeout --foreground --kill-after=60 "$((${KEYTURN_FRESH_HOURS:-3} * 3600))" \
        env -i HOME=/root LANG=C.UTF-8 PATH="$toolchain/usr/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
        ${CI:+CI="$CI"} ${KEYTURN_STRICT:+KEYTURN_STRICT="$KEYTURN_STRICT"} \
        chroot "$root" "$@"
}

if [[ $built == '' ]]; then
    # What is committed, and nothing else of this folder; only files that changed get a new time.
    [[ -d $root/srv/keyturn/.git ]] || git clone --quiet --no-checkout "$source" "$root/srv/keyturn"
    git -C "$root/srv/keyturn" fetch --quiet "$source" HEAD
    git -C "$root/srv/keyturn" checkout --quiet --force --detach FETCH_HEAD
    git -C "$root/srv/keyturn" clean -ffdxq --exclude=/.build
    echo "$wanted" >"$folder/made"
    say "make ${*:-test}"
    inside make -C /srv/keyturn "${@:-test}"
else
    # At the path that it was built at. It is this folder itself: what is not committed is there, too.
    mount_into "$source"
    say 'installs what make test needs'
    inside apt-get -q update >"$folder/log" 2>&1 || {
        tail -n 20 "$folder/log" >&2
        cannot 'its package sources cannot be reached'
    }
    inside "$source/Scripts/require.sh" make swift build test
    echo "$wanted" >"$folder/made"
    say "runs the tests that are built in $source/.build"
    inside "$source/Scripts/test.sh" --skip-build "$@"
fi
say 'everything passed'
