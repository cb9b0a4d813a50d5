/// A column that shows whether a row is live.
package struct ActiveColumn: Hashable, Sendable {
    /// What ends a row.
    package enum Ended: Hashable, Sendable {
        case value(ProfileValue)
        /// The moment of the end.
        case now
    }

    package var column: String

    /// The values of a live row; the first is written.
    package var live: [ProfileValue]

    /// Nil for an owner's column, which is never written.
    package var ended: Ended?

    /// Whether NULL is neither live nor what ends a row: where a value ends it, and live rows have one.
    package var leavesNullUndecided: Bool {
        guard case .value(let value)? = ended else { return false }
        return value != .null && !live.contains(.null)
    }

    package init(column: String, live: [ProfileValue]) {
        self.column = column
        self.live = live
    }
}
