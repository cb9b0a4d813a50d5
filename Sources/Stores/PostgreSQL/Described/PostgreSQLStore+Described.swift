internal import Model

extension PostgreSQLStore {
    /// The table of a profile with other roles than PM MCP Server's, its columns asked for once; nil for that one's.
    func described() throws(StoreError) -> PostgreSQLTable? {
        guard let table = profile.described else { return nil }
        if let known { return known }
        while true {
            let (connection, isReused) = try connected()
            let columns: PostgreSQLColumns?
            do throws(PostgreSQLFailure) {
                columns = try connection.pipeline([PostgreSQLColumns.query(table)]).first.map(PostgreSQLColumns.init)
            } catch {
                connection.rollBack()
                guard case .connectionLost = error, isReused else { throw self.error(error, on: connection) }
                main = nil
                continue
            }
            guard let columns, !columns.isEmpty else { throw .missingTable(table.profile.table.text) }
            let present = table.withoutAbsent { columns[$0] != nil }
            for column in present.allColumns where columns[column] == nil {
                throw .missingColumn(table: table.profile.table.text, column: column)
            }
            let found = PostgreSQLTable(table: present, columns: columns)
            known = found
            return found
        }
    }

    /// As ``issue(_:owners:ending:at:expecting:)``.
    func issue(
        _ keys: [NewKey],
        _ owners: [Owner],
        _ endings: [KeyEnd],
        _ now: Instant,
        _ expectation: StoreExpectation?,
        into table: PostgreSQLTable
    ) throws(StoreError) {
        let issue = try PostgreSQLTableIssue(table, keys: keys, owners: owners, endings: endings, now: now)
        let tolerance = options.clockTolerance
        try write { connection, time in
            try ClockGuard(now: now, time, tolerance)?.check(keys)
            if let expectation { try expect(expectation, on: connection) }
            let before = try issue.bystanders.look(connection)
            try issue.write(connection)
            try connection.run(Self.deferredTriggers)
            try issue.prove(connection)
            try issue.bystanders.prove(connection, since: before)
        }
    }

    /// As ``end(_:at:)``.
    func end(_ endings: KeyEndings, _ now: Instant, in table: PostgreSQLTable) throws(StoreError) -> EndedRows {
        var ended = EndedRows()
        let end = PostgreSQLTableEnd(table, endings, now: now)
        let tolerance = options.clockTolerance
        try write { connection, time in
            try ClockGuard(now: now, time, tolerance)?.check(endings)
            let before = try end.bystanders.look(connection)
            ended = try end.write(connection)
            try connection.run(Self.deferredTriggers)
            try end.prove(connection)
            try end.bystanders.prove(connection, since: before)
        }
        return ended
    }
}
