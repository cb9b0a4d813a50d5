internal import Model

/// The values of rows of a described table that are tried, as an array of texts for each column.
///
/// A text says in its first letter whether a value follows, or NULL, or that the column is left to its default.
struct PostgreSQLTableTrial {
    let source: String
    let parameters: [PostgreSQLParameter]
    private let places: [String: Int]

    /// `only`: what is done to rows; nil for everything.
    init(_ table: PostgreSQLTable, _ trials: [RowTrial], only: StoreSchema.Write? = nil, now: Instant) {
        let row = NewRow(table.table, trying: trials.map(\.key), now: now)
        var columns = row.columns
        for ended in table.profile.active.map(\.column) where !columns.contains(ended) { columns.append(ended) }
        var texts = [[String]](repeating: [], count: columns.count)
        var writes: [String] = []
        var numbers: [String] = []
        for (number, trial) in trials.enumerated() {
            let born = row.values(of: trial.key)
            for write in only.map({ [$0] }) ?? StoreSchema.Write.allCases {
                writes.append(write.rawValue)
                numbers.append(String(number))
                for (place, column) in columns.enumerated() {
                    let value = born.indices.contains(place) ? born[place] : nil
                    let changed = Self.changed(column, by: write, trial, table.profile, now) ?? value
                    texts[place].append(Self.text(changed, in: table.columns[column]))
                }
            }
        }
        let names = columns.indices.map { "c\($0)" }
        let arrays = (1...columns.count + 2).map { "$\($0)::text[]" }.joined(separator: ", ")
        source = "unnest(\(arrays)) AS u(write, place, \(names.joined(separator: ", ")))"
        parameters = [.texts(writes), .texts(numbers)] + texts.map { .texts($0) }
        places = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The value of a column; nil for one that is not written.
    func expression(_ column: PostgreSQLTrial.Column) -> String? {
        guard let place = places[column.name] else { return nil }
        return """
            CASE left(u.c\(place), 1) WHEN 'v' THEN \(PostgreSQLValueText.read("substr(u.c\(place), 2)", as: column.type))
                WHEN 'd' THEN (\(column.standard ?? "NULL"))::\(column.type) END
            """
    }

    /// What another value is written into at an end; nil for the one that the row was born with.
    private static func changed(
        _ column: String,
        by write: StoreSchema.Write,
        _ trial: RowTrial,
        _ profile: Profile,
        _ now: Instant
    ) -> RowValue? {
        if column == profile.updatedByEnds?.column, write != .insert { return profile.updated.map { .moment(now, $0) } }
        switch write {
        case .insert: return nil
        case .retire:
            if profile.ending.isMarked, profile.nameColumn?.column == column { return .text(trial.endedName) }
            guard let expires = profile.expires, expires.column == column else { return nil }
            return .moment(trial.end, expires)
        case .deactivate:
            if let active = profile.active.first(where: { $0.column == column }) {
                if case .value(let value)? = active.ended { return RowValue(value) }
                return .moment(now, TimeColumn(column: column, kind: .timestamptz))
            }
            guard profile.active.isEmpty, let expires = profile.expires, expires.column == column else { return nil }
            return .moment(now, expires)
        }
    }

    private static func text(_ value: RowValue?, in column: PostgreSQLColumns.Column?) -> String {
        guard let value else { return "d" }
        return PostgreSQLValueText.text(of: value, in: column).map { "v" + $0 } ?? "n"
    }
}
