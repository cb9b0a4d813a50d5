import Configuration
import Model
import TestSupport

@testable import Stores

/// Tables with digests that are not the keys' fingerprints.
extension DescribedTable {
    private static func shipped(_ name: String) -> Profile {
        guard let profile = ShippedProfiles.profile(name) else { preconditionFailure("no profile \(name)") }
        return profile
    }

    private static func bare(_ name: String, _ table: String, _ form: StoredForm) -> Profile {
        Profile(name: name, table: TableName(table) ?? shipped("outline").table, stored: form)
    }

    /// djangorestframework-api-key: SHA-512 of the whole key, which is a piece and a dot and another piece.
    static let restFramework = DescribedTable(
        testDescription: "drf-api-key",
        profile: shipped("drf-api-key"),
        postgreSQL: ApplicationTables.restFramework.postgreSQL,
        sqlite: ApplicationTables.restFramework.sqlite,
        owner: OwnerID(DescribedOwner(id: "", keyName: "Backend Key"))
    )

    /// Langfuse's: a public part beside a peppered digest, and no end that the server enforces.
    static let langfuse = DescribedTable(
        testDescription: "langfuse",
        profile: shipped("langfuse"),
        postgreSQL: ApplicationTables.langfuse.postgreSQL,
        sqlite: ApplicationTables.langfuse.sqlite,
        owner: OwnerID(DescribedOwner(id: "north")),
        pepper: Secret(text: "a salt of a test")
    )

    /// HMAC-SHA512 with a pepper, numbers made by the database.
    static let strapi = DescribedTable(
        testDescription: "strapi",
        profile: shipped("strapi"),
        postgreSQL: ApplicationTables.strapi.postgreSQL,
        sqlite: ApplicationTables.strapi.sqlite,
        owner: OwnerID(DescribedOwner(id: "", keyName: "Backend Key")),
        values: [ColumnValue(column: "type", value: .text("read-only"))],
        pepper: Secret(text: "a salt of a test")
    )

    /// Like no application's: a schema of its own, mixed case, composite unique, text ids, an inverted flag that may be
    /// null, milliseconds, base64 of a peppered digest.
    static let shop: DescribedTable = {
        var form = StoredForm(column: "Digest")
        form.scheme = .sha256
        form.encoding = .base64
        form.pepper = StoredPepper(variables: "${SHOP_PEPPER}", place: .before)
        var profile = bare("shop", "main.ApiKeys", form)
        profile.key = .plain(KeyFormat(prefix: "shop_", bytes: 24, encoding: .base64url))
        profile.id = RowIDForm(column: "Id", source: .text(length: 20))
        profile.owner = OwnerColumn(column: "OwnerId", kind: .text)
        profile.nameColumn = NameColumn(column: "Label")
        profile.nameColumn?.isUnique = true
        var active = ActiveColumn(column: "Revoked", live: [.bool(false), .null])
        active.ended = .value(.bool(true))
        profile.active = [active]
        profile.expires = TimeColumn(column: "ExpiresMs", kind: .epochMilliseconds)
        profile.created = TimeColumn(column: "CreatedMs", kind: .epochMilliseconds)
        profile.lookup = KeyLookup(column: "Start", piece: .first(11))
        let columns = """
            ("Id" varchar(20) PRIMARY KEY, "OwnerId" text NOT NULL, "Label" varchar(64) NOT NULL,
            "Start" varchar(11) NOT NULL, "Digest" text NOT NULL, "Revoked" boolean, "ExpiresMs" bigint,
            "CreatedMs" bigint NOT NULL, UNIQUE ("OwnerId", "Label"),
            CHECK ("ExpiresMs" IS NULL OR "ExpiresMs" > "CreatedMs"), CHECK (length("Digest") = 44))
            """
        return DescribedTable(
            testDescription: "mixed case, another schema, base64 with a pepper",
            profile: profile,
            postgreSQL: "CREATE SCHEMA main; CREATE TABLE main.\"ApiKeys\" \(columns)",
            sqlite: "CREATE TABLE \"ApiKeys\" \(columns)",
            pepper: Secret(text: "pepper of a test")
        )
    }()

    /// PBKDF2 as Django's hashers write it, with the salt in front of the digest.
    static let django: DescribedTable = {
        var form = StoredForm(column: "hashed")
        form.scheme = .pbkdf2SHA256
        form.encoding = .base64
        form.rounds = 20
        form.length = 32
        form.prefix = "pbkdf2_sha256$20${salt}$"
        form.salt = KeySalt(length: 12, encoding: .alphanumeric)
        var profile = bare("django", "slow_keys", form)
        profile.id = RowIDForm(column: "id", source: .database)
        profile.owner = OwnerColumn(column: "owner", kind: .integer)
        profile.nameColumn = NameColumn(column: "label")
        profile.expires = TimeColumn(column: "expires", kind: .timestamptz)
        profile.created = TimeColumn(column: "created", kind: .timestamptz)
        profile.lookup = KeyLookup(column: "prefix", piece: .first(8))
        let columns = """
            hashed text NOT NULL UNIQUE, owner bigint NOT NULL, label text NOT NULL, prefix varchar(8) NOT NULL
            """
        return DescribedTable(
            testDescription: "PBKDF2 with the salt in front",
            profile: profile,
            postgreSQL: """
                CREATE TABLE slow_keys (id bigserial PRIMARY KEY, \(columns), expires timestamptz, created timestamptz)
                """,
            sqlite: "CREATE TABLE slow_keys (id INTEGER PRIMARY KEY, \(columns), expires datetime, created datetime)"
        )
    }()

    /// Bytes of a digest of the part behind the prefix, with a salt in a column.
    static let salted: DescribedTable = {
        var form = StoredForm(column: "digest")
        form.scheme = .sha512
        form.encoding = .bytes
        form.of = .afterPrefix
        form.salt = KeySalt(length: 16, encoding: .hex)
        form.salt?.column = "salt"
        form.salt?.place = .after
        var profile = bare("salted", "salted_keys", form)
        profile.key = .plain(KeyFormat(prefix: "sk_", bytes: 32, encoding: .hex))
        profile.id = RowIDForm(column: "id", source: .uuid)
        profile.owner = OwnerColumn(column: "owner", kind: .integer)
        profile.nameColumn = NameColumn(column: "label")
        var active = ActiveColumn(column: "ended", live: [.null])
        active.ended = .now
        profile.active = [active]
        profile.expires = TimeColumn(column: "expires", kind: .timestamptz)
        profile.created = TimeColumn(column: "created", kind: .timestamptz)
        profile.lookup = KeyLookup(column: "last_eight", piece: .last(8))
        func columns(_ bytes: String, _ time: String) -> String {
            """
            (id varchar(36) PRIMARY KEY, digest \(bytes) NOT NULL, salt text NOT NULL, owner bigint NOT NULL,
            label text NOT NULL, last_eight varchar(8) NOT NULL, ended \(time), expires \(time), created \(time))
            """
        }
        return DescribedTable(
            testDescription: "bytes with a salt in a column",
            profile: profile,
            postgreSQL: "CREATE TABLE salted_keys \(columns("bytea", "timestamptz"))",
            sqlite: "CREATE TABLE salted_keys \(columns("BLOB", "DATETIME"))"
        )
    }()
}
