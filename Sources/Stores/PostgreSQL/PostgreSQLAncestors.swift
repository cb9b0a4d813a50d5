extension PostgreSQLSchema {
    /// An expression of the oids of every table that a table is a partition of, or inherits from.
    static func ancestors(of table: String) -> String {
        """
        (WITH RECURSIVE up AS (
            SELECT inhparent AS id FROM pg_inherits WHERE inhrelid = to_regclass(\(literal(quoted(table))))
            UNION SELECT i.inhparent FROM pg_inherits i JOIN up ON i.inhrelid = up.id)
        SELECT string_agg(id::oid::text, ' ') FROM up)
        """
    }

    /// What the expression's text says.
    static func ancestors(in text: String?) -> [String] { text?.split(separator: " ").map(String.init) ?? [] }
}
