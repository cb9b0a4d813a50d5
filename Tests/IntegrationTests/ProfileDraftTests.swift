internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// Profiles of tables that no one described yet, and profiles held against tables.
@Suite(.unlessItHangs) struct ProfileDraftTests {
    /// An application's table, as its own migration makes it, and what the draft of it must say.
    struct Table: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let name: String
        let postgreSQL: String
        let sqlite: String
        var says: [String]
        var asks: [String] = []

        /// How many keys are written into it by hand before it is looked at.
        var fill: (@Sendable (_ number: Int) -> String)?
    }

    static let tables = [
        Table(
            testDescription: "outline",
            name: "apiKeys",
            postgreSQL: """
                CREATE TABLE people (id uuid PRIMARY KEY);
                CREATE TABLE "apiKeys" (
                    id uuid PRIMARY KEY, name varchar(255), secret varchar(255), hash varchar(255) UNIQUE, last4 varchar(4),
                    scope varchar(255)[], "userId" uuid REFERENCES people, "expiresAt" timestamptz,
                    "lastActiveAt" timestamptz, "createdAt" timestamptz NOT NULL, "updatedAt" timestamptz NOT NULL,
                    "deletedAt" timestamptz)
                """,
            sqlite: """
                CREATE TABLE people (id TEXT PRIMARY KEY);
                CREATE TABLE "apiKeys" (
                    id TEXT PRIMARY KEY, name TEXT, secret TEXT, hash TEXT UNIQUE, last4 TEXT, scope TEXT,
                    "userId" TEXT REFERENCES people, "expiresAt" DATETIME, "lastActiveAt" DATETIME,
                    "createdAt" DATETIME NOT NULL, "updatedAt" DATETIME NOT NULL, "deletedAt" DATETIME)
                """,
            says: [
                "stored: { column: hash, scheme: sha256, encoding: hex }", "id: { column: id, made: uuid }",
                "references: people.id }", "name: { column: name", "live: [null], ended: now }",
                "expires: { column: expiresAt, type: timestamp", "used: { column: lastActiveAt",
                "hints: [ { column: last4, last: 4 } ]",
            ],
            asks: ["Whether `hash` is SHA-256 of the whole key", "What keys look like"]
        ),
        Table(
            testDescription: "litellm",
            name: "LiteLLM_VerificationToken",
            postgreSQL: """
                CREATE TABLE "LiteLLM_VerificationToken" (
                    token text PRIMARY KEY, key_name text, key_alias text, user_id text, expires timestamp(3),
                    created_at timestamp(3) DEFAULT CURRENT_TIMESTAMP, updated_at timestamp(3), last_active timestamp(3),
                    blocked boolean, models text[], spend double precision NOT NULL DEFAULT 0)
                """,
            sqlite: """
                CREATE TABLE "LiteLLM_VerificationToken" (
                    token TEXT PRIMARY KEY, key_name TEXT, key_alias TEXT, user_id TEXT, expires DATETIME,
                    created_at DATETIME, updated_at DATETIME, last_active DATETIME, blocked BOOLEAN, models TEXT,
                    spend REAL NOT NULL DEFAULT 0)
                """,
            says: [
                "stored: { column: token, scheme: plain }", "name: { column: key_alias }",
                "active: { column: blocked, live: [false, null], ended: true }",
            ],
            asks: ["Whether `token` holds the key itself"]
        ),
        Table(
            testDescription: "sanctum",
            name: "personal_access_tokens",
            postgreSQL: """
                CREATE TABLE personal_access_tokens (
                    id bigserial PRIMARY KEY, tokenable_type varchar(255) NOT NULL, tokenable_id bigint NOT NULL,
                    name varchar(255) NOT NULL, token varchar(64) NOT NULL UNIQUE, abilities text, last_used_at timestamp,
                    expires_at timestamp, created_at timestamp, updated_at timestamp)
                """,
            sqlite: """
                CREATE TABLE personal_access_tokens (
                    id INTEGER PRIMARY KEY, tokenable_type varchar(255) NOT NULL, tokenable_id bigint NOT NULL,
                    name varchar(255) NOT NULL, token varchar(64) NOT NULL UNIQUE, abilities text, last_used_at datetime,
                    expires_at datetime, created_at datetime, updated_at datetime)
                """,
            says: [
                "stored: { column: token, scheme: sha256, encoding: hex }", "id: { column: id, made: database }",
                "owner: { column: tokenable_id, type: integer }", "tokenable_type: required",
            ],
            asks: ["or the key itself", "no foreign key says", "are UTC"]
        ),
        Table(
            testDescription: "gitea",
            name: "access_token",
            postgreSQL: """
                CREATE TABLE access_token (
                    id bigserial PRIMARY KEY, uid bigint, name varchar(255), token_hash varchar(255) UNIQUE,
                    token_salt varchar(255), token_last_eight varchar(255), scope varchar(255), created_unix bigint,
                    updated_unix bigint)
                """,
            sqlite: """
                CREATE TABLE access_token (
                    id INTEGER PRIMARY KEY, uid INTEGER, name TEXT, token_hash TEXT UNIQUE, token_salt TEXT,
                    token_last_eight TEXT, scope TEXT, created_unix INTEGER, updated_unix INTEGER)
                """,
            says: [
                "salt: { length: ", "lookup: { column: token_last_eight, last: 8 }",
                "created: { column: created_unix, type: epoch }",
            ],
            asks: ["How `token_hash` is made of the key and `token_salt`"]
        ),
        Table(
            testDescription: "django-oauth-toolkit",
            name: "oauth2_provider_accesstoken",
            postgreSQL: """
                CREATE TABLE auth_user (id serial PRIMARY KEY); CREATE TABLE application (id serial PRIMARY KEY);
                CREATE TABLE oauth2_provider_accesstoken (
                    id bigserial PRIMARY KEY, token text NOT NULL, token_checksum varchar(64) NOT NULL UNIQUE,
                    expires timestamptz NOT NULL, scope text NOT NULL, created timestamptz NOT NULL,
                    updated timestamptz NOT NULL, application_id bigint REFERENCES application,
                    user_id integer REFERENCES auth_user)
                """,
            sqlite: """
                CREATE TABLE auth_user (id INTEGER PRIMARY KEY); CREATE TABLE application (id INTEGER PRIMARY KEY);
                CREATE TABLE oauth2_provider_accesstoken (
                    id INTEGER PRIMARY KEY, token text NOT NULL, token_checksum varchar(64) NOT NULL UNIQUE,
                    expires datetime NOT NULL, scope text NOT NULL, created datetime NOT NULL, updated datetime NOT NULL,
                    application_id bigint REFERENCES application, user_id integer REFERENCES auth_user)
                """,
            says: [
                "stored: { column: token, scheme: plain }",
                "derived: [ { column: token_checksum, scheme: sha256, encoding: hex } ]",
                "owner: { column: user_id, type: integer, references: auth_user.id }",
                "expires: { column: expires, type: timestamp", ", required: true }",
                "perIdentity: { application_id: identifies, scope: required }   # a guess: rows have no name",
            ],
            asks: ["Whether `application_id` identifies an identity's rows", "What `scope` holds: where it is"]
        ),
        Table(
            testDescription: "names that are unique with others",
            name: "keys of members",
            postgreSQL: """
                CREATE TABLE members (id serial PRIMARY KEY);
                CREATE TABLE "keys of members" (
                    id serial PRIMARY KEY, "memberId" integer NOT NULL REFERENCES members, label varchar(100) NOT NULL,
                    api_key text NOT NULL UNIQUE, "Tier" text NOT NULL, "Hint" text NOT NULL,
                    created_at timestamptz NOT NULL, UNIQUE ("memberId", label), UNIQUE (label, created_at))
                """,
            sqlite: """
                CREATE TABLE members (id INTEGER PRIMARY KEY);
                CREATE TABLE "keys of members" (
                    id INTEGER PRIMARY KEY, "memberId" integer NOT NULL REFERENCES members, label varchar(100) NOT NULL,
                    api_key TEXT NOT NULL UNIQUE, "Tier" TEXT NOT NULL, "Hint" TEXT NOT NULL,
                    created_at DATETIME NOT NULL, UNIQUE ("memberId", label), UNIQUE (label, created_at))
                """,
            says: ["name: { column: label, unique: true, maximum: 100 }   # unique with `memberId`"],
            asks: ["What `Tier`, `Hint` hold: where they are the same"]
        ),
        Table(
            testDescription: "plain keys of a form, by rows",
            name: "Tokens of ours",
            postgreSQL: """
                CREATE TABLE "Tokens of ours" (
                    id serial PRIMARY KEY, "Label" varchar(20) NOT NULL, api_key text NOT NULL, enabled boolean NOT NULL,
                    created_ms bigint NOT NULL, kind text NOT NULL)
                """,
            sqlite: """
                CREATE TABLE "Tokens of ours" (
                    id INTEGER PRIMARY KEY, "Label" varchar(20) NOT NULL, api_key TEXT NOT NULL, enabled BOOLEAN NOT NULL,
                    created_ms INTEGER NOT NULL, kind TEXT NOT NULL)
                """,
            says: [
                "key: { prefix: ", "bytes: 32, encoding: hex }", "stored: { column: api_key, scheme: plain }",
                "created: { column: created_ms, type: epoch-ms }", "kind: required",
                "active: { column: enabled, live: [true], ended: false }",
            ],
            asks: ["has room for the mark that keyturn appends to names"],
            fill: { number in
                """
                INSERT INTO "Tokens of ours" ("Label", api_key, enabled, created_ms, kind)
                VALUES ('a\(number)', '\(randomKey(prefix: "shop_live_"))', true, 1790000000000, 'x')
                """
            }
        ),
    ]

    static let everywhere = tables.flatMap { table in
        [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed].map { (table, $0) }
    }

    private func world(_ table: Table, _ kind: SeedDatabase.Kind) throws -> (World, SeedDatabase) {
        let world = try World()
        let database = try SeedDatabase(kind)
        try database.execute(kind.isPostgreSQL ? table.postgreSQL : table.sqlite)
        for number in 0..<3 {
            if let fill = table.fill { try database.execute(fill(number)) }
        }
        world.add(Place(name: "prod", database: database))
        world.set("PROD_DATABASE_URL", Place(name: "prod", database: database).urlText)
        return (world, database)
    }

    @Test(arguments: everywhere)
    func `a draft says what it guesses, is valid, and fits the table`(table: Table, kind: SeedDatabase.Kind)
        async throws
    {
        let (world, _) = try world(table, kind)
        let url = "${PROD_DATABASE_URL}"
        let draft = try await world.keyturn("profile", "draft", "--url", url, table.name, "--name", "mine")
        #expect(draft.exitCode == 0, "\(draft)")
        let flat = draft.output.replacing("\n#   ", with: " ")
        for text in table.says + table.asks { #expect(flat.contains(text), "\(text)\n\(draft.output)") }
        try world.write("environments/_profiles.yaml", draft.output)
        try world.write(
            "environments/prod.yaml",
            """
            environment: prod
            database: { url: "\(url)", profile: mine }
            output: ../deploy/prod
            identities: {}

            """
        )
        let valid = try await world.keyturn("validate")
        #expect(valid.exitCode == 0, "\(valid)")
        let check = try await world.keyturn("profile", "check")
        let isServed = !draft.output.contains("This version cannot keep")
        #expect(check.exitCode == (isServed ? 0 : 1), "\(check)\n\(draft.output)")
        if isServed { #expect(check.output.contains("a rotation can write its rows"), "\(check)") }
        let named = try await world.keyturn("profile", "check", "--url", url, "--profile", "mine", "--format", "json")
        #expect(named.exitCode == check.exitCode, "\(named)")
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `a draft by rows keeps keys, and shows none`(kind: SeedDatabase.Kind) async throws {
        let table = try #require(Self.tables.last)
        let (world, database) = try world(table, kind)
        for row in try database.execute("SELECT api_key FROM \"Tokens of ours\"") {
            if let key = row.first.flatMap(\.self) { world.keepSecret(key) }
        }
        let url = "${PROD_DATABASE_URL}"
        let draft = try await world.keyturn("profile", "draft", "--url", url, table.name, "--name", "mine")
        #expect(draft.output.contains("prefix: shop_live_, bytes: 32"), "\(draft)")
        try world.write("environments/_profiles.yaml", draft.output)
        world.mayHoldKeys(["deploy/prod/backend.env"])
        try world.write(
            "environments/prod.yaml",
            """
            environment: prod
            database: { url: "\(url)", profile: mine }
            output: ../deploy/prod
            identities:
              backend:
                key: { name: backend, values: { kind: service } }
                deliver: [{ dotenv: backend.env, variable: API_KEY }]

            """
        )
        if kind.isPostgreSQL {
            // Its label has no room for an end behind the name: that is what the draft asks about.
            let check = try await world.keyturn("profile", "check")
            #expect(check.exitCode == 1, "\(check)")
            #expect((check.output + check.errors).contains("Label"), "\(check)")
            try database.execute("ALTER TABLE \"Tokens of ours\" ALTER COLUMN \"Label\" TYPE varchar(200)")
        }
        #expect(try await world.keyturn("profile", "check").exitCode == 0)
        let applied = try await world.keyturn("apply", "--yes")
        #expect(applied.exitCode == 0, "\(applied)")
        let rotated = try await world.keyturn("rotate", "prod/backend", "--now", "--yes")
        #expect(rotated.exitCode == 0, "\(rotated)")
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
        #expect(try world.read("deploy/prod/backend.env").contains("API_KEY=shop_live_"))
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `a profile that is checked at an address is told by its place, and a table by its nearest name`(
        kind: SeedDatabase.Kind
    ) async throws {
        let (world, database) = try world(try #require(Self.tables.last), kind)
        let profile = """
            profiles:
              mine:
                table: "Token of ours"
                key: { prefix: shop_live_, bytes: 32, encoding: hex }
                stored: { column: api_key }
                name: { column: no_label }

            """
        func check(_ text: String, _ arguments: String...) async throws -> Run {
            try world.write("environments/_profiles.yaml", text)
            return try await world.keyturn(
                ["profile", "check", "--url", "${PROD_DATABASE_URL}", "--profile", "mine"] + arguments
            )
        }
        let near = try await check(profile)
        #expect(near.output.contains("no table Token of ours; did you mean Tokens of ours?"), "\(near)")
        let column = try await check(profile.replacing("Token of", with: "Tokens of"))
        #expect(column.output.replacing(#/\s+/#, with: " ").contains("(environments/_profiles.yaml:2:3)"), "\(column)")
        let unknown = try await check(profile.replacing("bytes: 32", with: "byte: 32"))
        #expect(unknown.errors.contains("--> environments/_profiles.yaml:4:32"), "\(unknown)")
        withExtendedLifetime(database) {}
    }

    @Test func `a table that is not there is answered with those that are, in whatever schema`() async throws {
        let world = try World()
        let database = try SeedDatabase(.postgreSQLBySQL)
        try database.execute(
            "DROP TABLE user_mcp_api_keys, users, pm_provider_connections CASCADE; CREATE SCHEMA \"Auth\"; "
                + "CREATE TABLE \"Auth\".api_keys (id serial PRIMARY KEY)"
        )
        world.set("URL", Place(name: "prod", database: database).urlText)
        let run = try await world.keyturn("profile", "draft", "--url", "${URL}", "api_keys")
        #expect(run.exitCode == 1 && run.errors.contains("There is Auth.api_keys."), "\(run)")
        #expect(run.errors.contains("did you mean Auth.api_keys?"), "\(run)")
    }

    @Test func `what a password hasher makes is not taken for a key`() async throws {
        let world = try World()
        let database = try SeedDatabase(.sqliteDashed)
        try database.execute("CREATE TABLE tokens (id INTEGER PRIMARY KEY, name TEXT, token TEXT, created_at DATETIME)")
        let hash = "$2b$10$" + String(repeating: "x", count: 53)
        try database.execute("INSERT INTO tokens VALUES (1, 'a', '\(hash)', '2026-01-01 00:00:00')")
        let url = Place(name: "prod", database: database).urlText
        let run = try await world.keyturn("profile", "draft", "--url", url, "tokens")
        #expect(run.exitCode == 1, "\(run)")
        #expect(run.output.contains("    # stored: ") && run.output.contains("bcrypt"), "\(run)")
    }

    private static let tokens =
        "CREATE TABLE tokens (id INTEGER PRIMARY KEY, name TEXT, token_hash TEXT, created_at DATETIME, last_seen DATETIME)"

    private func draft(_ table: String, _ values: [String]) async throws -> Run {
        let world = try World()
        let database = try SeedDatabase(.sqliteDashed)
        try database.execute(table)
        for (number, value) in values.enumerated() {
            world.keepSecret(value)
            try database.execute(
                "INSERT INTO tokens VALUES (\(number), 'a', '\(value)', '2026-01-01 00:00:00', '2026-01-02 00:00:00')"
            )
        }
        return try await world.keyturn(
            "profile",
            "draft",
            "--url",
            Place(name: "prod", database: database).urlText,
            "tokens"
        )
    }

    @Test(arguments: [1, 2])
    func `a digest with a salt in it is not drafted as a digest alone`(rows: Int) async throws {
        let values = (0..<rows).map { _ in
            "sha256:\(randomUUID().prefix(8)):" + Fingerprint(of: Secret(text: randomKey())).hex
        }
        let run = try await draft(Self.tokens, values)
        #expect(run.exitCode == 1, "\(run)")
        #expect(run.output.contains("    # stored: { column: token_hash, scheme: sha256"), "\(run)")
        #expect(run.output.contains("not so: its values hold more than a digest"), "\(run)")
        let flat = run.output.replacing("\n#   ", with: " ")
        #expect(flat.contains("They may have a salt in them (`prefix: \"sha256:{salt}:\"`"), "\(run)")
        #expect(flat.contains("Whether `last_seen` is when the key itself was last used"), "\(run)")
        #expect(run.output.contains("used: { column: last_seen, type: timestamp }   # a guess by its name"), "\(run)")
    }

    @Test func `digests behind the name of their scheme are recognised, however many there are`() async throws {
        for rows in [1, 2] {
            let values = (0..<rows).map { _ in "sha256:" + Fingerprint(of: Secret(text: randomKey())).hex }
            let run = try await draft(Self.tokens, values)
            #expect(run.exitCode == 0, "\(run)")
            #expect(run.output.contains("scheme: sha256, encoding: hex, prefix: \"sha256:\" }"), "\(run)")
        }
    }

    @Test func `a column that may end keys in a way of its own is asked about`() async throws {
        let columns = [
            "revoked_at bigint", "deleted_at text", "is_active char(1)", "state text", "suspended text",
            "valid_until bigint",
        ]
        let world = try World()
        let database = try SeedDatabase(.postgreSQLBySQL)
        try database.execute(
            "CREATE TABLE tokens (id bigserial PRIMARY KEY, name text, token_hash text, created_at timestamptz, "
                + "expires_at timestamptz, banned boolean, revocation_date timestamptz, "
                + columns.joined(separator: ", ") + ")"
        )
        let url = Place(name: "prod", database: database).urlText
        let run = try await world.keyturn("profile", "draft", "--url", url, "tokens")
        let text = run.output.split(whereSeparator: \.isWhitespace).filter { $0 != "#" }.joined(separator: " ")
        for column in columns.compactMap({ $0.split(separator: " ").first }) {
            #expect(text.contains("Which values of `\(column)` a live row has"), "\(column): \(run)")
        }
        #expect(text.contains("{ column: banned, live: [false, null], ended: true }"), "\(run)")
        #expect(text.contains("{ column: revocation_date, live: [null], ended: now }"), "\(run)")
    }

    @Test func `one key does not show what keys begin with`() async throws {
        let run = try await draft(Self.tokens.replacing("token_hash", with: "token"), [randomKey()])
        #expect(run.output.contains("# a guess: there is one row"), "\(run)")
        #expect(run.output.contains("What keys look like (`key`): one row does not show the prefix"), "\(run)")
    }

    @Test func `a table that is not there is named, with the nearest one`() async throws {
        let world = try World()
        let place = try world.addEnvironment("prod")
        let run = try await world.keyturn("profile", "draft", "--url", place.urlText, "user_mcp_api_key")
        #expect(run.exitCode == 1)
        #expect(run.errorCodes == ["table-not-found"], "\(run)")
        #expect(run.errors.contains("user_mcp_api_keys"))
        #expect(try await world.keyturn("profile", "draft", "--url", place.urlText, "a.b.c").exitCode == 64)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .postgreSQLByORM, .sqliteDashed])
    func `the seed's table is recognised, and check passes`(kind: SeedDatabase.Kind) async throws {
        let world = try World()
        let place = try world.addEnvironment("prod", kind)
        let run = try await world.keyturn("profile", "draft", "--url", place.urlText, "user_mcp_api_keys")
        #expect(run.exitCode == 0, "\(run)")
        #expect(run.output.contains("`pm-mcp-server` has these tables"), "\(run)")
        #expect(run.output.contains("stored: { column: api_key, scheme: plain }"))
        #expect(run.output.contains("references: users.id"))
        #expect(try await world.keyturn("profile", "check").exitCode == 0)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `check finds a column that is gone, a table that is not there and one that holds rows`(
        kind: SeedDatabase.Kind
    ) async throws {
        let world = try World()
        let place = try world.addEnvironment("prod", kind)
        try place.database.execute("ALTER TABLE user_mcp_api_keys RENAME COLUMN name TO title")
        let gone = try await world.keyturn("profile", "check")
        #expect(gone.exitCode == 1, "\(gone)")
        #expect((gone.output + gone.errors).contains("name"), "\(gone)")
        try place.database.execute("ALTER TABLE user_mcp_api_keys RENAME COLUMN title TO name")
        try place.database.execute(
            "CREATE TABLE uses (key_id \(kind.isPostgreSQL ? "uuid" : "TEXT") REFERENCES user_mcp_api_keys (id))"
        )
        try world.write(
            "environments/_profiles.yaml",
            """
            profiles:
              mine:
                table: user_mcp_api_keys
                stored: { column: api_key }
                id: { column: id, made: uuid }
                owner: { column: user_id, type: uuid, references: users.id }
                name: { column: name }
                created: { column: created_at, type: timestamp }
                perIdentity: { is_active: optional }
              lost: { extends: pm-mcp-server, table: nowhere }

            """
        )
        let url = place.urlText
        let held = try await world.keyturn("profile", "check", "--url", url, "--profile", "mine")
        #expect(held.exitCode == 1 && held.output.contains("uses"), "\(held)")
        let lost = try await world.keyturn("profile", "check", "--url", url, "--profile", "lost")
        #expect(lost.exitCode == 1 && (lost.output + lost.errors).contains("nowhere"), "\(lost)")
    }
}
