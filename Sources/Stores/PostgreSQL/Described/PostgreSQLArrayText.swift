/// A list in JSON as PostgreSQL reads an array: `{a,"b c",NULL}`.
enum PostgreSQLArrayText {
    /// Nil for anything but a list.
    ///
    /// `ofJSON` says whether the elements are JSON themselves; of any other type a list in a list is a second dimension.
    static func text(_ json: String, ofJSON: Bool) -> String? {
        guard let elements = JSONTexts.elements(json) else { return nil }
        var parts: [String] = []
        for element in elements {
            switch element {
            case .null: parts.append("NULL")
            case .text(let text):
                parts.append(quoted(ofJSON ? String(JSONList.texts([text]).dropFirst().dropLast()) : text))
            case .word(let word): parts.append(quoted(word))
            case .nested(let json) where !ofJSON && json.hasPrefix("["):
                guard let inner = text(json, ofJSON: false) else { return nil }
                parts.append(inner)
            case .nested(let json): parts.append(quoted(json))
            }
        }
        return "{\(parts.joined(separator: ","))}"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
