import Model
import TestSupport
import Testing

@testable import Stores

/// Columns whose types do not take what a profile writes, as the catalog of each engine tells.
struct ColumnMisfitTests {
    private static func profile(_ change: (inout Profile) -> Void) -> Profile {
        var form = StoredForm(column: "h")
        form.scheme = .sha256
        form.encoding = .hex
        guard let table = TableName("k") else { preconditionFailure("no table name") }
        var profile = Profile(name: "p", table: table, stored: form)
        profile.id = RowIDForm(column: "id", source: .uuid)
        profile.nameColumn = NameColumn(column: "n")
        profile.active = [active([.bool(false)], .value(.bool(true)))]
        profile.created = TimeColumn(column: "c", kind: .timestamptz)
        change(&profile)
        return profile
    }

    private static func active(_ live: [ProfileValue], _ ended: ActiveColumn.Ended) -> ActiveColumn {
        var active = ActiveColumn(column: "revoked", live: live)
        active.ended = ended
        return active
    }

    private static func hint(_ text: String) -> HintColumn {
        guard let template = BracedText(text) else { preconditionFailure("no template: \(text)") }
        return HintColumn(column: "m", pieces: [], template: template)
    }

    /// What is said of one column: `misfit`, how many characters it needs, whether it is filled.
    private func table(_ kind: SeedDatabase.Kind, _ profile: Profile, _ columns: String, _ more: String = "")
        async throws -> StoreSchema.Table
    {
        let database = try SeedDatabase(kind)
        let isStrict = columns.hasSuffix("STRICT")
        let list = isStrict ? String(columns.dropLast(6)) : columns
        try database.execute("\(more)CREATE TABLE k (\(list), n text, h text NOT NULL)\(isStrict ? " STRICT" : "")")
        var served = StoreProfile()
        served.keys.table = "k"
        served.described = KeyTable(profile)
        let store = makeStore(for: database.url, profile: served, options: StoreFixture.options)
        let schema = try #require(try await store.observe(owners: []).schema)
        await store.close()
        return try #require(schema.tables.first { $0.content == .keys })
    }

    private static let postgreSQL: [(change: @Sendable (inout Profile) -> Void, columns: String, misfit: String?)] = [
        ({ _ in }, "id uuid PRIMARY KEY, revoked boolean, c timestamptz", nil),
        (
            { $0.hints = [hint("{last4}")] }, "id uuid PRIMARY KEY, revoked boolean, c timestamptz, m integer",
            "m: a text"
        ),
        (
            { $0.active = [active([.null], .now)] }, "id uuid PRIMARY KEY, revoked bigint, c timestamptz",
            "revoked: the time of the end"
        ),
        ({ $0.active = [active([.null], .now)] }, "id uuid PRIMARY KEY, revoked text, c timestamptz", nil),
        ({ $0.active = [active([.null], .now)] }, "id uuid PRIMARY KEY, revoked timestamptz, c timestamptz", nil),
        ({ $0.active = [active([.null], .now)] }, "id uuid PRIMARY KEY, revoked date, c timestamptz", nil),
        (
            { $0.created = TimeColumn(column: "c", kind: .epochMilliseconds) },
            "id uuid PRIMARY KEY, revoked boolean, c integer", "c: milliseconds since 1970, which need bigint"
        ),
        (
            { $0.created = TimeColumn(column: "c", kind: .epochMilliseconds) },
            "id uuid PRIMARY KEY, revoked boolean, c bigint", nil
        ),
        (
            { $0.created = TimeColumn(column: "c", kind: .epoch) }, "id uuid PRIMARY KEY, revoked boolean, c integer",
            nil
        ),
    ]

    @Test(arguments: postgreSQL.indices)
    func `a type of PostgreSQL that does not take what is written is told`(_ place: Int) async throws {
        let (change, columns, misfit) = Self.postgreSQL[place]
        let table = try await table(.postgreSQLBySQL, Self.profile(change), columns)
        #expect(table.columns.compactMap { column in column.misfit.map { "\(column.name): \($0)" } }.first == misfit)
    }

    private static let sqlite: [(change: @Sendable (inout Profile) -> Void, columns: String, misfit: String?)] = [
        ({ _ in }, "id text PRIMARY KEY, revoked boolean, c text", nil),
        (
            { $0.active = [active([.null], .now)] }, "id text PRIMARY KEY, revoked INTEGER, c text STRICT",
            "revoked: a text"
        ),
        ({ $0.active = [active([.null], .now)] }, "id text PRIMARY KEY, revoked INTEGER, c text", nil),
        (
            { $0.created = TimeColumn(column: "c", kind: .epoch) }, "id text PRIMARY KEY, revoked boolean, c TEXT",
            "c: a whole number"
        ),
        (
            { $0.created = TimeColumn(column: "c", kind: .epochMilliseconds) },
            "id text PRIMARY KEY, revoked boolean, c DATETIME", nil
        ),
    ]

    @Test(arguments: sqlite.indices)
    func `a type of SQLite that does not take what is written is told`(_ place: Int) async throws {
        let (change, columns, misfit) = Self.sqlite[place]
        let table = try await table(.sqliteDashed, Self.profile(change), columns)
        #expect(table.columns.compactMap { column in column.misfit.map { "\(column.name): \($0)" } }.first == misfit)
    }

    @Test func `how long ids, hints and derived texts are is known`() async throws {
        let table = try await table(
            .postgreSQLBySQL,
            Self.profile {
                $0.id = RowIDForm(column: "id", source: .text(length: 20))
                $0.hints = [Self.hint("{first4}...{last4}")]
                var derived = StoredForm(column: "d")
                derived.scheme = .sha256
                derived.encoding = .hex
                $0.derived = [DerivedColumn(derived)]
                $0.active = [Self.active([.null], .now)]
            },
            "id varchar(10) PRIMARY KEY, m varchar(5), d varchar(32), revoked varchar(10), c timestamptz"
        )
        func needed(_ name: String) -> Int? { table.columns.first { $0.name == name }?.needed }
        #expect(["id", "m", "d", "revoked"].map(needed) == [20, 11, 64, 32])
    }

    @Test func `how long a time in ISO 8601 is is known`() async throws {
        let table = try await table(
            .postgreSQLBySQL,
            Self.profile { $0.created = TimeColumn(column: "c", kind: .iso) },
            "id uuid PRIMARY KEY, revoked boolean, c varchar(20)"
        )
        let column = try #require(table.columns.first { $0.name == "c" })
        #expect(column.needed == 24 && column.length == 20)
    }

    @Test func `the labels of an enumeration and the values for it are known`() async throws {
        let table = try await table(
            .postgreSQLBySQL,
            Self.profile { $0.active = [Self.active([.text("live")], .value(.text("gone")))] },
            "id uuid PRIMARY KEY, revoked state NOT NULL, c timestamptz",
            "CREATE TYPE state AS ENUM ('live', 'dead');"
        )
        let column = try #require(table.columns.first { $0.name == "revoked" })
        #expect(column.labels == ["live", "dead"] && column.constants == [.text("live"), .text("gone")])
    }

    @Test(arguments: [
        ("text PRIMARY KEY", true), ("INT PRIMARY KEY", true), ("INTEGER PRIMARY KEY", false),
        ("INTEGER PRIMARY KEY DESC", true),
    ])
    func `an id that SQLite does not fill in is told`(_ type: String, _ isUnfilled: Bool) async throws {
        let table = try await table(
            .sqliteDashed,
            Self.profile { $0.id = RowIDForm(column: "id", source: .database) },
            "id \(type), revoked boolean, c text"
        )
        #expect(table.columns.first { $0.name == "id" }?.isUnfilled == isUnfilled)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `tables whose rows keep a key from being deleted are known where ends are deletions`(
        kind: SeedDatabase.Kind
    ) async throws {
        for (deletes, expected) in [(true, ["uses"]), (false, [])] {
            let database = try SeedDatabase(kind)
            try database.execute(
                """
                CREATE TABLE k (id varchar(36) PRIMARY KEY, n text, h text NOT NULL, revoked boolean, c timestamp);
                CREATE TABLE uses (k varchar(36) REFERENCES k (id));
                CREATE TABLE logs (k varchar(36) REFERENCES k (id) ON DELETE CASCADE);
                """
            )
            var served = StoreProfile()
            served.keys.table = "k"
            served.described = KeyTable(Self.profile { if deletes { $0.active = [] } })
            let store = makeStore(for: database.url, profile: served, options: StoreFixture.options)
            let schema = try #require(try await store.observe(owners: []).schema)
            #expect(schema.tables.first { $0.content == .keys }?.holders == expected)
            await store.close()
        }
    }
}
