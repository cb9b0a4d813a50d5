internal import Model
internal import Schedule

/// Reads the times of a described table, by the types that its columns turned out to have.
struct PostgreSQLTimes {
    private let result: PostgreSQLResult
    private let table: PostgreSQLTable

    init(_ result: PostgreSQLResult, _ table: PostgreSQLTable) {
        self.result = result
        self.table = table
    }

    private static let integers: Set<Int64> = [20, 21, 23]

    /// - Throws: ``StoreError/unsuitableColumn(table:column:message:)`` for a column of another type than the profile says.
    func check(_ columns: [(place: Int32, column: TimeColumn?)]) throws(StoreError) {
        for (place, column) in columns {
            guard let column else { continue }
            let type = Int64(result.type(place))
            let fits =
                switch column.postgreSQL {
                case .timestamp, .timestamptz: PostgreSQLSchema.timestamps.contains(type)
                case .epoch, .epochMilliseconds: Self.integers.contains(type)
                case .iso: !PostgreSQLSchema.timestamps.contains(type) && !Self.integers.contains(type)
                }
            guard !fits else { continue }
            throw .unsuitableColumn(
                table: table.profile.table.text,
                column: column.column,
                message: "the profile says `type: \(column.postgreSQL.rawValue)`, and its type is another"
            )
        }
    }

    /// Whether a value is a time, or there is none: texts may be anything, and `infinity` is no end.
    func isReadable(_ row: Int32, _ place: Int32, _ column: TimeColumn) -> Bool {
        let isTime = PostgreSQLSchema.timestamps.contains(Int64(result.type(place)))
        return isTime || result.bytes(row, place) == nil || instant(row, place, column) != nil
    }

    /// What a column of whole numbers holds; nil for one of another type.
    func number(_ row: Int32, _ place: Int32) -> Int64? {
        switch result.type(place) {
        case 20: result.integer(row, place, as: Int64.self)
        case 21: result.integer(row, place, as: Int16.self).map(Int64.init)
        case 23: result.integer(row, place, as: Int32.self).map(Int64.init)
        default: nil
        }
    }

    func instant(_ row: Int32, _ place: Int32, _ column: TimeColumn?) -> Instant? {
        guard let column else { return nil }
        switch Int64(result.type(place)) {
        case let type where PostgreSQLSchema.timestamps.contains(type):
            let zone = column.localZone(inColumnOf: type)
            let instant = result.integer(row, place, as: Int64.self).flatMap(PostgreSQLTimestamp.instant)
            return zone.flatMap { zone in instant.map(zone.instant(showing:)) } ?? instant
        case let type where Self.integers.contains(type):
            return number(row, place).map { MomentText.instant($0, as: column.postgreSQL) }
        default: return result.text(row, place).flatMap { Instant(text: $0) }
        }
    }
}

extension TimeColumn {
    /// The zone whose clocks a column of a type shows; nil for UTC, and for a type with a zone, whatever the profile says.
    func localZone(inColumnOf type: Int64?) -> Zone? {
        type == PostgreSQLSchema.timestamptz ? nil : localZone(as: postgreSQL)
    }
}
