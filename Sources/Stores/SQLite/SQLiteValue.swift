internal import Model
internal import Schedule

/// SQLite has no types for times, truths and UUIDs; these are the forms in which servers store them.
enum SQLiteValue {
    /// Text as `Instant(text:)` reads it, or seconds since 1970.
    ///
    /// Nil for anything else.
    static func instant(_ value: SQLiteCell) -> Instant? {
        switch value {
        case .text(let text): Instant(text: text)
        case .integer(let seconds): Instant(secondsSince1970: seconds)
        case .real(let seconds) where !seconds.isNaN:
            Int64(exactly: (seconds * 1_000_000).rounded()).map(Instant.init(microseconds:))
                ?? (seconds < 0 ? .distantPast : .distantFuture)
        default: nil
        }
    }

    /// The same where a text that says no zone is what the clocks of one show.
    static func instant(_ value: SQLiteCell, in zone: Zone) -> Instant? {
        guard let instant = instant(value), case .text(let text) = value,
            !text.utf8.dropFirst(10).contains(where: { "+-Zz".utf8.contains($0) })
        else { return instant(value) }
        return zone.instant(showing: instant)
    }

    /// A number, 0 for false, or the words that drivers write.
    ///
    /// Nil for anything else.
    static func bool(_ value: SQLiteCell) -> Bool? {
        switch value {
        case .integer(let number): number != 0
        case .text(let text):
            switch text.lowercased() {
            case "1", "t", "true", "y", "yes", "on": true
            case "0", "f", "false", "n", "no", "off": false
            default: nil
            }
        default: nil
        }
    }

    /// An owner's id for people: the canonical form of a UUID, else what the column holds; empty for NULL.
    static func owner(_ value: SQLiteCell) -> String {
        switch value {
        case .text(let text): OwnerID(text)?.text ?? text
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .blob(let bytes):
            owner(.text(bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()))
        case .null: ""
        }
    }

    /// A value as a column is given it: a number stays as it is written where the column holds texts.
    static func cell(_ value: ProfileValue, in affinity: ColumnAffinity) -> SQLiteCell {
        switch value {
        case .null: .null
        case .bool(let value): .integer(value ? 1 : 0)
        case .number(let text) where affinity == .text: .text(text)
        case .number(let text): Int64(text).map(SQLiteCell.integer) ?? Double(text).map(SQLiteCell.real) ?? .text(text)
        case .text(let text), .json(let text): .text(text)
        }
    }

    /// The condition that ``bool(_:)`` is true of a column.
    static func isTrue(_ column: String) -> String {
        "(typeof(\(column)) = 'integer' AND \(column) <> 0"
            + " OR lower(\(column)) IN ('1', 't', 'true', 'y', 'yes', 'on'))"
    }

    /// The condition that ``bool(_:)`` is false of a column.
    static func isFalse(_ column: String) -> String {
        "(typeof(\(column)) = 'integer' AND \(column) = 0"
            + " OR lower(\(column)) IN ('0', 'f', 'false', 'n', 'no', 'off'))"
    }

    /// A UUID column in the one form that all its forms are compared in: ``RowUUID/hex``.
    static func hex(_ column: String) -> String { "lower(replace(\(column), '-', ''))" }
}
