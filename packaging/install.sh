#!/bin/sh
# Installs keyturn with its completions and manual: [DESTDIR=…] [PREFIX=/usr/local] ./install.sh
set -eu
cd "$(dirname "$0")"
prefix=${DESTDIR:-}${PREFIX:-/usr/local}
find bin share -type f | while read -r file; do
    mode=$([ "$file" = bin/keyturn ] && echo 755 || echo 644)
    install -D -m "$mode" "$file" "$prefix/$file"
done
echo "installed $prefix/bin/keyturn; it needs the packages libcurl4, libmicrohttpd12, libnettle8, libpq5, libsqlite3-0 and libyaml-0-2" >&2
