/// A column with a moment.
package struct TimeColumn: Hashable, Sendable {
    /// How a moment is written.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Local time of ``TimeColumn/zone``, without saying so.
        case timestamp
        case timestamptz
        /// Text with `T` and `Z`.
        case iso
        /// Seconds since 1970.
        case epoch
        case epochMilliseconds = "epoch-ms"
    }

    package var column: String

    /// On PostgreSQL.
    package var postgreSQL: Kind

    /// On SQLite.
    package var sqlite: Kind

    /// The zone of naive times.
    package var zone: Zone = .utc

    /// How coarse a time of last use is; zero for exact.
    package var every: Duration = .zero

    /// Whether any change of the row may move a time that is taken for that of its making.
    package var isTouched = false

    /// Whether every row has one, so that every identity says `rotation.expires`; of an end alone.
    package var isRequired = false

    package init(column: String, kind: Kind) {
        self.column = column
        postgreSQL = kind
        sqlite = kind
    }
}
