internal import CLibPQ
internal import Diagnostics
internal import Model

/// Finds out why a statement did not fit the database: which table or column is missing or of an unsuitable type.
///
/// Asked only after a failure, so a healthy run does not pay for it.
struct PostgreSQLSchema {
    let profile: StoreProfile

    /// - Returns: nil where nothing is missing; then the failure has another reason.
    func defect(_ connection: PostgreSQLConnection) -> StoreError? {
        let expected = columns
        let statement = """
            SELECT to_regclass(e.tab) IS NULL, a.atttypid::int8, a.atttypid::regtype::text
            FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS e(tab, col, ord)
            LEFT JOIN pg_attribute a ON a.attrelid = to_regclass(e.tab) AND a.attname = e.col AND NOT a.attisdropped
            ORDER BY e.ord
            """
        guard
            let result = try? connection.read(
                statement,
                [.texts(expected.map { quoted($0.table) }), .texts(expected.map(\.column))]
            )
        else { return nil }
        for (row, column) in zip(0..<result.rows, expected) {
            if result.bytes(row, 0)?.first == 1 { return missingTable(column.table, connection) }
            guard let type = result.integer(row, 1, as: Int64.self) else {
                return .missingColumn(table: column.table, column: column.column)
            }
            if !column.types.isEmpty, !column.types.contains(type) {
                return .unsuitableColumn(
                    table: column.table,
                    column: column.column,
                    message: "its type is \(result.text(row, 2) ?? "unknown")"
                )
            }
        }
        return nil
    }

    /// The columns of one table that the role may not read; nil where a denial has another reason.
    func closed(_ connection: PostgreSQLConnection) -> StoreError? {
        let tables = profile.rights(deletes: false)
        let statement = """
            SELECT e.tab, a.attname::text, current_user::text
            FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS e(quoted, tab, col, ord)
            JOIN pg_attribute a ON a.attrelid = to_regclass(e.quoted) AND a.attname = e.col AND NOT a.attisdropped
            WHERE NOT has_column_privilege(a.attrelid, a.attnum, 'SELECT') ORDER BY e.ord
            """
        let columns = tables.flatMap { table in table.select.map { (table: table.name, column: $0) } }
        let result = try? connection.read(
            statement,
            [.texts(columns.map { quoted($0.table) }), .texts(columns.map(\.table)), .texts(columns.map(\.column))]
        )
        guard let result, let table = result.text(0, 0), let role = result.text(0, 2) else { return nil }
        let names = (0..<result.rows).filter { result.text($0, 0) == table }.compactMap { result.text($0, 1) }
        return .unreadable(role: role, table: table, columns: names)
    }

    /// Nil for a table that the search path finds, or that is in the schema that its name says.
    ///
    /// Where that schema is closed to the role nothing is known: its rights are checked.
    func absence(
        of table: String,
        _ connection: PostgreSQLConnection
    ) throws(PostgreSQLFailure) -> StoreSchema.AbsentTable? {
        let statement = "SELECT to_regclass(($1::text[])[1]) IS NULL"
        do throws(PostgreSQLFailure) {
            let found = try connection.read(statement, [.texts([quoted(table)])])
            guard found.bytes(0, 0)?.first == 1 else { return nil }
        } catch {
            guard PostgreSQLErrors.isDenied(error) else { throw error }
            return nil
        }
        return StoreSchema.AbsentTable(table, near: missingTable(table, connection).nearestTable)
    }

    /// With the schemas that have a table of that name.
    func missingTable(_ table: String, _ connection: PostgreSQLConnection) -> StoreError {
        let statement = """
            SELECT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = ($1::text[])[1] AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY 1 LIMIT 5
            """
        let name = table.split(separator: ".").last.map(String.init) ?? table
        let found = try? connection.pipeline([(statement, [.texts([name])])]).first
        let schemas = found.map { rows in (0..<rows.rows).compactMap { rows.text($0, 0) } } ?? []
        return .missingTable(table, schemas: schemas, near: schemas.isEmpty ? near(table, connection) : nil)
    }

    /// The table that was perhaps meant, as a profile names it.
    private func near(_ table: String, _ connection: PostgreSQLConnection) -> String? {
        let statement = """
            SELECT c.relname::text, n.nspname::text || '.' || c.relname, pg_table_is_visible(c.oid)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY 2 LIMIT 1000
            """
        guard let rows = try? connection.pipeline([(statement, [])]).first else { return nil }
        let names = (0..<rows.rows).flatMap { row in
            [rows.text(row, 1)] + (rows.bytes(row, 2)?.first == 1 ? [rows.text(row, 0)] : [])
        }
        return NearestName.of(table, among: names.compactMap(\.self))
    }

    private struct Column {
        let table: String
        let column: String
        /// OIDs of the types that fit; empty for any.
        let types: Set<Int64>
    }

    static let boolean: Int64 = 16
    static let uuid: Int64 = 2950
    static let timestamptz: Int64 = 1184
    static let timestamps: Set<Int64> = [1114, timestamptz]

    private var columns: [Column] {
        if profile.described != nil {
            // The owners' table, too: what is missing there fails the same statement.
            return profile.rights(deletes: false).reversed().flatMap { table in
                (table.select + table.insert).filter { !table.optional.contains($0) }.map {
                    Column(table: table.name, column: $0, types: [])
                }
            }
        }
        let owners = profile.owners
        let keys = profile.keys
        let optional = [
            (owners.table, owners.createdAt), (owners.table, owners.updatedAt),
            (keys.table, keys.lastUsedAt), (keys.table, keys.updatedAt),
        ]
        return [
            Column(table: owners.table, column: owners.id, types: [Self.uuid]),
            Column(table: owners.table, column: owners.email, types: []),
            Column(table: owners.table, column: owners.name, types: []),
            Column(table: keys.table, column: keys.id, types: [Self.uuid]),
            Column(table: keys.table, column: keys.owner, types: [Self.uuid]),
            Column(table: keys.table, column: keys.key, types: []),
            Column(table: keys.table, column: keys.name, types: []),
            Column(table: keys.table, column: keys.isActive, types: [Self.boolean]),
            Column(table: keys.table, column: keys.expiresAt, types: Self.timestamps),
            Column(table: keys.table, column: keys.createdAt, types: Self.timestamps),
        ]
            + optional.compactMap { table, column in
                column.map { Column(table: table, column: $0, types: Self.timestamps) }
            }
    }
}
