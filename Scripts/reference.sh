#!/usr/bin/env bash
# Writes the pages of the reference, which keyturn prints from its own code: reference.sh FOLDER.
#
# KEYTURN names another binary than the debug build.
set -euo pipefail

folder=${1:?usage: reference.sh FOLDER}
keyturn=$(realpath "${KEYTURN:-$(dirname "$0")/../.build/debug/keyturn}")

mkdir -p "$folder"
for page in checks commands configuration diagnostics exit-codes metrics plan policies; do
    "$keyturn" reference "$page" >"$folder/$page.md"
done
for file in environment defaults policy profiles revoked; do
    "$keyturn" schema "$file" >"$folder/$file.schema.json"
done
mkdir -p "$folder/profiles"
"$keyturn" reference profiles >"$folder/profiles/README.md"
sed -n 's/^| \[`\([a-z0-9-]*\)`\].*/\1/p' "$folder/profiles/README.md" | while read -r name; do
    "$keyturn" reference profile "$name" >"$folder/profiles/$name.md"
done
for document in plan forecast inventory find; do
    "$keyturn" reference "$document-schema" >"$folder/$document.schema.json"
done
