/// A table, with its schema where that is named.
package struct TableName: Hashable, Sendable {
    /// Nil where the connection's search path finds the table.
    package let schema: String?

    /// The table itself.
    package let name: String

    /// Reads `table` or `schema.table`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        schema = parts.count == 2 ? parts[0] : nil
        name = parts[parts.count - 1]
    }

    /// As it is declared.
    package var text: String { schema.map { "\($0).\(name)" } ?? name }

    /// The table itself, equal for two spellings that SQLite takes for one.
    package var foldedName: String { Self.folded(name) }

    /// A name with ASCII's letters small, the only ones that SQL folds.
    static func folded(_ name: String) -> String {
        String(decoding: name.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}
