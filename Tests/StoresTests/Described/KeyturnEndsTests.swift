import Configuration
import Model
import TestSupport
import Testing

@testable import Stores

/// Tables in which no column holds an end: it is written into the name, and whoever ends a row deletes it, or switches it off.
struct KeyturnEndsTests {
    private static func table(_ name: String, _ change: (inout Profile) -> Void = { _ in }) -> KeyTable {
        guard var profile = ShippedProfiles.profile(name) else { preconditionFailure("no profile \(name)") }
        change(&profile)
        return KeyTable(profile, pepper: Secret(text: "pepper of a test"))
    }

    /// A table, and how it is made on both engines.
    struct Table: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let table: KeyTable
        let columns: String
        let values: [ColumnValue]
    }

    static let tables = [
        Table(
            testDescription: "gitea",
            table: table("gitea") { $0.owner?.references = nil },
            columns: """
                uid bigint, name varchar(255), token_hash varchar(255) UNIQUE, token_salt varchar(255),
                token_last_eight varchar(255), scope varchar(255), created_unix bigint, updated_unix bigint
                """,
            values: [ColumnValue(column: "scope", value: .text("read:repository"))]
        ),
        Table(
            testDescription: "plausible",
            table: table("plausible") { $0.owner?.references = nil },
            columns: """
                user_id bigint NOT NULL, name varchar(255) NOT NULL, key_prefix varchar(255) NOT NULL,
                key_hash varchar(255) NOT NULL UNIQUE, hourly_request_limit integer NOT NULL, inserted_at timestamp NOT NULL,
                updated_at timestamp NOT NULL
                """,
            values: []
        ),
        Table(
            testDescription: "a flag",
            table: table("plausible") {
                $0.owner?.references = nil
                var active = ActiveColumn(column: "revoked", live: [.bool(false), .null])
                active.ended = .value(.bool(true))
                $0.active = [active]
            },
            columns: """
                user_id bigint NOT NULL, name varchar(255) NOT NULL, key_prefix varchar(255) NOT NULL, revoked boolean,
                key_hash varchar(255) NOT NULL UNIQUE, hourly_request_limit integer NOT NULL, inserted_at timestamp NOT NULL,
                updated_at timestamp NOT NULL
                """,
            values: []
        ),
    ]

    private static let everywhere: [(Table, SeedDatabase.Kind)] = tables.flatMap { table in
        [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed].map { (table, $0) }
    }

    private static let owner = Owner(id: OwnerID(DescribedOwner(id: "17")), email: "", name: "")

    private func key(_ table: Table) -> NewKey {
        NewKey(
            owner: Self.owner.id,
            name: "backend",
            secret: Secret(text: randomKey(prefix: "")),
            createdAt: now - .seconds(60),
            expiresAt: nil,
            values: table.values
        )
    }

    @Test(arguments: everywhere)
    func `an end is written into the name, and a row that ended is gone or switched off`(
        table: Table,
        kind: SeedDatabase.Kind
    ) async throws {
        let database = try SeedDatabase(kind)
        let id = kind.isPostgreSQL ? "bigserial" : "integer"
        try database.execute("CREATE TABLE \(table.table.profile.table.text) (id \(id) PRIMARY KEY, \(table.columns))")
        var served = StoreProfile()
        served.keys.table = table.table.profile.table.text
        served.described = table.table
        let store = makeStore(for: database.url, profile: served, options: StoreFixture.options)
        let (old, new) = (key(table), key(table))
        try await store.issue([old, new], owners: [], at: now)
        func row(_ key: NewKey) async throws -> KeyRow? {
            let observation = try await store.observe(owners: [Self.owner])
            #expect(observation.ending == table.table.profile.ending && observation.ending.isByKeyturn)
            return observation.keys.first { $0.fingerprint.digits == key.fingerprint.digits }
        }
        let before = try #require(try await row(old))
        #expect(before.expiresAt == nil && before.isLive(at: now) && before.isIssuedByKeyturn)

        let until = now + .seconds(7_200)
        let name = MarkedName("backend", of: old.fingerprint, until: until).text
        let end = KeyEnd(row: before.id, end: until, name: name)
        let used = table.table.profile.used
        let use = (now - .seconds(30)).microseconds / 1_000_000
        if let used {
            try database.execute("UPDATE \(table.table.profile.table.text) SET \(used.column) = \(use)")
        }
        #expect(try await store.end(KeyEndings(ends: [end]), at: now).retired == 1)
        #expect(try await store.end(KeyEndings(ends: [end]), at: now).retired == 0)
        let retired = try #require(try await row(old))
        #expect(retired.name == "backend" && retired.isLive(at: until + .seconds(86_400)))
        #expect(try #require(retired.expiresAt) >= until)
        // An end is no use of the key.
        #expect(used == nil || retired.lastUsedAt == Instant(secondsSince1970: use))
        #expect(!retired.isEndDue(at: until) && retired.isEndDue(at: until + .seconds(600)))
        #expect(try await row(new)?.expiresAt == nil)

        #expect(try await store.end(KeyEndings(deactivated: [before.id]), at: now).deactivated == 1)
        #expect(try await store.end(KeyEndings(deactivated: [before.id]), at: now).deactivated == 0)
        let ended = try await row(old)
        #expect(table.table.profile.ending.deletes ? ended == nil : ended?.isLive(at: now) == false)
        #expect(try await row(new)?.isLive(at: now) == true)
        #expect(try await store.end(KeyEndings(deactivatedKeys: [new.fingerprint]), at: now).deactivated == 1)
        #expect(try await row(new)?.isLive(at: now) != true)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `a condition that refuses a name with its end in it is told, and one that refuses the deactivation`(
        kind: SeedDatabase.Kind
    ) async throws {
        let table = Self.tables[2]
        let database = try SeedDatabase(kind)
        let id = kind.isPostgreSQL ? "bigserial" : "integer"
        try database.execute(
            """
            CREATE TABLE \(table.table.profile.table.text) (id \(id) PRIMARY KEY, \(table.columns),
                CONSTRAINT short CHECK (length(name) <= 32), CONSTRAINT kept CHECK (revoked IS NOT TRUE))
            """
        )
        var served = StoreProfile()
        served.keys.table = table.table.profile.table.text
        served.described = table.table
        let store = makeStore(for: database.url, profile: served, options: StoreFixture.options)
        let schema = try #require(try await store.observe(owners: [Self.owner]).schema)
        #expect(schema.hasConditions)
        #expect(schema.tables.first { $0.content == .keys }?.ending == table.table.profile.ending)
        let trial = RowTrial(identity: "backend", owner: Self.owner, key: key(table), end: now + .seconds(7_200))
        let found = try await store.objections(to: [trial], at: now)[.keys] ?? []
        #expect(found.map { "\($0.condition ?? "") \($0.write)" }.sorted() == ["kept deactivate", "short retire"])
    }

    @Test func `what a run needs of such a table is the right to rename and to delete`() {
        let rights = Self.tables[0].table.rights(deletes: false)
        #expect(rights.first?.deletes == true && rights.first?.update.contains("name") == true)
        let flagged = Self.tables[2].table.rights(deletes: false)
        #expect(flagged.first?.deletes == false && flagged.first?.update.contains("revoked") == true)
    }
}
