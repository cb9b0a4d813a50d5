/// What numbers the rows of a described table, asked for the next numbers before rows are written.
enum PostgreSQLNumbering {
    /// A query for the columns of a table that sequences number, as `attname`, `identity` and the sequence's oid `seq`: by
    /// a default that draws from one, or as an identity column.
    ///
    /// `table` is an expression of the table's oid.
    static func sequences(of table: String) -> String {
        """
        SELECT a.attname, false AS identity, s.oid AS seq
            FROM pg_attrdef d
                JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND NOT a.attisdropped
                JOIN pg_depend p ON p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid
                    AND p.refclassid = 'pg_class'::regclass
                JOIN pg_class s ON s.oid = p.refobjid AND s.relkind = 'S'
            WHERE d.adrelid = \(table)
            UNION ALL
            SELECT a.attname, true, s.oid
            FROM pg_attribute a
                JOIN pg_depend p ON p.refclassid = 'pg_class'::regclass AND p.refobjid = a.attrelid
                    AND p.refobjsubid = a.attnum AND p.classid = 'pg_class'::regclass AND p.deptype = 'i'
                JOIN pg_class s ON s.oid = p.objid AND s.relkind = 'S'
            WHERE a.attrelid = \(table) AND a.attidentity <> ''
        """
    }

    /// Draws `count` numbers; no row where no sequence numbers the column.
    static func draw(_ count: Int, for column: String, of table: PostgreSQLTable) -> (String, [PostgreSQLParameter]) {
        (
            """
            WITH q AS MATERIALIZED (
                SELECT seq FROM (\(sequences(of: "to_regclass(($1::text[])[1])::oid"))) s
                WHERE attname = ($1::text[])[2] LIMIT 1)
            SELECT nextval(q.seq::regclass)::text FROM q, generate_series(1, (($1::text[])[3])::int)
            """,
            [.texts([table.name, column, String(count)])]
        )
    }
}
