/// A value as SQLite stores it: whatever a column is declared as, each of its rows has a type of its own.
enum SQLiteCell: Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    var isNull: Bool { self == .null }

    /// A text, or a blob that is one; nil for anything else.
    var string: String? {
        switch self {
        case .text(let text): text
        case .blob(let bytes): String(validating: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// A whole number; nil for anything else.
    var integer: Int64? {
        switch self {
        case .integer(let number): number
        case .real(let number): Int64(exactly: number)
        default: nil
        }
    }

    /// A blob's bytes; nil for anything else.
    var bytes: [UInt8]? { if case .blob(let bytes) = self { bytes } else { nil } }
}

/// What a parameter of a statement may be bound to.
protocol SQLiteArgument {
    var cell: SQLiteCell { get }
}

extension String: SQLiteArgument {
    var cell: SQLiteCell { .text(self) }
}

extension Int64: SQLiteArgument {
    var cell: SQLiteCell { .integer(self) }
}

extension Int: SQLiteArgument {
    var cell: SQLiteCell { .integer(Int64(self)) }
}

extension Optional: SQLiteArgument where Wrapped: SQLiteArgument {
    var cell: SQLiteCell { self?.cell ?? .null }
}
