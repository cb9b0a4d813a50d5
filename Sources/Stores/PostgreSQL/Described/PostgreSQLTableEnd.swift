internal import Model

/// The statements of ``KeyStore/end(_:at:)`` over a described table, after `BEGIN` and before `COMMIT`: one for each kind of
/// ending, whatever the number of rows, and one that proves it.
struct PostgreSQLTableEnd: PostgreSQLWork {
    private typealias Step = PostgreSQLEndSteps.Step

    private let table: PostgreSQLTable
    private let now: Instant
    private var steps = PostgreSQLEndSteps()
    private let texts: PostgreSQLEndedTexts

    /// Proves that no other key is ended besides.
    let bystanders: PostgreSQLTableBystanders

    init(_ table: PostgreSQLTable, _ endings: KeyEndings, now: Instant) {
        let endings = table.profile.expires.map { $0.kept(endings, as: $0.postgreSQL) } ?? endings
        self.table = table
        self.now = now
        texts = PostgreSQLEndedTexts(table, endings)
        bystanders = PostgreSQLTableBystanders(
            table,
            asked: endings.deactivated + endings.deleted + endings.ends.filter { $0.name != nil }.map(\.row),
            ends: endings.ends.filter { $0.name == nil },
            proofs: endings.deactivatedKeys.compactMap { table.known($0) },
            foundBy: table.known,
            now: now,
            failure: { .endsOtherKeys(message: $0) }
        )
        if let expires = table.profile.expires, !endings.ends.isEmpty {
            steps.append(retirement(endings.ends, expires))
        } else if let name = table.profile.nameColumn {
            let named = endings.ends.compactMap { end in end.name.map { (row: end.row, name: $0) } }
            if !named.isEmpty { steps.append(naming(named, name)) }
        }
        if !endings.deactivated.isEmpty {
            let count = endings.deactivated.count
            steps.append(
                deactivation("\(table.handle) IN (SELECT unnest($1::text[]))", endings.deactivated) {
                    AlteredRows.deactivated($0, of: count)
                }
            )
        }
        let keys = endings.deactivatedKeys.compactMap { table.known($0) }
        if !keys.isEmpty {
            steps.append(
                deactivation("\(table.known) IN (SELECT unnest($1::text[]))", keys) { AlteredRows.stillActive($0) }
            )
        }
        if !endings.deleted.isEmpty { steps.append(deletion(endings.deleted)) }
    }

    func write(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) -> EndedRows {
        // Before the rows go.
        let texts = try texts.read(connection)
        var ended = try steps.write(connection)
        ended.texts = texts
        return ended
    }

    func prove(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) { try steps.prove(connection) }

    private func retirement(_ ends: [KeyEnd], _ expires: TimeColumn) -> Step {
        let least = Dictionary(ends.map { ($0.row, $0.end) }, uniquingKeysWith: min)
        let rows = least.sorted { $0.key < $1.key }
        let parameters: [PostgreSQLParameter] = [
            .texts(rows.map(\.key)), .texts(rows.map { table.text($0.value, in: expires, isEnd: true) }),
            .texts(rows.map { PostgreSQLTableIssue.seconds($0.value) }),
        ]
        let given = "unnest($1::text[], $2::text[], $3::text[]) AS e(id, ends, seconds)"
        // The condition is also what makes a second run write nothing. A second more, because a column may hold whole ones.
        let update = """
            UPDATE \(table.name) AS k SET \(quoted(column: expires.column)) = \(table.moment("e.ends", as: expires))\(updated)
            FROM \(given) WHERE \(table.handle) = e.id
                AND coalesce(\(table.end) > \(raised("e.seconds::float8", expires)), TRUE)
            """
        let count = rows.count
        return Step(
            write: (update, parameters),
            counted: \.retired,
            proof: (
                """
                SELECT count(*) FROM \(given) JOIN \(table.name) k ON \(table.handle) = e.id
                WHERE coalesce(\(table.end) > e.seconds::float8 + 1, TRUE)
                """, parameters
            ),
            message: { AlteredRows.ends($0, of: count) }
        )
    }

    /// Ends are raised to whole units when they are written: one that was raised already is not later.
    private func raised(_ moment: String, _ column: TimeColumn) -> String {
        let unit = Double(table.unit(column).microseconds) / 1_000_000
        return table.unit(column) > .microseconds(1) ? "\(moment) + \(unit)" : "\(moment) + 0.000001"
    }

    /// Writes ends into names, where no column holds one.
    private func naming(_ rows: [(row: String, name: String)], _ column: NameColumn) -> Step {
        let parameters: [PostgreSQLParameter] = [.texts(rows.map(\.row)), .texts(rows.map(\.name))]
        let given = "unnest($1::text[], $2::text[]) AS e(id, name)"
        let differs = "\(table.handle) = e.id AND \(table.label) IS DISTINCT FROM e.name"
        let count = rows.count
        return Step(
            write: (
                """
                UPDATE \(table.name) AS k SET \(quoted(column: column.column)) = e.name\(updated) FROM \(given) WHERE \(differs)
                """, parameters
            ),
            counted: \.retired,
            proof: ("SELECT count(*) FROM \(given) JOIN \(table.name) k ON \(differs)", parameters),
            message: { AlteredRows.ends($0, of: count) }
        )
    }

    private func deactivation(
        _ named: String,
        _ names: [String],
        _ message: @escaping @Sendable (Int) -> String
    ) -> Step {
        let open = "\(named) AND \(isOpen)"
        // Nothing in the row could tell that it ended.
        let write =
            table.profile.ending.deletes
            ? "DELETE FROM \(table.name) AS k WHERE \(open)"
            : "UPDATE \(table.name) AS k SET \(ended)\(updated) WHERE \(open)"
        return Step(
            write: (write, [.texts(names)]),
            counted: \.deactivated,
            proof: ("SELECT count(*) FROM \(table.name) k WHERE \(open)", [.texts(names)]),
            message: message
        )
    }

    /// Whether a row was not ended yet.
    private var isOpen: String {
        table.profile.active.isEmpty
            ? "coalesce(\(table.end) >= \(PostgreSQLTableIssue.seconds(now)), TRUE)" : "(\(table.isActive))"
    }

    /// What ends a row at once: its flags, or else an end that is past.
    private var ended: String {
        var parts: [String] = []
        for active in table.profile.active {
            let value =
                switch active.ended {
                case .value(let value): value.text.map { literal($0, escapesBackslash: true) } ?? "NULL"
                case .now, nil: literal(MomentText.text(now, as: .timestamptz))
                }
            parts.append("\(quoted(column: active.column)) = \(value)")
        }
        if parts.isEmpty, let expires = table.profile.expires {
            let unit = table.unit(expires)
            let text = literal(table.text(now - unit, in: expires))
            parts.append("\(quoted(column: expires.column)) = \(table.moment(text, as: expires))")
        }
        return parts.joined(separator: ", ")
    }

    private func deletion(_ rows: [String]) -> Step {
        // In the statement itself: a row that someone revived since it was read is kept.
        let dead = """
            \(table.handle) IN (SELECT unnest($1::text[]))
            AND NOT (\(table.isLive(at: PostgreSQLTableIssue.seconds(now))))
            """
        let count = rows.count
        return Step(
            write: ("DELETE FROM \(table.name) AS k WHERE \(dead)", [.texts(rows)]),
            counted: \.deleted,
            proof: ("SELECT count(*) FROM \(table.name) k WHERE \(dead)", [.texts(rows)]),
            message: { AlteredRows.deleted($0, of: count) }
        )
    }

    private var updated: String {
        guard let updated = table.profile.updatedByEnds else { return "" }
        let moment = table.moment(literal(table.text(now, in: updated)), as: updated)
        return ", \(quoted(column: updated.column)) = \(moment)"
    }
}
