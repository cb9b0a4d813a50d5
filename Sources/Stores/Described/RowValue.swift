internal import Model

/// What is written into one column of a new row; the column's own type decides what becomes of it.
enum RowValue {
    case null
    case bool(Bool)
    case number(String)
    case text(String)
    case json(String)
    case uuid(RowUUID)
    case bytes([UInt8])
    case secret(Secret)
    case moment(Instant, TimeColumn)

    init(_ value: ProfileValue) {
        self =
            switch value {
            case .null: .null
            case .bool(let value): .bool(value)
            case .number(let text): .number(text)
            case .text(let text): .text(text)
            case .json(let text): .json(text)
            }
    }

    init(_ stored: StoredForm.Stored) {
        self =
            switch stored {
            case .text(let text): .text(text)
            case .bytes(let bytes): .bytes(bytes)
            }
    }
}
