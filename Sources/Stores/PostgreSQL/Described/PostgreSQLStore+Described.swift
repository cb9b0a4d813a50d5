internal import Model

extension PostgreSQLStore {
    /// What the server keeps of identifying values, asked for once.
    func kept(_ owners: [Owner], _ table: PostgreSQLTable) throws(StoreError) -> PostgreSQLKeptTexts {
        try keptTexts.learn(owners, table) { (sql, parameters) throws(StoreError) in
            do throws(StoreError) {
                return try ask { (connection) throws(PostgreSQLFailure) in
                    try connection.read(sql, parameters)
                }
            } catch {
                // A connection that is gone says nothing of the values.
                guard main != nil else { throw error }
                return nil
            }
        }
        return keptTexts
    }

    /// Asked before a transaction is begun, and of few tables.
    func encodings(_ question: PostgreSQLEncodings.Question) throws(StoreError) -> PostgreSQLEncodings {
        guard !question.isEmpty else { return PostgreSQLEncodings() }
        return try ask { (connection) throws(PostgreSQLFailure) in try PostgreSQLEncodings(question, on: connection) }
    }

    /// The table of a profile with other roles than PM MCP Server's, its columns asked for once; nil for that one's.
    func described() throws(StoreError) -> PostgreSQLTable? {
        guard let table = profile.described else { return nil }
        if let known { return known }
        let columns = try ask { (connection) throws(PostgreSQLFailure) in
            try connection.read([PostgreSQLColumns.query(table)]).first.map(PostgreSQLColumns.init)
        }
        guard let columns, !columns.isEmpty else {
            let name = table.profile.table.text
            throw main.map { PostgreSQLSchema(profile: profile).missingTable(name, $0) } ?? .missingTable(name)
        }
        let present = table.withoutAbsent { columns[$0] != nil }
        for column in present.allColumns where columns[column] == nil {
            let failure = StoreError.missingColumn(table: table.profile.table.text, column: column)
            throw main.map { unlikeProfile($0, failure) } ?? failure
        }
        let found = PostgreSQLTable(table: present, columns: columns)
        known = found
        return found
    }
}
