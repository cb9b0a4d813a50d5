internal import Diagnostics

/// What Keyturn writes behind the names of rows: ` (5f1d7b4fc5e2)`, or with the end that it carries out.
enum KeyMark {
    /// Whether a name ends as if it bore one.
    static func isAtEnd(of name: String) -> Bool {
        guard name.hasSuffix(")"), let open = name.lastIndex(of: "("), name[..<open].hasSuffix(" ") else {
            return false
        }
        let inner = name[name.index(after: open)...].dropLast()
        let digits = inner.prefix(12)
        guard digits.utf8.count == 12, digits.utf8.allSatisfy(\.isHexDigit) else { return false }
        let rest = inner.dropFirst(12)
        return rest.isEmpty || rest.hasPrefix(" until ")
    }
}
