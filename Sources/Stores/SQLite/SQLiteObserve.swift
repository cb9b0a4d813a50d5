internal import FoundationEssentials
internal import GRDB
internal import Model

/// The statement of ``KeyStore/observe(owners:)`` and what its rows mean.
///
/// One statement, so one snapshot. It goes once over each table, whatever indexes there are, because UUIDs are compared
/// in a form that no index has.
struct SQLiteObserve {
    private let profile: StoreProfile
    private let declared: SQLiteDeclared
    private let identity: String

    init(profile: StoreProfile, owners: [Owner], identity: String) {
        self.profile = profile
        declared = SQLiteDeclared(owners)
        self.identity = identity
    }

    private enum Kind: Int64 {
        case owner = 0
        case key = 1
        case otherKey = 2
    }

    private var statement: String {
        let key = profile.keys
        let owner = profile.owners
        let secret = "k.\(quoted(key.key))"
        let lastUsedAt = key.lastUsedAt.map { "k.\(quoted($0))" } ?? "NULL"
        return """
            WITH \(SQLiteDeclared.table)
            SELECT \(Kind.owner.rawValue), NULL, o.\(quoted(owner.id)), o.\(quoted(owner.email)),
                o.\(quoted(owner.name)), NULL, NULL, NULL, NULL, NULL, NULL
            FROM \(quoted(owner.table)) o
            WHERE \(SQLiteValue.hex("o.\(quoted(owner.id))")) IN (SELECT id FROM declared)
                OR o.\(quoted(owner.email)) IN (SELECT email FROM declared)
            UNION ALL
            SELECT iif(d.ord IS NULL, \(Kind.otherKey.rawValue), \(Kind.key.rawValue)), d.ord, k.\(quoted(key.id)),
                k.\(quoted(key.name)), iif(d.ord IS NULL, keyturn_sha256(\(secret)), \(secret)),
                k.\(quoted(key.isActive)), k.\(quoted(key.expiresAt)), k.\(quoted(key.createdAt)), \(lastUsedAt),
                iif(d.ord IS NULL, k.\(quoted(key.owner)), NULL),
                iif(d.ord IS NULL, keyturn_sha256(\(profile.otherSpelling(of: secret))), NULL)
            FROM \(quoted(key.table)) k
            LEFT JOIN declared d ON d.id = \(SQLiteValue.hex("k.\(quoted(key.owner))"))
            WHERE \(secret) IS NOT NULL
            """
    }

    func read(_ database: Database) throws -> StoreObservation {
        var found: [Owner] = []
        var keys: [KeyRow] = []
        var others: [StoreObservation.OtherKey] = []
        let rows = try Row.fetchCursor(database, sql: statement, arguments: [declared.json])
        while let row = try rows.next() {
            switch Int64.fromDatabaseValue(row[0]).flatMap(Kind.init) {
            case .owner:
                let table = profile.owners
                guard let id = OwnerID(row[2] as String? ?? "") else {
                    throw unreadable(table.table, table.id, "it is not a UUID")
                }
                found.append(Owner(id: id, email: row[3] as String? ?? "", name: row[4] as String? ?? ""))
            case .key: keys.append(try key(row))
            case .otherKey: if let key = try other(row) { others.append(key) }
            case nil: throw StoreError.other(message: "a row that the statement cannot make")
            }
        }
        return StoreObservation(
            identity: StoreIdentity(identity),
            owners: found,
            keys: keys,
            otherKeys: others,
            transport: .local
        )
    }

    private func key(_ row: Row) throws -> KeyRow {
        let table = profile.keys
        guard let place = Int.fromDatabaseValue(row[1]), declared.owners.indices.contains(place),
            let id = text(row[2]), let secret = text(row[4])
        else { throw unreadable(table.table, table.key, "it is not a text") }
        let active: DatabaseValue = row[5]
        let isActive = SQLiteValue.bool(active)
        guard active.isNull || isActive != nil else {
            throw unreadable(table.table, table.isActive, "it is neither true nor false, in the row with the id \(id)")
        }
        return KeyRow(
            id: id,
            owner: declared.owners[place].id,
            name: text(row[3]),
            secret: Secret(text: secret),
            isActive: isActive,
            expiresAt: try instant(row[6], table.expiresAt, id),
            createdAt: try instant(row[7], table.createdAt, id),
            lastUsedAt: try instant(row[8], table.lastUsedAt ?? "", id),
            spellings: profile.alsoAccepts
        )
    }

    /// Nil for what was never a key that a server could accept.
    private func other(_ row: Row) throws -> StoreObservation.OtherKey? {
        let table = profile.keys
        let isActive = SQLiteValue.bool(row[5]) ?? false
        guard let digest = Data.fromDatabaseValue(row[4]),
            let fingerprint = digest.withUnsafeBytes({ Fingerprint(digest: $0) })
        else {
            guard isActive else { return nil }
            throw unreadable(table.table, table.key, "it is not a text")
        }
        // A row that is none of ours must not stop anybody: an end that cannot be read counts as none.
        return StoreObservation.OtherKey(
            fingerprint: fingerprint,
            otherSpelling: Data.fromDatabaseValue(row[10]).flatMap { digest in
                digest.withUnsafeBytes { Fingerprint(digest: $0) }
            },
            isActive: isActive,
            expiresAt: SQLiteValue.instant(row[6]),
            id: text(row[2]) ?? "",
            owner: SQLiteValue.owner(row[9]),
            name: text(row[3]),
            createdAt: SQLiteValue.instant(row[7]),
            lastUsedAt: SQLiteValue.instant(row[8])
        )
    }

    private func text(_ value: DatabaseValue) -> String? {
        switch value.storage {
        case .string(let text): text
        case .int64(let number): String(number)
        default: nil
        }
    }

    private func instant(_ value: DatabaseValue, _ column: String, _ id: String) throws -> Instant? {
        if value.isNull { return nil }
        guard let instant = SQLiteValue.instant(value) else {
            throw unreadable(profile.keys.table, column, "it is not a date and time, in the row with the id \(id)")
        }
        return instant
    }

    private func unreadable(_ table: String, _ column: String, _ message: String) -> StoreError {
        .unreadableRow(table: table, column: column, message: message)
    }
}
