# What the blocks of documents need beforehand; read by check-blocks.py before each of them.

# database ENVIRONMENT: an empty SQLite database with the two tables, and the variable that carries its URL.
database() {
    sqlite3 -batch -bail "$HOME/$1.sqlite" <"$KEYTURN_ROOT/Scripts/demo-schema.sql"
    export "${1^^}_DATABASE_URL=sqlite:$HOME/$1.sqlite"
}

# sql ENVIRONMENT: statements from standard input.
sql() { sqlite3 -batch -bail "$HOME/$1.sqlite"; }

# random_key: prints a key such as the server makes.
random_key() { printf 'mcp_%s' "$(od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n')"; }

# hand_made ENVIRONMENT KEY DAYS [NAME]: a row as people insert it, so many days old, used an hour ago.
hand_made() {
    sql "$1" <<SQL
INSERT OR IGNORE INTO users VALUES ('00000000-0000-0000-0000-000000000000', 'system@backend', 'Backend Service',
    datetime('now', '-200 days'), datetime('now', '-200 days'));
INSERT INTO user_mcp_api_keys VALUES ('$(cat /proc/sys/kernel/random/uuid)', '00000000-0000-0000-0000-000000000000', '$2',
    '${4:-Backend Service API Key}', datetime('now', '-1 hour'), NULL, 1, datetime('now', '-$3 days'),
    datetime('now', '-$3 days'));
SQL
}

# aged ENVIRONMENT DAYS: dates every row back, as if it had been issued so long ago.
aged() {
    sql "$1" <<<"UPDATE user_mcp_api_keys SET created_at = datetime('now', '-$2 days');"
}

# The backend of the guides, as an identity of an environment file.
backend() {
    cat <<'YAML'
  backend:
    owner: { id: 00000000-0000-0000-0000-000000000000, email: system@backend, name: Backend Service }
    key: { name: Backend Service API Key, prefix: mcp_, bytes: 32, encoding: hex }
    deliver:
      - { compose: api, variable: PM_MCP_API_KEY }
      - { dotenv: backend.env, variable: PM_MCP_API_KEY }
YAML
}

# environment NAME: an environment file without identities.
environment() {
    printf 'environment: %s\ndatabase: { url: "${%s_DATABASE_URL}" }\noutput: ../deploy/%s\n' "$1" "${1^^}" "$1"
}

# fresh: forgets files and databases.
fresh() { rm -rf environments deploy "$HOME"/*.sqlite*; }

# declare_all FIELD: adds a line to each identity of every environment file, such as "rotation: { overlap: 1h }".
declare_all() { sed -i "s/^    key:/    $1\n&/" environments/[!_]*.yaml; }

# fleet ENVIRONMENT...: environment files with the backend, each with a database of its own.
fleet() {
    local name
    mkdir -p environments
    for name in "$@"; do
        database "$name"
        { environment "$name" && echo identities: && backend; } >"environments/$name.yaml"
    done
}

# The YAML of standard input is valid: as a file of that name, at the top of an environment file, or within an identity.
valid_file() {
    local folder=$PWD/$(mktemp -d valid.XXXX)
    mkdir "$folder/environments"
    [[ $1 == prod.yaml ]] || { environment prod && echo identities: && backend; } >"$folder/environments/prod.yaml"
    cat >"$folder/environments/$1"
    keyturn validate -C "$folder/environments" && rm -r "$folder"
}
valid_at_top() { { environment prod && cat && echo identities: && backend; } | valid_file prod.yaml; }
valid_in_identity() { { environment prod && echo identities: && backend && sed -E "s/^ {${1:-0}}/    /"; } | valid_file prod.yaml; }

# the_example: this repository's own configuration as `make demo` finds it, with one hand-made key in three environments.
the_example() {
    local key name
    fresh
    cp -r "$KEYTURN_ROOT/environments" "$KEYTURN_ROOT/templates" .
    key=$(random_key)
    for name in dev staging prod; do
        database "$name"
        hand_made "$name" "$key" 200
        mkdir -p "deploy/$name"
        (umask 077 && printf '# Pasted by hand.\nLOG_LEVEL=info\nPM_MCP_API_KEY=%s\n' "$key" >"deploy/$name/backend.env")
    done
}
