#!/usr/bin/env bash
# Checks that a tag is the version that the code names, and that CHANGELOG.md has a section for it: check-version.sh TAG.
set -euo pipefail
cd "$(dirname "$0")/.."

tag=${1:?usage: check-version.sh TAG}
version=$(sed -nE 's/.*static let version = "(.*)"/\1/p' Sources/Commands/Keyturn.swift)
[[ $tag == "v$version" ]] || {
    echo "error: the tag is $tag, and Sources/Commands/Keyturn.swift says $version" >&2
    exit 1
}
grep -qE "^## \[${version//./\\.}\] - [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md || {
    echo "error: CHANGELOG.md has no section: ## [$version] - YYYY-MM-DD" >&2
    exit 1
}
