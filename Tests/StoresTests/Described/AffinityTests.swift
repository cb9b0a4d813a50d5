import Model
import TestSupport
import Testing

@testable import Stores

/// Texts and numbers in columns of SQLite that make something else of them.
struct AffinityTests {
    private static func profile(_ change: (inout Profile) -> Void = { _ in }) -> Profile {
        var form = StoredForm(column: "h")
        form.scheme = .sha256
        form.encoding = .hex
        guard let table = TableName("k") else { preconditionFailure("no table name") }
        var profile = Profile(name: "p", table: table, stored: form)
        profile.key = .plain(KeyFormat(prefix: "tk_", bytes: 20, encoding: .hex))
        profile.id = RowIDForm(column: "id", source: .uuid)
        profile.nameColumn = NameColumn(column: "n")
        profile.created = TimeColumn(column: "c", kind: .timestamptz)
        change(&profile)
        return profile
    }

    private func store(_ database: SeedDatabase, _ profile: Profile) throws -> any KeyStore {
        makeStore(
            for: database.url,
            profile: try StoreProfile.serving(profile, pepper: nil).get(),
            options: StoreFixture.options
        )
    }

    private static func template(_ text: String) -> BracedText {
        guard let template = BracedText(text) else { preconditionFailure("no template: \(text)") }
        return template
    }

    private static let writers: [(what: String, change: @Sendable (inout Profile) -> Void, isRefused: Bool)] = [
        (
            "a salt",
            {
                $0.stored.salt = KeySalt(length: 4, encoding: .hex)
                $0.stored.salt?.column = "x"
                $0.stored.salt?.place = .before
                $0.lookup = KeyLookup(column: "l", piece: .first(8))
            }, true
        ),
        ("the end of a key", { $0.hints = [HintColumn(column: "x", pieces: [], template: template("{last4}"))] }, true),
        (
            "the end of a key behind points",
            {
                $0.hints = [HintColumn(column: "x", pieces: [], template: template("...{last4}"))]
            }, false
        ),
        ("the beginning of a key with a prefix", { $0.lookup = KeyLookup(column: "x", piece: .first(8)) }, false),
        ("the end that is looked up", { $0.lookup = KeyLookup(column: "x", piece: .last(8)) }, true),
        ("a text id", { $0.id = RowIDForm(column: "x", source: .text(length: 16)) }, true),
        ("a UUID with dashes", { $0.id = RowIDForm(column: "x", source: .uuid) }, false),
        (
            "drawn letters",
            {
                $0.values = [ColumnTemplate(column: "x", value: .text("{text:6}"), template: template("{text:6}"))]
            }, true
        ),
        ("a digest", { $0.stored.column = "x" }, true),
        (
            "a digest with a padding",
            {
                $0.stored.column = "x"
                $0.stored.encoding = .base64
            }, false
        ),
        (
            "another digest",
            {
                var form = StoredForm(column: "x")
                form.scheme = .sha512
                $0.derived = [DerivedColumn(form)]
            }, true
        ),
        (
            "a public part",
            {
                guard let form = try? KeyPattern("{hex:22}") else { return }
                $0.publicID = PublicID(column: "x", form: form)
            }, true
        ),
        (
            "a public part with letters",
            {
                guard let form = try? KeyPattern("pk-{uuid}") else { return }
                $0.publicID = PublicID(column: "x", form: form)
            }, false
        ),
    ]

    @Test(arguments: writers.indices, ["STRING", "NUMERIC", "INTEGER", "REAL", "TEXT", "VARCHAR(80)", "BLOB", ""])
    func `a text that may look like a number is known by its column`(_ place: Int, type: String) async throws {
        let (what, change, isRefused) = Self.writers[place]
        let database = try SeedDatabase(.sqliteDashed)
        try database.execute("CREATE TABLE k (id TEXT, h TEXT, n TEXT, c DATETIME, l TEXT, x \(type))")
        let store = try store(database, Self.profile(change))
        let schema = try #require(try await store.observe(owners: []).schema)
        let column = try #require(schema.tables.first?.columns.first { $0.name == "x" })
        #expect(column.mayBeNumber == isRefused, "\(what)")
        #expect(column.affinity == ColumnAffinity(type: type))
        // The other columns are as they should be.
        #expect(schema.tables.first?.columns.first { $0.name == "c" }?.mayBeNumber == false)
        await store.close()
    }

    @Test func `a UUID without dashes may be a number`() async throws {
        let database = try SeedDatabase(.sqliteDashed)
        try database.execute(
            """
            CREATE TABLE k (id UUID, h TEXT, n TEXT, c DATETIME);
            INSERT INTO k (id) VALUES ('0a345678901234567890123456789012')
            """
        )
        let store = try store(database, Self.profile())
        let schema = try #require(try await store.observe(owners: []).schema)
        #expect(schema.tables.first?.columns.first { $0.name == "id" }?.mayBeNumber == true)
        await store.close()
    }

    private static let values: [(ProfileValue, type: String, stored: String)] = [
        (.number("1.50"), "TEXT", "1.50"), (.number("1.50"), "NUMERIC", "1.5"), (.number("1.50"), "INTEGER", "1.5"),
        (.number("1.50"), "BLOB", "1.5"), (.number("1.50"), "", "1.5"), (.number("7"), "REAL", "7.0"),
        (.number("7"), "TEXT", "7"), (.number("1e3"), "TEXT", "1e3"), (.number("1e3"), "STRING", "1000"),
        (.number("12345678901234567890"), "TEXT", "12345678901234567890"), (.text("007"), "TEXT", "007"),
        (.text("007"), "STRING", "7"), (.text("1e3"), "INTEGER", "1000"), (.text("7"), "INTEGER", "7"),
        (.bool(true), "BOOLEAN", "1"), (.bool(false), "TEXT", "0"), (.text("north"), "INTEGER", "north"),
    ]

    @Test(arguments: values.indices)
    func `an identity finds its rows by what its column keeps of a value`(_ place: Int) async throws {
        let (value, type, stored) = Self.values[place]
        let database = try SeedDatabase(.sqliteDashed)
        try database.execute("CREATE TABLE k (id TEXT, h TEXT, n TEXT, c DATETIME, tenant \(type))")
        let store = try store(
            database,
            Self.profile { $0.perIdentity = [PerIdentityColumn(column: "tenant", demand: .identifies)] }
        )
        let values = [ColumnValue(column: "tenant", value: value)]
        let owner = Owner(id: OwnerID(DescribedOwner(id: "", values: values, keyName: "svc")), email: "", name: "")
        let key = NewKey(
            owner: owner.id,
            name: "svc",
            secret: Secret(text: randomKey(prefix: "tk_")),
            createdAt: now,
            expiresAt: nil,
            values: values
        )
        try await store.issue([key], owners: [], at: now)
        #expect(try database.execute("SELECT CAST(tenant AS TEXT) FROM k") == [[stored]])
        let seen = try await store.observe(owners: [owner])
        #expect(seen.keys.map(\.fingerprint) == [key.fingerprint] && seen.otherKeys.isEmpty)
        await store.close()
    }

    @Test(arguments: ["TEXT", "NUMERIC", "BLOB"])
    func `a decimal that ends a row does, whatever its column makes of it`(type: String) async throws {
        let database = try SeedDatabase(.sqliteDashed)
        try database.execute("CREATE TABLE k (id TEXT, h TEXT, n TEXT, c DATETIME, state \(type))")
        let profile = Self.profile {
            var active = ActiveColumn(column: "state", live: [.number("1.10")])
            active.ended = .value(.number("2.20"))
            $0.active = [active]
        }
        let store = try store(database, profile)
        let owner = Owner(id: OwnerID(DescribedOwner(id: "", keyName: "svc")), email: "", name: "")
        let secret = Secret(text: randomKey(prefix: "tk_"))
        let key = NewKey(owner: owner.id, name: "svc", secret: secret, createdAt: now, expiresAt: nil)
        try await store.issue([key], owners: [], at: now)
        let row = try #require(try await store.observe(owners: [owner]).keys.first)
        #expect(row.isLive(at: now))
        #expect(try await store.end(KeyEndings(deactivated: [row.id]), at: now).deactivated == 1)
        #expect(try await store.observe(owners: [owner]).keys.first?.isLive(at: now) == false)
        await store.close()
    }

    @Test(arguments: [("TEXT", "1.10"), ("TEXT", "1.1"), ("NUMERIC", "1.1"), ("BLOB", "1.1")])
    func `a number that rows must hold is compared as text and as number`(type: String, held: String) async throws {
        let database = try SeedDatabase(.sqliteDashed)
        let literal = type == "BLOB" ? held : "'\(held)'"
        try database.execute(
            """
            CREATE TABLE k (id TEXT, h TEXT, n TEXT, c DATETIME, version \(type));
            INSERT INTO k VALUES ('\(randomUUID())', '\(Fingerprint(of: Secret(text: "x")).hex)', 'svc', NULL, \(literal))
            """
        )
        let store = try store(
            database,
            Self.profile { $0.only = [ColumnValue(column: "version", value: .number("1.10"))] }
        )
        #expect(try await store.observe(owners: []).otherKeys.count == 1)
        await store.close()
    }
}
