#!/usr/bin/env bash
# Plays the story that Keyturn is for, on three SQLite databases: one hand-made key in dev, staging and prod becomes
# three keys, delivered. Every claim is proven by SQL or by the files; a proof that fails makes the demo fail.
#
# Works on the example in environments/ and templates/, whose databases and fragments are in deploy/. KEYTURN names
# another binary than the debug build.
set -euo pipefail

keyturn=$(realpath "${KEYTURN:-$(dirname "$0")/../.build/debug/keyturn}")
cd "$(dirname "$0")/.."

readonly deploy=deploy marker=deploy/.made-by-demo
readonly environments=(dev staging prod)
readonly key_pattern='mcp_[0-9a-f]{64}'
printed=$(mktemp)
trap 'rm -f "$printed"' EXIT
failures=0

# The example's databases, whatever the caller's variables say.
unset DEV_DATABASE_URL STAGING_DATABASE_URL PROD_DATABASE_URL

step() { printf '\n\n### %s\n' "$1"; }

# keyturn, with what it prints kept, so that the keys can be looked for in it.
run() {
    printf '\n$ keyturn %s\n' "$*"
    "$keyturn" "$@" 2>&1 | tee -a "$printed"
}

# proven CLAIM COMMAND...: states the claim, with a tick or a cross.
proven() {
    local claim=$1
    shift
    if "$@"; then
        printf '  ✓ %s\n' "$claim"
    else
        printf '  ✗ %s\n' "$claim"
        failures=$((failures + 1))
    fi
}

start_clean() {
    if [[ -e $deploy && ! -e $marker ]]; then
        echo "$deploy/ was not made by a demo; move it away first" >&2
        exit 1
    fi
    local environment
    for environment in "${environments[@]}"; do
        rm -rf "${deploy:?}/$environment"
        rm -f "$deploy/$environment".sqlite{,-wal,-shm,-journal}
    done
    [[ -d $deploy ]] || mkdir -m 700 "$deploy"
    touch "$marker"
}

make_key() {
    printf 'mcp_%s' "$(od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n')"
}

# The seed's document, carried out by hand: rows inserted by SQL, the key pasted into a file. The key reaches sqlite3
# by its standard input: arguments can be seen by every process.
install_by_hand() { # ENVIRONMENT KEY ROW-ID
    sqlite3 -batch -bail "$deploy/$1.sqlite" >/dev/null <<SQL
.read Scripts/demo-schema.sql
PRAGMA foreign_keys = ON;
INSERT INTO users VALUES ('00000000-0000-0000-0000-000000000000', 'system@backend', 'Backend Service',
    datetime('now', '-200 days'), datetime('now', '-200 days'));
INSERT INTO user_mcp_api_keys VALUES ('$3', '00000000-0000-0000-0000-000000000000', '$2', 'Backend Service API Key',
    datetime('now', '-1 hour'), NULL, 1, datetime('now', '-200 days'), datetime('now', '-200 days'));
SQL
    mkdir -m 700 "$deploy/$1"
    (umask 077 && printf '# Pasted by hand.\nLOG_LEVEL=info\nPM_MCP_API_KEY=%s\n' "$2" >"$deploy/$1/backend.env")
}

mask() { sed -E "s/$key_pattern/mcp_••••••••/g" "$@"; }

show_fragments() {
    local file
    while read -r file; do
        printf '\n--- %s (mode %s)\n' "$file" "$(stat -c %a "$file")"
        mask "$file"
    done < <(find "$deploy/$1" -type f | sort)
    echo
}

# INSERT statements for every key in every fragment.
delivered_keys() {
    local environment file key
    for environment in "${environments[@]}"; do
        while IFS=: read -r file key; do
            printf "INSERT INTO delivered VALUES ('%s', '%s', '%s');\n" "$environment" "${file##*/}" "$key"
        done < <(grep -roE "$key_pattern" "$deploy/$environment" || true)
    done
}

# Whether an SQL condition holds over all three databases and the fragments. It may use: keys(environment, api_key,
# is_active, expires_at), live(environment, api_key, expires_at), delivered(environment, file, api_key), old(api_key).
holds() {
    local answer
    answer=$(
        sqlite3 -batch -bail :memory: <<SQL
ATTACH '$deploy/dev.sqlite' AS dev;
ATTACH '$deploy/staging.sqlite' AS staging;
ATTACH '$deploy/prod.sqlite' AS prod;
CREATE TEMP TABLE old AS SELECT '$old_key' AS api_key;
CREATE TEMP TABLE delivered (environment, file, api_key);
$(delivered_keys)
CREATE TEMP VIEW keys AS
    SELECT 'dev' AS environment, api_key, is_active, expires_at FROM dev.user_mcp_api_keys
    UNION ALL SELECT 'staging', api_key, is_active, expires_at FROM staging.user_mcp_api_keys
    UNION ALL SELECT 'prod', api_key, is_active, expires_at FROM prod.user_mcp_api_keys;
CREATE TEMP VIEW live AS SELECT environment, api_key, expires_at FROM keys
    WHERE is_active AND (expires_at IS NULL OR datetime(expires_at) >= datetime('now'));
CREATE TEMP VIEW fresh AS SELECT * FROM live WHERE api_key NOT IN (SELECT api_key FROM old);
SELECT $1;
SQL
    ) || return 1
    [[ $answer == 1 ]]
}

prove_keys() {
    proven 'each database has exactly one new live key' holds \
        '(SELECT group_concat(n) FROM (SELECT count(*) AS n FROM fresh GROUP BY environment)) = "1,1,1"'
    proven 'the three new keys differ: each is live in its own database only' holds \
        '(SELECT count(DISTINCT api_key) FROM fresh) = 3'
    proven 'the old key still works, and carries its end in every database' holds \
        '(SELECT count(expires_at) FROM live JOIN old USING (api_key)) = 3'
    proven 'a second after that end only the new keys are accepted' holds \
        "(SELECT count(*) FROM live JOIN (SELECT max(datetime(expires_at, '+1 second')) AS then_ FROM live
            JOIN old USING (api_key)) WHERE expires_at IS NULL OR datetime(expires_at) >= then_) = 3"
    proven 'every fragment holds the new key of its own environment and no other' holds \
        '(SELECT count(*) FROM delivered) > 0 AND NOT EXISTS (SELECT environment, api_key FROM delivered
            EXCEPT SELECT environment, api_key FROM fresh)'
    proven 'backend.env and the compose override carry it in all three' holds \
        "(SELECT count(DISTINCT environment || file) FROM delivered
            WHERE file IN ('backend.env', 'compose.keyturn.yaml')) = 6"
    proven 'the other lines of backend.env are as they were' others_kept
}

others_kept() {
    local environment
    for environment in "${environments[@]}"; do
        [[ $(head -n 2 "$deploy/$environment/backend.env") == $'# Pasted by hand.\nLOG_LEVEL=info' ]] || return 1
    done
}

# Every fragment's and folder's inode, times and mode, and every row of every database.
snapshot() {
    local environment
    find "${environments[@]/#/$deploy/}" -printf '%p %i %T@ %C@ %m\n' | sort
    for environment in "${environments[@]}"; do
        sqlite3 -batch "$deploy/$environment.sqlite" .dump
    done | sha256sum
}

exits_with() { # STATUS KEYTURN-ARGUMENT...
    local expected=$1 status=0
    shift
    run "$@" || status=$?
    [[ $status == "$expected" ]]
}

unchanged() { [[ $(snapshot) == "$before" ]]; }

no_key_printed() { ! grep -qE "$key_pattern" "$printed"; }

main() {
    start_clean

    step 'As found: dev, staging and prod hold one and the same key, made by hand 200 days ago'
    old_key=$(make_key)
    local environment
    for environment in "${environments[@]}"; do
        install_by_hand "$environment" "$old_key" "$(cat /proc/sys/kernel/random/uuid)"
        printf '\n--- %s\n' "$deploy/$environment/backend.env"
        mask "$deploy/$environment/backend.env"
    done

    step 'validate reads the declarations: no database is asked'
    run validate -C environments

    step 'plan says what would change, and why; it changes nothing'
    before=$(snapshot)
    proven 'changes are pending (exit code 2)' exits_with 2 plan -C environments --detailed-exitcode
    proven 'nothing was touched' unchanged

    step 'apply issues three new keys, delivers them, and gives the old one its end'
    run apply -C environments --yes

    step 'status: every identity, its key by its fingerprint'
    run status -C environments

    step "The fragments of prod, keys masked; dev's and staging's look alike"
    show_fragments prod

    step 'What the databases and the files say'
    prove_keys

    step 'A second plan is empty'
    before=$(snapshot)
    proven 'nothing to do (exit code 0)' exits_with 0 plan -C environments --detailed-exitcode

    step 'A second apply writes nothing'
    run apply -C environments --yes
    proven 'no row and no file was touched, not even its time' unchanged
    proven 'nothing that keyturn printed in this demo holds a key' no_key_printed

    if ((failures)); then
        printf '\n%d of the proofs failed.\n' "$failures" >&2
        return 1
    fi
    printf '\nAll proofs hold. Look around in %s/; run the demo again to start over.\n' "$deploy"
}

main
