#!/usr/bin/env bash
# Installs the Debian packages that tasks need and that are missing, without asking: require.sh TASK...
#
# As root directly, otherwise through sudo where it asks for no password. Where neither is possible it says what is
# missing and fails. Nothing is downloaded when nothing is missing.
set -euo pipefail

packages_of() {
    case $1 in
    make) echo make ;;
    build) echo libcurl4-openssl-dev libmicrohttpd-dev nettle-dev libpq-dev libyaml-dev libsqlite3-dev pkg-config ;;
    test) echo postgresql git openssl strace python3 python3-jsonschema python3-prometheus-client python3-yaml util-linux xz-utils ;;
    # A browser alone takes more room than all the others together.
    test-browser) echo chromium python3 ;;
    test-faults) echo gcc libc6-dev postgresql python3 strace ;;
    attack) echo gcc libc6-dev postgresql python3 util-linux ;;
    check-docs) echo git jq python3 python3-yaml sqlite3 ;;
    demo) echo sqlite3 ;;
    deb) echo binutils dpkg-dev python3 xz-utils ;;
    tarball) echo binutils python3 xz-utils ;;
    image) echo binutils fakechroot fakeroot mmdebstrap python3 umoci ;;
    try-packages) echo debootstrap lintian umoci ;;
    bench) echo gcc git libc6-dev libyaml-dev pkg-config postgresql python3 python3-psycopg python3-yaml time ;;
    *)
        echo "require.sh: unknown task: $1" >&2
        return 64
        ;;
    esac
}

is_installed() {
    # Any version's server will do, also one that is not installed through the package without a number.
    if [[ $1 == postgresql ]] && compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then return 0; fi
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

as_root() {
    if ((EUID == 0)); then "$@"; else sudo -n -- "$@"; fi
}

can_be_root() {
    ((EUID == 0)) || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

require_swift() {
    command -v swift >/dev/null && return 0
    echo 'missing: a Swift toolchain, 6.2 or newer, in PATH (https://www.swift.org/install)' >&2
    return 1
}

# Debian starts a server as it installs one. Tests make private servers of their own, so that one is not wanted.
without_debian_cluster() {
    local settings=/etc/postgresql-common/createcluster.d/keyturn-setup.conf
    as_root mkdir -p "${settings%/*}"
    as_root sh -c "echo 'create_main_cluster = false' >$settings"
    local status=0
    "$@" || status=$?
    as_root rm -f "$settings"
    return "$status"
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

install_packages() {
    apt_get update
    if [[ " $* " == *' postgresql '* ]]; then
        without_debian_cluster apt_get install -y --no-install-recommends "$@"
    else
        apt_get install -y --no-install-recommends "$@"
    fi
}

main() {
    local -a missing=()
    local task package packages
    for task in "$@"; do
        if [[ $task == swift ]]; then
            require_swift
            continue
        fi
        packages=$(packages_of "$task")
        for package in $packages; do
            [[ " ${missing[*]} " == *" $package "* ]] || is_installed "$package" || missing+=("$package")
        done
    done
    ((${#missing[@]})) || return 0

    if ! command -v apt-get >/dev/null; then
        echo "note: no Debian system; see that you have what these packages hold: ${missing[*]}" >&2
    elif can_be_root; then
        echo "installing: ${missing[*]}" >&2
        install_packages "${missing[@]}" >&2
    else
        echo "missing packages, and no right to install them; as root: apt-get install ${missing[*]}" >&2
        return 1
    fi
}

main "$@"
