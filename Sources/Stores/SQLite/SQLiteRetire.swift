internal import GRDB
internal import Model

/// The statement of ``KeyStore/retire(_:at:)``, within a transaction: prepared once, run for each row.
struct SQLiteRetire {
    let profile: StoreProfile
    let ends: [KeyEnd]
    let now: Instant

    /// The condition keeps an earlier end and makes a second run write nothing.
    ///
    /// An end that is no date is no end.
    func write(_ database: Database) throws {
        let table = profile.keys
        let expiresAt = quoted(table.expiresAt)
        let updatedAt = table.updatedAt.map { ", \(quoted($0)) = ?4" } ?? ""
        let update = try database.makeStatement(
            sql: """
                UPDATE \(quoted(table.table)) SET \(expiresAt) = ?2\(updatedAt)
                WHERE \(quoted(table.id)) = ?1 AND coalesce(keyturn_microseconds(\(expiresAt)) > ?3, TRUE)
                """
        )
        let time = now.databaseText
        for end in ends {
            var arguments: StatementArguments = [end.row, end.end.databaseText, end.end.microseconds]
            if table.updatedAt != nil { arguments += [time] }
            try update.execute(arguments: arguments)
        }
        if try SQLiteTriggers.exist(database) { try prove(database) }
    }

    /// Proves that no row is left without its end: a trigger may undo an update without any error.
    ///
    /// - Throws: ``StoreError/constraint(message:)`` where one is.
    private func prove(_ database: Database) throws {
        let table = profile.keys
        let select = try database.makeStatement(
            sql: """
                SELECT 1 FROM \(quoted(table.table)) WHERE \(quoted(table.id)) = ?1
                    AND coalesce(keyturn_microseconds(\(quoted(table.expiresAt))) > ?2, TRUE)
                """
        )
        var open = 0
        for end in ends where try Row.fetchOne(select, arguments: [end.row, end.end.microseconds]) != nil { open += 1 }
        guard open == 0 else { throw StoreError.constraint(message: AlteredRows.ends(open, of: ends.count)) }
    }
}
