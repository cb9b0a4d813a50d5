internal import Model

/// What a described table's rows prove of the time, as ``SQLiteClock``.
struct SQLiteTableClock {
    private let table: SQLiteTable

    init(_ table: SQLiteTable) { self.table = table }

    /// Nil where no row has a date.
    func read(_ database: SQLiteDatabase) throws -> StoreTime? {
        let used = try table.profile.used.flatMap { try newest($0, database) }
        let made = try table.profile.created.flatMap { try newest($0, database) }
            .map { $0 - KeyRow.largestZoneDifference }
        return [used, made].compactMap(\.self).max().map(StoreTime.newestRow)
    }

    private func newest(_ column: TimeColumn, _ database: SQLiteDatabase) throws -> Instant? {
        let sql = "SELECT max(\(table.microseconds(column))) FROM \(table.name)"
        return try database.first(sql) { $0[0].integer.map(Instant.init(microseconds:)) } ?? nil
    }
}
