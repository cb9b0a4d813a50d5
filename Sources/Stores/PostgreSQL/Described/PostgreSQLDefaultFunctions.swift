/// The functions that fill columns of a table: those that its defaults and generated columns call.
///
/// Whoever inserts a row needs the right to them. Functions of every server are not among them: the catalog notes no
/// dependency on those.
enum PostgreSQLDefaultFunctions {
    /// A query for them as `attname`, the function's oid `id` and its `signature`, with its schema.
    ///
    /// `table` is an expression of the table's oid.
    static func all(of table: String) -> String {
        """
        SELECT DISTINCT a.attname, f.oid AS id,
                format('%I.%I(%s)', n.nspname, f.proname, pg_get_function_identity_arguments(f.oid)) AS signature
            FROM pg_attrdef d
                JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND NOT a.attisdropped
                JOIN pg_depend p ON p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid
                    AND p.refclassid = 'pg_proc'::regclass
                JOIN pg_proc f ON f.oid = p.refobjid
                JOIN pg_namespace n ON n.oid = f.pronamespace
            WHERE d.adrelid = \(table)
        """
    }
}
