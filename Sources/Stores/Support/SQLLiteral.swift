internal import Model

/// A text as both engines read it; a backslash is one whatever `standard_conforming_strings` says.
func literal(_ text: String, escapesBackslash: Bool = false) -> String {
    let quotes = text.replacing("'", with: "''")
    guard escapesBackslash, quotes.contains("\\") else { return "'\(quotes)'" }
    return "E'\(quotes.replacing("\\", with: "\\\\"))'"
}
