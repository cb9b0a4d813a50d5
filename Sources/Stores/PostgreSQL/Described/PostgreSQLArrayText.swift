internal import Diagnostics

/// A list in JSON as PostgreSQL reads an array: `{a,"b c",NULL}`.
enum PostgreSQLArrayText {
    /// Nil for anything but a list.
    ///
    /// `ofJSON` says whether the elements are JSON themselves; of any other type a list in a list is a second dimension.
    static func text(_ json: String, ofJSON: Bool) -> String? { JSONText.list(json).map { text($0, ofJSON: ofJSON) } }

    private static func text(_ elements: [JSONText], ofJSON: Bool) -> String {
        let parts = elements.map { element in
            switch element {
            case .null: "NULL"
            case .array(let inner) where !ofJSON: text(inner, ofJSON: false)
            default: quoted(ofJSON ? element.compact : element.word ?? element.compact)
            }
        }
        return "{\(parts.joined(separator: ","))}"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
