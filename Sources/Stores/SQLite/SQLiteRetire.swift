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
    }
}
