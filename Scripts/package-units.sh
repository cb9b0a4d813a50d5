#!/usr/bin/env bash
# Writes systemd units that rotate what a folder declares, keyturn-rotate@FOLDER.timer, into a folder:
# package-units.sh BINARY FOLDER.
#
# They are what `keyturn schedule export` writes, with a folder of their own that the instance's name stands for.
set -euo pipefail

binary=$(realpath "${1:?usage: package-units.sh BINARY FOLDER}")
mkdir -p "${2:?usage: package-units.sh BINARY FOLDER}"
units=$(realpath "$2")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$binary" init -e prod >/dev/null
PROD_DATABASE_URL=sqlite:prod.sqlite "$binary" schedule export --format systemd --program /usr/bin/keyturn --out out >/dev/null

sed -E -e '/^ReadWritePaths=/d' -e 's|^WorkingDirectory=.*|WorkingDirectory=%f|' \
    -e 's|^(ProtectSystem=strict)$|\1\nReadWritePaths=%f|' \
    -e '1s|.*|# keyturn-rotate@.service: rotates what is due in a folder, srv-keyturn for /srv/keyturn (systemd-escape --path).\
# Outputs outside it need a drop-in: systemctl edit keyturn-rotate@srv-keyturn, [Service], ReadWritePaths=/…|' \
    -e 's|^Description=.*|Description=Rotate API keys that are due in %f (keyturn)|' \
    out/keyturn-rotate.service >"$units/keyturn-rotate@.service"
sed -E -e '1s|keyturn-rotate.timer|keyturn-rotate@.timer|' -e 's|^(Description=.*) \(keyturn\)|\1 in %f (keyturn)|' \
    out/keyturn-rotate.timer >"$units/keyturn-rotate@.timer"
install -m 644 out/keyturn-rotate-failed.service "$units/"
chmod 644 "$units"/*
