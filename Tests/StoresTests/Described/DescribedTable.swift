import Configuration
import Model
import TestSupport
import Testing

@testable import Stores

/// A key table that an application might have, as its own migration makes it, and the profile of it.
struct DescribedTable: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let profile: Profile
    let postgreSQL: String
    let sqlite: String

    /// The owner's row, where there must be one.
    var owner = OwnerID(DescribedOwner(id: "17"))
    var values: [ColumnValue] = []
    var pepper: Secret?

    /// Every table, on every engine.
    static let everywhere: [(DescribedTable, SeedDatabase.Kind)] = all.flatMap { table in
        [SeedDatabase.Kind.postgreSQLBySQL, .postgreSQLInOtherZones, .sqliteDashed].map { (table, $0) }
    }

    static let all = [
        proxy, wiki, credentials, tokens, texts, restFramework, strapi, shop, django, salted, unleash, local, numbered,
        drawn,
    ]

    private static func shipped(_ name: String) -> Profile {
        guard let profile = ShippedProfiles.profile(name) else { preconditionFailure("no profile \(name)") }
        return profile
    }

    private static func time(_ column: String, _ kind: TimeColumn.Kind) -> TimeColumn {
        TimeColumn(column: column, kind: kind)
    }

    /// LiteLLM's: the digest is the primary key, a flag that is null for live rows, no one owns rows.
    static let proxy = DescribedTable(
        testDescription: "litellm",
        profile: shipped("litellm"),
        postgreSQL: ApplicationTables.liteLLM.postgreSQL,
        sqlite: ApplicationTables.liteLLM.sqlite,
        owner: OwnerID(DescribedOwner(id: "", keyName: "Backend Key")),
        values: [
            ColumnValue(column: "team_id", value: .text("platform")),
            ColumnValue(column: "max_budget", value: .number("50")),
        ]
    )

    /// Outline's: mixed case, UUIDs, a null time for live rows.
    static let wiki = DescribedTable(
        testDescription: "outline",
        profile: shipped("outline"),
        postgreSQL: "DROP TABLE users CASCADE;" + ApplicationTables.outline.postgreSQL,
        sqlite: "DROP TABLE user_mcp_api_keys; DROP TABLE users;" + ApplicationTables.outline.sqlite,
        owner: OwnerID(ApplicationTables.outlineOwner) ?? OwnerID(DescribedOwner(id: "")),
        values: [ColumnValue(column: "scope", value: .json("[\"read\", \"a \\\"b\\\"\"]"))]
    )

    /// Digests as bytes, a status of several live values, milliseconds, constants, a tenant that identifies.
    static let credentials: DescribedTable = {
        var form = StoredForm(column: "Digest")
        form.scheme = .sha256
        form.encoding = .bytes
        var profile = Profile(
            name: "credentials",
            table: TableName("ApiCredentials") ?? shipped("outline").table,
            stored: form
        )
        profile.id = RowIDForm(column: "Id", source: .database)
        profile.owner = OwnerColumn(column: "OwnerId", kind: .integer)
        profile.owner?.references = OwnerColumn.Reference("Accounts.Id")
        profile.only = [ColumnValue(column: "Kind", value: .text("Service\\Key's"))]
        profile.nameColumn = NameColumn(column: "Label")
        profile.nameColumn?.isUnique = true
        var active = ActiveColumn(column: "Status", live: [.text("active"), .text("rotating")])
        active.ended = .value(.text("revoked"))
        profile.active = [active]
        profile.expires = time("ExpiresMs", .epochMilliseconds)
        profile.created = time("CreatedMs", .epochMilliseconds)
        profile.used = time("UsedMs", .epochMilliseconds)
        profile.perIdentity = [
            PerIdentityColumn(column: "Tenant", demand: .identifies),
            PerIdentityColumn(column: "Note", demand: .optional),
        ]
        let columns = """
            "OwnerId" integer NOT NULL REFERENCES "Accounts", "Kind" text NOT NULL, "Label" varchar(64) NOT NULL UNIQUE,
            "ExpiresMs" bigint, "CreatedMs" bigint NOT NULL, "UsedMs" bigint, "Tenant" text NOT NULL,
            "Note" text NOT NULL DEFAULT 'none'
            """
        return DescribedTable(
            testDescription: "bytes, milliseconds, tenants",
            profile: profile,
            postgreSQL: """
                CREATE TABLE "Accounts" ("Id" integer PRIMARY KEY); INSERT INTO "Accounts" VALUES (17);
                CREATE TYPE status AS ENUM ('active', 'rotating', 'revoked');
                CREATE TABLE "ApiCredentials" ("Id" bigserial PRIMARY KEY, "Digest" bytea NOT NULL UNIQUE,
                    "Status" status NOT NULL, \(columns))
                """,
            sqlite: """
                CREATE TABLE "Accounts" ("Id" INTEGER PRIMARY KEY); INSERT INTO "Accounts" VALUES (17);
                CREATE TABLE "ApiCredentials" ("Id" INTEGER PRIMARY KEY, "Digest" BLOB NOT NULL UNIQUE,
                    "Status" TEXT NOT NULL, \(columns))
                """,
            owner: OwnerID(
                DescribedOwner(id: "17", values: [ColumnValue(column: "Tenant", value: .text("north"))])
            ),
            values: [ColumnValue(column: "Tenant", value: .text("north"))]
        )
    }()

    /// Base64 behind a prefix in a schema of its own, seconds, an end by expiry alone.
    static let tokens: DescribedTable = {
        var form = StoredForm(column: "token")
        form.scheme = .sha256
        form.encoding = .base64
        form.prefix = "sha256$"
        var profile = Profile(name: "tokens", table: TableName("tokens") ?? shipped("outline").table, stored: form)
        profile.id = RowIDForm(column: "id", source: .text(length: 16))
        profile.owner = OwnerColumn(column: "owner", kind: .text)
        profile.nameColumn = NameColumn(column: "title")
        profile.expires = time("expires", .epoch)
        profile.created = time("created", .epoch)
        profile.updated = time("changed", .epoch)
        profile.used = time("changed", .epoch)
        profile.lookup = KeyLookup(column: "start", piece: .first(8))
        profile.values = [ColumnTemplate(column: "scopes", value: .json("{\"all\": true}"))]
        let columns = """
            (id varchar(16) PRIMARY KEY, token text NOT NULL UNIQUE, owner text NOT NULL, title text NOT NULL,
            expires bigint, created bigint NOT NULL, changed bigint NOT NULL, start varchar(8) NOT NULL, scopes json NOT NULL)
            """
        return DescribedTable(
            testDescription: "base64, seconds, ends by expiry alone",
            profile: profile,
            postgreSQL: "CREATE TABLE tokens \(columns)",
            sqlite: "CREATE TABLE tokens \(columns)"
        )
    }()

    /// The keys themselves, numbered by the database, an end as text.
    static let texts: DescribedTable = {
        var profile = Profile(
            name: "texts",
            table: TableName("plain_keys") ?? shipped("outline").table,
            stored: StoredForm(column: "secret")
        )
        profile.id = RowIDForm(column: "id", source: .database)
        profile.owner = OwnerColumn(column: "owner", kind: .integer)
        profile.nameColumn = NameColumn(column: "label")
        var active = ActiveColumn(column: "disabled", live: [.number("0")])
        active.ended = .value(.number("1"))
        profile.active = [active]
        profile.expires = time("ends", .iso)
        profile.created = time("made", .iso)
        let columns = "secret text NOT NULL, owner bigint, label text, disabled smallint NOT NULL, ends text, made text"
        return DescribedTable(
            testDescription: "plain keys with numbers, times as text",
            profile: profile,
            postgreSQL: "CREATE TABLE plain_keys (id serial PRIMARY KEY, \(columns))",
            sqlite: "CREATE TABLE plain_keys (id INTEGER PRIMARY KEY, \(columns))"
        )
    }()

    /// A database with the table.
    func database(_ kind: SeedDatabase.Kind) throws -> SeedDatabase {
        let database = try SeedDatabase(kind)
        try database.execute(kind.isPostgreSQL ? postgreSQL : sqlite)
        return database
    }

    func store(on database: SeedDatabase) throws -> any KeyStore {
        makeStore(
            for: database.url,
            profile: try StoreProfile.serving(profile, pepper: pepper).get(),
            options: StoreFixture.options
        )
    }

    /// Of the table's form.
    private func key(_ rowID: String) -> Secret {
        switch profile.key {
        case .plain(let format) where format != KeyFormat(prefix: "", bytes: 32, encoding: .hex):
            format.key(from: (0..<format.bytes).map { _ in UInt8.random(in: 0...255) })
        case .plain: Secret(text: randomKey(prefix: "sk-"))
        case .pattern(let pattern):
            KeyFormat(profile.drawnID == nil ? pattern : pattern.filled(rowID: rowID)).key(
                from: (0..<32).map { _ in UInt8.random(in: 0...255) }
            )
        }
    }

    func key(createdAt: Instant = now, expiresAt: Instant? = nil) -> NewKey {
        // As if it had been drawn.
        let secret = key(String(Int.random(in: 1_000_000...1_000_000_000)))
        return NewKey(
            owner: owner,
            name: "Backend Key",
            secret: secret,
            createdAt: createdAt,
            expiresAt: expiresAt,
            publicID: profile.publicID?.text(from: (0..<32).map { _ in UInt8.random(in: 0...255) }),
            rowID: profile.key.pattern?.rowID(in: secret),
            values: values
        )
    }

    var declared: Owner { Owner(id: owner, email: "", name: "") }

    /// As its columns keep it.
    func kept(_ instant: Instant, isEnd: Bool = false) -> Instant {
        let unit: Duration =
            switch profile.expires?.sqlite {
            case .epoch: .seconds(1)
            case .epochMilliseconds, .iso: .milliseconds(1)
            case .timestamp where testDescription == "litellm": .milliseconds(1)
            default: .microseconds(1)
            }
        return isEnd ? instant.raised(to: unit) : instant.cut(to: unit)
    }
}
