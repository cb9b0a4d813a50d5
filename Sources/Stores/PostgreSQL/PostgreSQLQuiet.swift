/// Statements in a block that catches errors, so that nothing of a row reaches the server's log.
///
/// PostgreSQL writes the whole row into the log, the key with it, when an update breaks a CHECK; what a trigger, a cast or an
/// index says of a row may be in the message itself. An error that PL/pgSQL catches is not logged. It is raised again with a
/// text of Keyturn's own, and with names that the catalog knows: what a trigger calls a constraint may be anything.
enum PostgreSQLQuiet {
    typealias Statement = (sql: String, parameters: [PostgreSQLParameter])

    /// What an error that is raised again begins with.
    static let message = "the server refused a change"

    /// Whether the role may use PL/pgSQL, as a boolean.
    ///
    /// Without it statements are carried out as they are.
    private static let question = """
        SELECT EXISTS (SELECT FROM pg_catalog.pg_language l
            WHERE l.lanname = 'plpgsql' AND has_language_privilege(l.oid, 'USAGE'))
        """

    /// Whether statements can be wrapped, asked once for a connection.
    static func isPossible(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) -> Bool {
        if let known = connection.mayUseBlocks { return known }
        let answer = try connection.pipeline([(question, [])]).first?.bytes(0, 0)?.first == 1
        connection.mayUseBlocks = answer
        return answer
    }

    /// Runs what waits for the commit, so that what it does is seen by what is proven before.
    static func runDeferredTriggers(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
        let statement = "SET CONSTRAINTS ALL IMMEDIATE"
        try connection.run(try isPossible(connection) ? block("\(statement);") : statement)
    }

    /// Three statements for one, of which the last says how many rows were changed.
    ///
    /// A block takes no parameters and returns nothing: both are handed over in settings of the transaction.
    static func wrapped(_ statement: Statement) -> [Statement] {
        let settings = statement.parameters.indices.map { "set_config('keyturn.p\($0 + 1)', ($\($0 + 1))::text, true)" }
        let values = statement.parameters.enumerated().map { index, parameter in
            "current_setting('keyturn.p\(index + 1)')::\(parameter.typeName)"
        }
        let body = """
            EXECUTE $keyturn_statement$\(statement.sql)$keyturn_statement$ USING \(values.joined(separator: ", "));
            GET DIAGNOSTICS changed = ROW_COUNT;
            PERFORM set_config('keyturn.changed', changed::text, true);
            """
        return [
            ("SELECT \(settings.joined(separator: ", "))", statement.parameters), (block(body), []),
            ("SELECT current_setting('keyturn.changed')::bigint", []),
        ]
    }

    /// `OTHERS` leaves out what `ASSERT` raises, and a cancellation, which a trigger may raise with words of its own.
    private static func block(_ body: String) -> String {
        """
        DO $keyturn$
        DECLARE changed bigint; state text; rule text; tab text; col text; sch text; place text; words text;
        BEGIN
            \(body)
        EXCEPTION WHEN OTHERS OR ASSERT_FAILURE OR QUERY_CANCELED THEN
            GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, rule = CONSTRAINT_NAME, tab = TABLE_NAME,
                col = COLUMN_NAME, sch = SCHEMA_NAME, place = PG_EXCEPTION_CONTEXT;
            IF NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conname = rule)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relname = rule) THEN rule := ''; END IF;
            IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = sch) THEN sch := ''; END IF;
            IF NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relname = tab) THEN tab := ''; END IF;
            IF NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
                WHERE c.relname = tab AND a.attname = col) THEN col := ''; END IF;
            place := substring(place from 'PL/pgSQL function (\\S+\\([^)]*\\)) line');
            IF place IS NOT NULL AND NOT EXISTS (SELECT FROM pg_catalog.pg_proc p
                WHERE p.oid::regprocedure::text = place) THEN place := NULL; END IF;
            words := concat_ws(', ', 'SQLSTATE ' || state, 'constraint ' || quote_ident(nullif(rule, '')),
                'table ' || quote_ident(nullif(tab, '')), 'column ' || quote_ident(nullif(col, '')),
                'function ' || place);
            RAISE EXCEPTION USING ERRCODE = state, CONSTRAINT = rule, TABLE = tab, COLUMN = col, SCHEMA = sch,
                MESSAGE = '\(message) (' || words || '); its message is left out: it may quote a row';
        END
        $keyturn$
        """
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
