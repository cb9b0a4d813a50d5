internal import Diagnostics

extension JSONText {
    /// The elements of a list, which a profile's value for a column is; nil for any other text.
    static func list(_ json: String) -> [JSONText]? {
        guard case .array(let elements)? = try? JSONText(parsing: Array(json.utf8), keepingDigits: true) else {
            return nil
        }
        return elements
    }

    /// A text, or a number or a truth as it is written; nil for what has no text of its own.
    var word: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .int(let number): String(number)
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object, .made: nil
        }
    }
}
