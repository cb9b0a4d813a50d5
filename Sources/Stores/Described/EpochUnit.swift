internal import Model

/// Whether the numbers of a column count in another unit than its profile says: read as seconds, milliseconds are moments in
/// the year 58,000, and an end that is written in seconds has passed for a server that reads milliseconds.
///
/// A unit is mistaken only where no row of the table speaks for it: single rows may hold anything as `never`.
struct EpochUnit {
    private let column: TimeColumn
    private let kind: TimeColumn.Kind
    private var seconds = false
    private var milliseconds = false

    /// Nil for a column that counts nothing.
    init?(_ column: TimeColumn?, as kind: TimeColumn.Kind?) {
        guard let column, let kind, kind == .epoch || kind == .epochMilliseconds else { return nil }
        self.column = column
        self.kind = kind
    }

    /// Looks at one row's number.
    mutating func look(_ number: Int64?) {
        switch number ?? 0 {
        // From 2001 to 2286.
        case 1_000_000_000..<10_000_000_000: seconds = true
        case 1_000_000_000_000..<10_000_000_000_000: milliseconds = true
        default: break
        }
    }

    /// - Throws: ``StoreError/unsuitableColumn(table:column:message:)`` where every row that tells is in the other unit.
    func check(_ table: TableName) throws(StoreError) {
        let isSeconds = kind == .epoch
        guard isSeconds ? milliseconds && !seconds : seconds && !milliseconds else { return }
        throw .unsuitableColumn(
            table: table.text,
            column: column.column,
            message: "its rows hold \(isSeconds ? "milliseconds" : "seconds") since 1970, and the profile says "
                + "`type: \(kind.rawValue)`; write `type: \(isSeconds ? TimeColumn.Kind.epochMilliseconds.rawValue : TimeColumn.Kind.epoch.rawValue)`"
        )
    }
}
