internal import Model

/// The statement of ``KeyStore/observe(owners:)`` and what its rows mean.
///
/// One statement, so one snapshot. It goes once over each table, whatever indexes there are, because UUIDs are compared
/// in a form that no index has.
struct SQLiteObserve {
    private let profile: StoreProfile
    private let declared: SQLiteDeclared
    private let identity: StoreIdentity

    init(profile: StoreProfile, owners: [Owner], identity: StoreIdentity) {
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
                o.\(quoted(owner.name)), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
            FROM \(quoted(owner.table)) o
            WHERE \(SQLiteValue.hex("o.\(quoted(owner.id))")) IN (SELECT id FROM declared)
                OR o.\(quoted(owner.email)) IN (SELECT email FROM declared)
            UNION ALL
            SELECT iif(d.ord IS NULL, \(Kind.otherKey.rawValue), \(Kind.key.rawValue)), d.ord, k.\(quoted(key.id)),
                k.\(quoted(key.name)), iif(d.ord IS NULL, keyturn_fingerprint(\(secret)), \(secret)),
                k.\(quoted(key.isActive)), k.\(quoted(key.expiresAt)), k.\(quoted(key.createdAt)), \(lastUsedAt),
                iif(d.ord IS NULL, k.\(quoted(key.owner)), NULL), o.\(quoted(owner.email)), o.\(quoted(owner.name)),
                iif(d.ord IS NULL, keyturn_sha256(\(profile.alsoAccepts.other(of: secret))), NULL)
            FROM \(quoted(key.table)) k
            LEFT JOIN declared d ON d.id = \(SQLiteValue.hex("k.\(quoted(key.owner))"))
            LEFT JOIN \(quoted(owner.table)) o ON d.ord IS NULL AND o.\(quoted(owner.id)) = k.\(quoted(key.owner))
            WHERE \(secret) IS NOT NULL
            """
    }

    /// `catalog` is nil where the schema is not asked for.
    func read(_ database: SQLiteDatabase, catalog: SQLiteCatalog? = nil) throws -> StoreObservation {
        var found: [Owner] = []
        var keys: [KeyRow] = []
        var others: [StoreObservation.OtherKey] = []
        var unreadable: [UnreadableRow] = []
        try database.forEach(statement, [declared.json]) { row in
            switch row[0].integer.flatMap(Kind.init) {
            case .owner:
                let table = profile.owners
                guard !row[2].isNull else {
                    unreadable.append(.withoutID(table.table, table.id, email: text(row[3])))
                    return
                }
                guard let id = OwnerID(text(row[2]) ?? "") else {
                    unreadable.append(
                        UnreadableRow(
                            id: text(row[2]) ?? "",
                            table: table.table,
                            column: table.id,
                            reason: "it is not a UUID",
                            email: text(row[3])
                        )
                    )
                    return
                }
                found.append(Owner(id: id, email: row.text(3) ?? "", name: row.text(4) ?? ""))
            case .key:
                let read = try key(row)
                if let key = read.key { keys.append(key) }
                if let problem = read.problem { unreadable.append(problem) }
            case .otherKey: if let key = other(row) { others.append(key) }
            case nil: throw StoreError.other(message: "a row that the statement cannot make")
            }
        }
        return StoreObservation(
            identity: identity,
            owners: found,
            keys: keys,
            otherKeys: others,
            unreadable: unreadable,
            transport: .local,
            schema: try catalog?.read(database),
            time: catalog == nil ? nil : try SQLiteClock(profile).read(database)
        )
    }

    /// The key of a declared owner's row, and why the row cannot be understood; each nil where there is none.
    private func key(_ row: SQLiteRow) throws -> (key: KeyRow?, problem: UnreadableRow?) {
        let table = profile.keys
        guard let place = row[1].integer.map(Int.init), declared.owners.indices.contains(place) else {
            throw StoreError.other(message: "a row that the statement cannot make")
        }
        let owner = declared.owners[place].id
        func bad(_ column: String, _ reason: String) -> UnreadableRow {
            UnreadableRow(
                id: text(row[2]) ?? "",
                table: table.table,
                column: column,
                reason: reason,
                owner: owner,
                name: text(row[3])
            )
        }
        guard !row[2].isNull else { return (nil, bad(table.id, "it is NULL")) }
        guard let id = text(row[2]) else { return (nil, bad(table.id, "it is not a text")) }
        guard let secret = text(row[4]) else { return (nil, bad(table.key, "it is not a text")) }
        let active = row[5]
        let isActive = SQLiteValue.bool(active)
        let (expires, created) = (row[6], row[7])
        let (expiresAt, createdAt) = (SQLiteValue.instant(expires), SQLiteValue.instant(created))
        let problem: UnreadableRow? =
            if !active.isNull, isActive == nil {
                bad(table.isActive, "it is neither true nor false")
            } else if !expires.isNull, expiresAt == nil {
                bad(table.expiresAt, "it is not a date and time")
            } else if !created.isNull, createdAt == nil {
                bad(table.createdAt, "it is not a date and time")
            } else {
                nil
            }
        let key = KeyRow(
            id: id,
            owner: owner,
            name: text(row[3]),
            plaintext: Secret(text: secret),
            // A server that reads something else into it may accept the key.
            isActive: active.isNull ? nil : isActive ?? true,
            expiresAt: expiresAt,
            createdAt: createdAt,
            // One that cannot be read is unknown, as one that was never written.
            lastUsedAt: SQLiteValue.instant(row[8]),
            spellings: profile.alsoAccepts
        )
        return (key, problem)
    }

    /// Nil for what was never a key that a server could accept.
    private func other(_ row: SQLiteRow) -> StoreObservation.OtherKey? {
        let isActive = SQLiteValue.bool(row[5]) ?? false
        guard let digest = row[4].bytes,
            let fingerprint = digest.withUnsafeBytes({ Fingerprint(marked: $0, row: text(row[2]) ?? "") })
        else { return nil }
        // A row that is not ours must not stop anyone: an end that cannot be read counts as none.
        return StoreObservation.OtherKey(
            fingerprint: fingerprint,
            otherSpelling: row[12].bytes.flatMap { digest in
                digest.withUnsafeBytes { Fingerprint(digest: $0) }
            },
            isActive: isActive,
            expiresAt: SQLiteValue.instant(row[6]),
            id: text(row[2]) ?? "",
            owner: SQLiteValue.owner(row[9]),
            ownerEmail: text(row[10]),
            ownerName: text(row[11]),
            name: text(row[3]),
            createdAt: SQLiteValue.instant(row[7]),
            lastUsedAt: SQLiteValue.instant(row[8])
        )
    }

    private func text(_ value: SQLiteCell) -> String? {
        switch value {
        case .text(let text): text
        case .integer(let number): String(number)
        default: nil
        }
    }
}
