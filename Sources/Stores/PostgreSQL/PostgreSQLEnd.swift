internal import Model

/// The statements of ``KeyStore/end(_:at:)``, after `BEGIN` and before `COMMIT`: one for each kind of ending, whatever
/// the number of rows, and one that proves it.
///
/// Rows are named by their ids, keys by their digests: no key is in a statement or a parameter.
struct PostgreSQLEnd {
    private typealias Statement = (sql: String, parameters: [PostgreSQLParameter])

    private struct Step {
        let write: Statement

        /// What the number of changed rows counts as.
        let counted: any WritableKeyPath<EndedRows, Int> & Sendable

        /// Counts the rows that are not as they were written: a trigger may undo a statement without any error.
        let proof: Statement

        /// What is said of so many.
        let message: @Sendable (Int) -> String
    }

    private let profile: StoreProfile
    private let now: PostgreSQLParameter
    private var steps: [Step] = []

    /// The rows that are named, whatever becomes of them.
    let rows: [RowUUID]

    /// Proves that no other key is ended besides.
    let bystanders: PostgreSQLBystanders

    /// - Throws: ``StoreError/other(message:)`` for a row that did not come from this store.
    init(profile: StoreProfile, endings: KeyEndings, now: Instant) throws(StoreError) {
        self.profile = profile
        self.now = .timestamps([PostgreSQLTimestamp.wire(now)])
        let ended = try Self.uuids(endings.ends.map(\.row))
        let deactivated = try Self.uuids(endings.deactivated)
        let deleted = try Self.uuids(endings.deleted)
        rows = ended + deactivated + deleted
        bystanders = PostgreSQLBystanders(
            profile.keys,
            asked: deactivated + deleted,
            ends: zip(ended, endings.ends).map { (row: $0, end: $1.end) },
            keys: endings.deactivatedKeys,
            now: now,
            failure: { .endsOtherKeys(message: $0) }
        )
        if !ended.isEmpty { steps.append(retirement(ended, endings.ends)) }
        if !deactivated.isEmpty { steps.append(deactivation(.uuids(deactivated), count: deactivated.count)) }
        if !endings.deactivatedKeys.isEmpty {
            steps.append(deactivation(ofKeys: .digests(endings.deactivatedKeys)))
        }
        if !deleted.isEmpty { steps.append(deletion(.uuids(deleted), count: deleted.count)) }
    }

    /// Everything in one round trip, after one that asks how.
    ///
    /// - Returns: how many rows were changed.
    func write(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) -> EndedRows {
        var ended = EndedRows()
        guard !steps.isEmpty else { return ended }
        let answer = try connection.pipeline([(PostgreSQLQuiet.question, [])]).first
        let isQuiet = answer?.bytes(0, 0)?.first == 1
        let writes = steps.map { isQuiet ? PostgreSQLQuiet.wrapped($0.write) : [$0.write] }
        var results = try connection.pipeline(writes.flatMap(\.self))[...]
        for (step, statements) in zip(steps, writes) {
            let last = results.prefix(statements.count).last
            let changed = isQuiet ? last?.integer(0, 0, as: Int64.self).map(Int.init) : last?.changedRows
            ended[keyPath: step.counted] += changed ?? 0
            results = results.dropFirst(statements.count)
        }
        return ended
    }

    /// Proves that every row is as it was written, once every trigger has run.
    ///
    /// - Throws: ``PostgreSQLFailure/altered(message:)`` where one is not.
    func prove(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
        guard !steps.isEmpty else { return }
        for (step, proof) in zip(steps, try connection.pipeline(steps.map(\.proof))) {
            let altered = proof.integer(0, 0, as: Int64.self) ?? 0
            guard altered == 0 else { throw .altered(message: step.message(Int(altered))) }
        }
    }

    private func retirement(_ rows: [RowUUID], _ ends: [KeyEnd]) -> Step {
        let parameters: [PostgreSQLParameter] = [
            .uuids(rows), .timestamps(ends.map { PostgreSQLTimestamp.wire($0.end) }),
        ]
        // The condition is also what makes a second run write nothing. The least end of a row that is named twice wins.
        let update = """
            UPDATE \(table) AS k SET \(expiresAt) = e.ends\(updatedAt("$3"))
            FROM (SELECT id, min(ends) AS ends FROM unnest($1::uuid[], $2::timestamp[]) AS e(id, ends) GROUP BY id) AS e
            WHERE \(id) = e.id AND (k.\(expiresAt) IS NULL OR k.\(expiresAt) > e.ends)
            """
        // A second more, because a column may hold whole seconds.
        let proof = """
            SELECT count(*) FROM unnest($1::uuid[], $2::timestamp[]) AS e(id, ends) JOIN \(table) k ON \(id) = e.id
            WHERE k.\(expiresAt) IS NULL OR k.\(expiresAt) > e.ends + interval '1 second'
            """
        let isDated = profile.keys.updatedAt != nil
        let count = ends.count
        return Step(
            write: (update, isDated ? parameters + [now] : parameters),
            counted: \.retired,
            proof: (proof, parameters),
            message: { AlteredRows.ends($0, of: count) }
        )
    }

    private func deactivation(_ rows: PostgreSQLParameter, count: Int) -> Step {
        let named = "\(id) IN (SELECT unnest($1::uuid[]))"
        let open = "(k.\(isActive) IS DISTINCT FROM FALSE OR k.\(expiresAt) IS NULL OR k.\(expiresAt) > "
        return Step(
            write: (deactivate("\(named) AND \(open)\(moment("$2")))"), [rows, now]),
            counted: \.deactivated,
            proof: (
                "SELECT count(*) FROM \(table) k WHERE \(named) AND \(open)\(moment("$2")) + interval '1 second')",
                [rows, now]
            ),
            message: { AlteredRows.deactivated($0, of: count) }
        )
    }

    private func deactivation(ofKeys digests: PostgreSQLParameter) -> Step {
        let digest = PostgreSQLDigest.sha256("k.\(quoted(profile.keys.key))")
        let active = "k.\(isActive) AND \(digest) IN (SELECT unnest($1::bytea[]))"
        return Step(
            write: (deactivate(active), [digests, now]),
            counted: \.deactivated,
            proof: ("SELECT count(*) FROM \(table) k WHERE \(active)", [digests]),
            message: { AlteredRows.stillActive($0) }
        )
    }

    private func deletion(_ rows: PostgreSQLParameter, count: Int) -> Step {
        // In the statement itself: a row that somebody revived since it was read is kept.
        let dead = """
            \(id) IN (SELECT unnest($1::uuid[])) AND NOT
                (k.\(isActive) IS TRUE AND (k.\(expiresAt) IS NULL OR k.\(expiresAt) >= \(moment("$2"))))
            """
        return Step(
            write: ("DELETE FROM \(table) AS k WHERE \(dead)", [rows, now]),
            counted: \.deleted,
            proof: ("SELECT count(*) FROM \(table) k WHERE \(dead)", [rows, now]),
            message: { AlteredRows.deleted($0, of: count) }
        )
    }

    /// `least` passes over a row without an end.
    private func deactivate(_ condition: String) -> String {
        """
        UPDATE \(table) AS k SET \(isActive) = FALSE,
            \(expiresAt) = least(k.\(expiresAt), \(moment("$2")))\(updatedAt("$2"))
        WHERE \(condition)
        """
    }

    private var table: String { quoted(profile.keys.table) }
    private var id: String { "k.\(quoted(profile.keys.id))" }
    private var isActive: String { quoted(profile.keys.isActive) }
    private var expiresAt: String { quoted(profile.keys.expiresAt) }

    private func moment(_ parameter: String) -> String { "(\(parameter)::timestamp[])[1]" }

    private func updatedAt(_ parameter: String) -> String {
        profile.keys.updatedAt.map { ", \(quoted($0)) = \(moment(parameter))" } ?? ""
    }

    private static func uuids(_ rows: [String]) throws(StoreError) -> [RowUUID] {
        try rows.map { (row) throws(StoreError) -> RowUUID in
            guard let uuid = RowUUID(row) else { throw .other(message: "a row's id is not a UUID") }
            return uuid
        }
    }
}
