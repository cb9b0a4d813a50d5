internal import Model

/// What a file's rows prove of the time: a key was used, or made, at some moment.
struct SQLiteClock {
    private let keys: StoreProfile.Keys

    init(_ profile: StoreProfile) { keys = profile.keys }

    /// Nil where no row has a date.
    ///
    /// The time of a last use is the server's, in UTC. That of an issue may be in any zone of whoever wrote it: a day and two
    /// hours are taken off.
    func read(_ database: SQLiteDatabase) throws -> StoreTime? {
        let used = try keys.lastUsedAt.flatMap { try newest($0, database) }
        let made = try newest(keys.createdAt, database).map { $0 - KeyRow.largestZoneDifference }
        return [used, made].compactMap(\.self).max().map(StoreTime.newestRow)
    }

    /// Texts are in the order of their moments, and so are numbers.
    private func newest(_ column: String, _ database: SQLiteDatabase) throws -> Instant? {
        let name = quoted(column)
        let sql = """
            SELECT max(\(name)) FILTER (WHERE typeof(\(name)) = 'text'),
                max(\(name)) FILTER (WHERE typeof(\(name)) IN ('integer', 'real')) FROM \(quoted(keys.table))
            """
        return try database.first(sql) { [$0[0], $0[1]].compactMap(SQLiteValue.instant).max() } ?? nil
    }
}
