internal import CLibPQ
package import Model

extension TableCatalog {
    /// What the database at an address says of its own tables; reads no row of them.
    package static func read(
        _ url: DatabaseURL,
        options: StoreOptions = StoreOptions()
    ) throws(StoreError) -> TableCatalog {
        switch url {
        case .postgresql(let address): try postgreSQL(address, options)
        case .sqlite(let path): try sqlite(path)
        }
    }

    private static func postgreSQL(_ address: Secret, _ options: StoreOptions) throws(StoreError) -> TableCatalog {
        let connection = try PostgreSQLConnect.open(
            address,
            applicationName: "keyturn",
            silence: options.silence
        )
        var catalog = TableCatalog()
        do throws(PostgreSQLFailure) {
            for result in try connection.pipeline([(statement, [])]) {
                for row in 0..<result.rows {
                    guard let schema = result.text(row, 0), let table = result.text(row, 1),
                        let column = result.text(row, 2)
                    else { continue }
                    catalog.tables["\(schema).\(table)", default: []].insert(column)
                    if result.text(row, 3) == "t" { catalog.tables[table, default: []].insert(column) }
                }
            }
        } catch {
            throw PostgreSQLErrors.error(error)
        }
        return catalog
    }

    /// Of all tables and views, and whether they are found without their schema.
    private static let statement = """
        SELECT n.nspname::text, c.relname::text, a.attname::text, pg_table_is_visible(c.oid)::text::char(1)::text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind IN ('r', 'p', 'v', 'f') AND a.attnum > 0 AND NOT a.attisdropped
            AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        """

    private static func sqlite(_ path: String) throws(StoreError) -> TableCatalog {
        let connection = try SQLiteConnection(path: path, profile: .pmMCPServer)
        defer { connection.close() }
        var catalog = TableCatalog()
        try connection.run(.pmMCPServer) { database in
            let names = try database.texts("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            for name in names {
                let columns = try database.texts("SELECT name FROM pragma_table_info(?)", [name])
                catalog.tables[name] = Set(columns)
            }
        }
        return catalog
    }
}
