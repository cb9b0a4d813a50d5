internal import Model

extension StoreProfile {
    /// SQL for the other spelling of a key, for databases that digest keys themselves; `NULL` where there is none.
    ///
    /// `key` is an expression for the text of the key, used more than once.
    func otherSpelling(of key: String) -> String {
        guard let alsoAccepts else { return "NULL" }
        let prefix = "'" + alsoAccepts.prefix.replacing("'", with: "''") + "'"
        let length = alsoAccepts.prefix.unicodeScalars.count
        let bare = alsoAccepts.withPrefix ? "substr(\(key), \(length + 1))" : "NULL"
        let prefixed = alsoAccepts.withoutPrefix ? "\(prefix) || \(key)" : "NULL"
        return "CASE WHEN substr(\(key), 1, \(length)) = \(prefix) THEN \(bare) ELSE \(prefixed) END"
    }
}
