# What the scripts that make packages ask about a binary's libraries: `. Scripts/libraries.sh`.
# shellcheck shell=bash

# linked BINARY: those that are loaded before it starts.
linked() { objdump -p "$1" | awk '$1 == "NEEDED" { print $2 }'; }

# loaded_later BINARY: those that it loads when it needs them (Sources/CLibraries).
loaded_later() {
    grep -ao -e 'libcurl\.so\.[0-9]*' -e 'libmicrohttpd\.so\.[0-9]*' -e 'libpq\.so\.[0-9]*' "$1" | sort -u
}

# debian_packages: of the libraries on standard input, the packages that hold them.
debian_packages() {
    local libraries
    libraries=$(cat)
    ldconfig -p | awk '{ print $1, $NF }' | while read -r library path; do
        # Where /lib is a link, packages name a file by either path.
        if grep -qxF "$library" <<<"$libraries"; then
            dpkg-query -S "$path" 2>/dev/null || dpkg-query -S "$(realpath "$path")" 2>/dev/null || true
        fi
    done | sed -E 's/: .*//' | sort -u
}
