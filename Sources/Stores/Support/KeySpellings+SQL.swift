internal import Model

extension Optional<KeySpellings> {
    /// SQL for the other spelling of a key, for databases that digest keys themselves; `NULL` where there is none.
    ///
    /// `key` is an expression for the text of the key, used more than once.
    func other(of key: String) -> String {
        guard let self else { return "NULL" }
        let prefix = "'" + self.prefix.replacing("'", with: "''") + "'"
        let length = self.prefix.unicodeScalars.count
        let bare = self.withPrefix ? "substr(\(key), \(length + 1))" : "NULL"
        let prefixed = self.withoutPrefix ? "\(prefix) || \(key)" : "NULL"
        return "CASE WHEN substr(\(key), 1, \(length)) = \(prefix) THEN \(bare) ELSE \(prefixed) END"
    }
}
