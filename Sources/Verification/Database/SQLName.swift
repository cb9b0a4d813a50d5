/// Names as SQL writes them.
enum SQLName {
    /// Whatever characters it has.
    static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

    /// Columns in parentheses.
    static func list(_ names: [String]) -> String { "(\(names.map(quoted).joined(separator: ", ")))" }
}
