/// Statements in a block that catches errors, so that a row that breaks a constraint does not reach the server's log.
///
/// PostgreSQL writes the whole row into the log, the key with it, when an update breaks a CHECK. An error that PL/pgSQL
/// catches is not logged; it is raised again with its code and message, and without the row.
enum PostgreSQLQuiet {
    typealias Statement = (sql: String, parameters: [PostgreSQLParameter])

    /// Whether the role may use PL/pgSQL, as a boolean.
    ///
    /// Without it statements are carried out as they are.
    static let question = """
        SELECT EXISTS (SELECT FROM pg_catalog.pg_language l
            WHERE l.lanname = 'plpgsql' AND has_language_privilege(l.oid, 'USAGE'))
        """

    /// Three statements for one, of which the last says how many rows were changed.
    ///
    /// A block takes no parameters and returns nothing: both are handed over in settings of the transaction.
    static func wrapped(_ statement: Statement) -> [Statement] {
        let settings = statement.parameters.indices.map { "set_config('keyturn.p\($0 + 1)', ($\($0 + 1))::text, true)" }
        let values = statement.parameters.enumerated().map { index, parameter in
            "current_setting('keyturn.p\(index + 1)')::\(parameter.typeName)"
        }
        let block = """
            DO $keyturn$
            DECLARE message text; changed bigint;
            BEGIN
                EXECUTE $keyturn_statement$\(statement.sql)$keyturn_statement$ USING \(values.joined(separator: ", "));
                GET DIAGNOSTICS changed = ROW_COUNT;
                PERFORM set_config('keyturn.changed', changed::text, true);
            EXCEPTION WHEN OTHERS THEN
                GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
                RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = message;
            END
            $keyturn$
            """
        return [
            ("SELECT \(settings.joined(separator: ", "))", statement.parameters), (block, []),
            ("SELECT current_setting('keyturn.changed')::bigint", []),
        ]
    }
}

extension PostgreSQLParameter {
    /// As SQL writes it.
    fileprivate var typeName: String {
        switch type {
        case 2951: "uuid[]"
        case 1009: "text[]"
        case 1001: "bytea[]"
        default: "timestamp[]"
        }
    }
}
