internal import GRDB
internal import Model

/// SQLite has no types for times, truths and UUIDs; these are the forms in which servers store them.
enum SQLiteValue {
    /// Text as `Instant(text:)` reads it, or seconds since 1970.
    ///
    /// Nil for anything else.
    static func instant(_ value: DatabaseValue) -> Instant? {
        switch value.storage {
        case .string(let text): Instant(text: text)
        case .int64(let seconds): Instant(secondsSince1970: seconds)
        case .double(let seconds) where !seconds.isNaN:
            Int64(exactly: (seconds * 1_000_000).rounded()).map(Instant.init(microseconds:))
                ?? (seconds < 0 ? .distantPast : .distantFuture)
        default: nil
        }
    }

    /// A number, 0 for false, or the words that drivers write.
    ///
    /// Nil for anything else.
    static func bool(_ value: DatabaseValue) -> Bool? {
        switch value.storage {
        case .int64(let number): number != 0
        case .string(let text):
            switch text.lowercased() {
            case "1", "t", "true", "y", "yes", "on": true
            case "0", "f", "false", "n", "no", "off": false
            default: nil
            }
        default: nil
        }
    }

    /// An owner's id for people: the canonical form of a UUID, else what the column holds; empty for NULL.
    static func owner(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .string(let text): OwnerID(text)?.text ?? text
        case .int64(let number): String(number)
        case .double(let number): String(number)
        case .blob(let bytes):
            owner(bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined().databaseValue)
        case .null: ""
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
