internal import Model

/// The statements of ``KeyStore/end(_:at:)``, within a transaction: each prepared once, and run for each row where rows
/// are named.
///
/// An end that is no date is no end: such a row is live while it is active.
struct SQLiteEnd {
    let profile: StoreProfile
    let endings: KeyEndings
    let now: Instant

    func write(_ database: SQLiteDatabase) throws -> EndedRows {
        let bystanders = SQLiteBystanders(
            profile: profile,
            now: now,
            asked: Set(endings.deactivated + endings.deleted),
            ends: Dictionary(endings.ends.map { ($0.row, $0.end) }, uniquingKeysWith: min),
            keys: Set(endings.deactivatedKeys)
        )
        var ended = EndedRows()
        try bystanders.guarding(database, { .endsOtherKeys(message: $0) }) {
            ended = try change(database)
            if try SQLiteSideEffects.arePossible(database) { try prove(database) }
        }
        return ended
    }

    /// - Returns: how many rows were changed.
    func change(_ database: SQLiteDatabase) throws -> EndedRows {
        var ended = EndedRows()
        ended.retired = try retire(database)
        ended.deactivated = try deactivate(database) + deactivateKeys(database)
        ended.deleted = try delete(database)
        return ended
    }

    /// The condition keeps an earlier end and makes a second run write nothing.
    private func retire(_ database: SQLiteDatabase) throws -> Int {
        guard !endings.ends.isEmpty else { return 0 }
        let update = try database.prepare(
            "UPDATE \(table) SET \(expiresAt) = ?2\(updatedAt("?4")) WHERE \(id) = ?1 AND \(endsAfter("?3"))"
        )
        let time = now.databaseText
        var count = 0
        for end in endings.ends {
            var arguments: [any SQLiteArgument] = [end.row, end.end.databaseText, end.end.microseconds]
            if profile.keys.updatedAt != nil { arguments += [time] }
            try update.execute(arguments)
            count += database.changesCount
        }
        return count
    }

    private func deactivate(_ database: SQLiteDatabase) throws -> Int {
        guard !endings.deactivated.isEmpty else { return 0 }
        let update = try database.prepare(
            "\(deactivation) WHERE \(id) = ?3 AND (NOT \(isOff) OR \(endsAfter("?2")))"
        )
        let time = now.databaseText
        var count = 0
        for row in endings.deactivated {
            try update.execute([time, now.microseconds, row])
            count += database.changesCount
        }
        return count
    }

    private func deactivateKeys(_ database: SQLiteDatabase) throws -> Int {
        guard !endings.deactivatedKeys.isEmpty else { return 0 }
        try database.execute(
            "\(deactivation) WHERE \(isActive) AND \(hasKey("?3"))",
            [now.databaseText, now.microseconds, digests]
        )
        return database.changesCount
    }

    /// The condition is in the statement itself: a row that someone revived since it was read is kept.
    private func delete(_ database: SQLiteDatabase) throws -> Int {
        guard !endings.deleted.isEmpty else { return 0 }
        let delete = try database.prepare("DELETE FROM \(table) WHERE \(id) = ?1 AND \(isDead("?2"))")
        var count = 0
        for row in endings.deleted {
            try delete.execute([row, now.microseconds])
            count += database.changesCount
        }
        return count
    }

    /// Proves that every row is as it was written: a trigger may undo a statement without any error.
    ///
    /// - Throws: ``StoreError/constraint(message:)`` where one is not.
    func prove(_ database: SQLiteDatabase) throws {
        let ends = endings.ends.map { ($0.row, $0.end) }
        let open = try count(database, endsAfter("?2"), ends)
        guard open == 0 else { throw StoreError.constraint(message: AlteredRows.ends(open, of: ends.count)) }

        let deactivated = endings.deactivated.map { ($0, now) }
        let active = try count(database, "(NOT \(isOff) OR \(endsAfter("?2")))", deactivated)
        guard active == 0 else {
            throw StoreError.constraint(message: AlteredRows.deactivated(active, of: deactivated.count))
        }

        if !endings.deactivatedKeys.isEmpty {
            let sql = "SELECT count(*) FROM \(table) WHERE \(isActive) AND \(hasKey("?1"))"
            let count = try database.first(sql, [digests]) { $0[0].integer ?? 0 } ?? 0
            guard count == 0 else { throw StoreError.constraint(message: AlteredRows.stillActive(Int(count))) }
        }

        let deleted = endings.deleted.map { ($0, now) }
        let dead = try count(database, isDead("?2"), deleted)
        guard dead == 0 else { throw StoreError.constraint(message: AlteredRows.deleted(dead, of: deleted.count)) }
    }

    /// How many of the rows meet a condition on `?2`, the moment beside each.
    private func count(_ database: SQLiteDatabase, _ condition: String, _ rows: [(String, Instant)]) throws -> Int {
        guard !rows.isEmpty else { return 0 }
        let select = try database.prepare("SELECT 1 FROM \(table) WHERE \(id) = ?1 AND \(condition)")
        return try rows.count { row, moment in
            try select.first([row, moment.microseconds]) { _ in true } != nil
        }
    }

    /// With now as `?1`, and in microseconds as `?2`.
    private var deactivation: String {
        """
        UPDATE \(table) SET \(quoted(profile.keys.isActive)) = 0,
            \(expiresAt) = iif(\(endsAfter("?2")), ?1, \(expiresAt))\(updatedAt("?1"))
        """
    }

    private var table: String { quoted(profile.keys.table) }
    private var id: String { quoted(profile.keys.id) }
    private var expiresAt: String { quoted(profile.keys.expiresAt) }
    private var isActive: String { "(\(SQLiteValue.isTrue(quoted(profile.keys.isActive))) IS TRUE)" }
    private var isOff: String { "(\(SQLiteValue.isFalse(quoted(profile.keys.isActive))) IS TRUE)" }

    private func endsAfter(_ moment: String) -> String {
        "coalesce(keyturn_microseconds(\(expiresAt)) > \(moment), TRUE)"
    }

    /// A key still works at the very instant of its end.
    private func isDead(_ moment: String) -> String {
        "NOT (\(isActive) AND coalesce(keyturn_microseconds(\(expiresAt)) >= \(moment), TRUE))"
    }

    private func hasKey(_ digests: String) -> String {
        let digest = "hex(keyturn_sha256(\(quoted(profile.keys.key))))"
        return "\(digest) IN (SELECT upper(value) FROM json_each(\(digests)))"
    }

    private func updatedAt(_ moment: String) -> String {
        profile.keys.updatedAt.map { ", \(quoted($0)) = \(moment)" } ?? ""
    }

    /// The fingerprints as one parameter, JSON.
    private var digests: String {
        "[\(endings.deactivatedKeys.map { "\"\($0.hex)\"" }.joined(separator: ","))]"
    }
}
