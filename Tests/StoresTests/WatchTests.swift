import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

@testable import Stores

@Suite struct WatchTests {
    private static let location = SourceLocation(file: "environments/prod.yaml", line: 7, column: 5)

    private func watch(
        _ table: String = "pm_provider_connections",
        _ columns: [String] = ["api_key", "api_token"],
        labels: [String] = ["name", "provider_type"],
        age: String? = "created_at"
    ) -> Watch {
        Watch(
            source: .table(.init(name: table, columns: columns, labels: labels, ageColumn: age)),
            maxAge: .seconds(60),
            location: Self.location
        )
    }

    private func credential(
        _ column: String,
        _ secret: String,
        _ labels: [String],
        since: Instant? = now
    ) -> WatchedCredential {
        WatchedCredential(
            source: .column(table: "pm_provider_connections", column: column, labels: labels),
            fingerprint: fingerprint(secret),
            since: since,
            maxAge: .seconds(60),
            location: Self.location
        )
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `credentials come as fingerprints with labels and age, in an order of their own`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let fixture = try StoreFixture(kind)
        let (key, token, other) = (randomKey(prefix: "op_"), randomKey(prefix: "jira_"), "kürzer; than 'a key' ")
        try fixture.database.insertProvider("Zeta", key: key, token: token, createdAt: now)
        try fixture.database.insertProvider("Alpha", type: "clickup", token: other, createdAt: nil)
        try fixture.database.insertProvider("None", key: "", createdAt: now)
        let seen = await fixture.store.watch([watch()])
        #expect(seen.problems == [])
        #expect(
            seen.credentials == [
                credential("api_token", other, ["Alpha", "clickup"], since: nil),
                credential("api_key", key, ["Zeta", "jira"]), credential("api_token", token, ["Zeta", "jira"]),
            ]
        )
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `a credential that was renewed in place is as old as its renewal`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let database = fixture.database
        for name in ["Kept", "Renewed"] {
            try database.insertProvider(name, token: randomKey(), createdAt: now - .seconds(9_000))
        }
        try database.execute("ALTER TABLE pm_provider_connections ADD COLUMN updated_at TIMESTAMP")
        try database.execute(
            "UPDATE pm_provider_connections SET updated_at = \(database.time(now)) WHERE name = 'Renewed'"
        )
        let seen = await fixture.store.watch([watch()])
        #expect(seen.problems == [])
        #expect(seen.credentials.map(\.since) == [now - .seconds(9_000), now])
        let changed = await fixture.store.watch([watch(age: "updated_at")])
        #expect(changed.credentials.map(\.since) == [nil, now])
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `what is watched need have no label and no age, and may be several tables`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let fixture = try StoreFixture(kind)
        let (token, key) = (randomKey(), randomKey())
        let backend = owner()
        try fixture.database.insertProvider("Jira", token: token, createdAt: now)
        try fixture.database.insert(backend)
        try fixture.database.insertKey(key, owner: backend.id, name: nil, createdAt: now)
        let watches = [
            watch(labels: [], age: nil), watch("nowhere"), watch("user_mcp_api_keys", ["api_key"], labels: ["name"]),
        ]
        let seen = await fixture.store.watch(watches)
        #expect(seen.credentials.map(\.fingerprint) == [fingerprint(token), fingerprint(key)])
        #expect(seen.credentials.map(\.labels) == [[], ["-"]])
        #expect(seen.credentials.map(\.since) == [nil, now])
        #expect(seen.problems.map(\.what) == ["nowhere"])
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `a schema, bytes, and names of any kind can be watched`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let schema = kind.isPostgreSQL ? "\"Odd one\"" : "main"
        let bytes = kind.isPostgreSQL ? "bytea" : "BLOB"
        let blob = kind.isPostgreSQL ? "'\\x00ff41'" : "x'00ff41'"
        try fixture.database.execute(
            """
            \(kind.isPostgreSQL ? "CREATE SCHEMA \(schema);" : "")
            CREATE TABLE \(schema)."Tab ""le" ("a.b" \(bytes), "Select" TEXT, "when" TEXT);
            INSERT INTO \(schema)."Tab ""le" VALUES (\(blob), 'x y', '2026-11-20'), (NULL, 'z', 'yesterday');
            """
        )
        let name = kind.isPostgreSQL ? "Odd one.Tab \"le" : "main.Tab \"le"
        let seen = await fixture.store.watch([watch(name, ["a.b", "Select"], labels: [], age: "when")])
        #expect(seen.problems == [])
        #expect(
            Set(seen.credentials.map(\.fingerprint))
                == [Fingerprint(of: Secret([0, 0xFF, 0x41])), fingerprint("x y"), fingerprint("z")]
        )
        #expect(Set(seen.credentials.map { $0.since?.iso8601 }) == ["2026-11-20T00:00:00Z", nil])
    }

    @Test(
        arguments: SeedDatabase.Kind.allCases,
        [
            ("nowhere", ["a"], "the database has no such table"),
            ("nowhere.pm_provider_connections", ["api_key"], "the database has no such table"),
            ("pm_provider_connections", ["api_key", "api_tokn"], "the table has no column api_tokn"),
            (
                "pm_provider_connections", ["a\"; DROP TABLE users; --"],
                "the table has no column a\"; DROP TABLE users; --"
            ),
        ]
    )
    func `what is missing is reported by its name, and the store still works`(
        _ kind: SeedDatabase.Kind,
        _ broken: (table: String, columns: [String], reason: String)
    ) async throws {
        let fixture = try StoreFixture(kind)
        _ = try await fixture.store.observe(owners: [])
        let seen = await fixture.store.watch([watch(broken.table, broken.columns)])
        #expect(seen.credentials == [])
        #expect(seen.problems.map(\.reason) == [broken.reason])
        #expect(seen.problems.map(\.location) == [Self.location])
        let backend = owner()
        try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now)
        #expect(try await fixture.store.observe(owners: [backend]).keys.count == 1)
    }

    @Test func `a label or an age column that is missing is told too`() async throws {
        for kind in [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed] {
            let fixture = try StoreFixture(kind)
            let seen = await fixture.store.watch([watch(labels: ["nam"], age: "createdAt")])
            #expect(seen.problems.map(\.reason) == ["the table has no column createdAt, nam"])
        }
    }

    @Test func `a type that holds no credential is refused by name`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        try fixture.database.execute(
            "CREATE DOMAIN token AS text; CREATE TABLE t (good token, id uuid, bad boolean, day date, flag boolean)"
        )
        let token = randomKey()
        try fixture.database.execute("INSERT INTO t VALUES ('\(token)', NULL, true, '2026-11-20', true)")
        let good = await fixture.store.watch([watch("t", ["good", "id"], labels: ["flag"], age: "day")])
        #expect(good.problems == [])
        #expect(good.credentials.map(\.fingerprint) == [fingerprint(token)])
        #expect(good.credentials.map(\.labels) == [["true"]])
        #expect(good.credentials.map { $0.since?.iso8601 } == ["2026-11-20T00:00:00Z"])
        let bad = await fixture.store.watch([watch("t", ["bad"], labels: [], age: nil)])
        #expect(bad.problems.map(\.reason) == ["its column bad holds neither text nor bytes: its type is boolean"])
        let flag = await fixture.store.watch([watch("t", ["good"], labels: [], age: "flag")])
        #expect(flag.problems.map(\.reason) == ["its column flag holds no date and time: its type is boolean"])
    }

    /// What a JSON column is declared as; SQLite has no type of its own for it.
    private static let documents: [(SeedDatabase.Kind, String)] = SeedDatabase.Kind.allCases.flatMap { kind in
        (kind.isPostgreSQL ? ["jsonb", "json", "text"] : ["JSON", "TEXT"]).map { (kind, $0) }
    }

    @Test(arguments: documents)
    func `what may be a credential in a JSON document is compared, and documents as wholes are not`(
        _ kind: SeedDatabase.Kind,
        _ type: String
    ) async throws {
        let fixture = try StoreFixture(kind)
        let (first, second, third) = (randomKey(prefix: "a_"), randomKey(prefix: "b_"), randomKey(prefix: "c_"))
        try fixture.database.execute("CREATE TABLE settings (name TEXT, config \(type), token TEXT)")
        let documents = [
            #" {"token" : "\#(first)", "nested": [{"x": "\#(second)"}, 7, "short", "two words of some length"]}"#,
            #"["\#(second)", "https://jira.example.com/rest/api/2", "\u00e4 \"quoted\" and long enough"]"#,
            #"{"a_name_that_is_longer_than_a_key" : "x", "\#(third)" :1}"#, "{}", "[]",
        ]
        for (index, document) in documents.enumerated() {
            try fixture.database.execute(
                "INSERT INTO settings VALUES ('\(index)', '\(document)', \(index == 0 ? "'\(third)'" : "NULL"))"
            )
        }
        let seen = await fixture.store.watch([watch("settings", ["config", "token"], labels: ["name"], age: nil)])
        #expect(seen.problems == [])
        let found = seen.credentials.map { credential in
            if case .column(_, let column, let labels) = credential.source {
                "\(labels[0]) \(column) \(credential.fingerprint.hex)"
            } else {
                "-"
            }
        }
        let inFirst = [first, second].map(fingerprint).sorted().map { "0 config \($0.hex)" }
        #expect(found == inFirst + ["0 token \(fingerprint(third).hex)", "1 config \(fingerprint(second).hex)"])
    }

    @Test func `a right that is missing is reported with the grant that fixes it`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        let role = "role_\(randomUUID().prefix(8))"
        let token = randomKey()
        try fixture.database.insertProvider("Jira", token: token, createdAt: now)
        try fixture.database.execute(
            """
            CREATE ROLE \(role) LOGIN; GRANT SELECT ON users, user_mcp_api_keys TO \(role);
            GRANT SELECT (api_key, created_at) ON pm_provider_connections TO \(role);
            CREATE SCHEMA closed; CREATE TABLE closed.t (a text);
            """
        )
        let name = fixture.database.name
        let url = try PostgreSQLCluster.shared().url(name).replacing("//\(PostgreSQLCluster.role)@", with: "//\(role)@")
        let store = makeStore(for: .postgresql(Secret(text: url)))
        _ = try await store.observe(owners: [])
        let denied = await store.watch([watch(), watch("closed.t", ["a"], labels: [], age: nil)])
        #expect(
            denied.problems.map(\.reason) == [
                "the database user is not allowed to read its columns api_token, name, provider_type",
                "the database user is not allowed to read it",
            ]
        )
        #expect(
            denied.problems.map(\.fix) == [
                "GRANT SELECT (api_token, name, provider_type) ON pm_provider_connections TO the user of `database.url`",
                "GRANT USAGE ON SCHEMA closed TO the user of `database.url`, then GRANT SELECT (a) ON closed.t TO the user "
                    + "of `database.url`",
            ]
        )
        try fixture.database.execute(
            "GRANT SELECT (api_token, name, provider_type) ON pm_provider_connections TO \(role)"
        )
        let granted = await store.watch([watch()])
        #expect(granted.problems == [])
        #expect(granted.credentials.map(\.fingerprint) == [fingerprint(token)])
        try fixture.database.execute("ALTER TABLE pm_provider_connections ENABLE ROW LEVEL SECURITY")
        let hidden = await store.watch([watch()])
        #expect(hidden.credentials == [])
        #expect(hidden.problems.map(\.reason) == ["row-level security hides some of its rows from the database user"])
    }

    @Test(.timeLimit(.minutes(5))) func `a hundred thousand rows are read in one pass`() async throws {
        for kind in [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed] {
            let fixture = try StoreFixture(kind)
            let numbers =
                kind.isPostgreSQL
                ? "generate_series(1, 100000) AS s(i)"
                : "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i FROM n)"
            let id = kind.isPostgreSQL ? "gen_random_uuid()" : "i"
            try fixture.database.execute(
                """
                INSERT INTO pm_provider_connections (id, name, provider_type, api_token, created_at)
                SELECT \(id), 'Provider ' || i, 'jira', 'token-' || i, '2026-11-20' FROM \(numbers)
                """
            )
            let seen = await fixture.store.watch([watch()])
            #expect(seen.credentials.count == 100_000 && seen.problems == [])
            #expect(seen.credentials.first?.labels == ["Provider 1", "jira"])
        }
    }

    @Test func `no credential leaves a PostgreSQL server, nor is in its log`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        let token = "jira-\(randomUUID())"
        try fixture.database.execute(
            "INSERT INTO pm_provider_connections (name, provider_type, api_token) VALUES ('Jira', 'jira', md5('\(token)'))"
        )
        let secret = try #require(try fixture.database.execute("SELECT md5('\(token)')").first?.first ?? nil)
        let seen = await fixture.store.watch([watch()])
        #expect(seen.credentials.map(\.fingerprint) == [fingerprint(secret)])
        #expect(try !PostgreSQLCluster.shared().logText().contains(secret))
    }
}
