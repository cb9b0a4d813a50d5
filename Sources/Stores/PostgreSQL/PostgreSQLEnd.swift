internal import Model

/// The statements of ``KeyStore/end(_:at:)``, after `BEGIN` and before `COMMIT`: one for each kind of ending, whatever
/// the number of rows, and one that proves it.
///
/// Rows are named by their ids, keys by their digests: no key is in a statement or a parameter.
struct PostgreSQLEnd: PostgreSQLWork {
    private typealias Step = PostgreSQLEndSteps.Step

    private let profile: StoreProfile
    private let now: PostgreSQLParameter
    private var steps = PostgreSQLEndSteps()

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

    func write(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) -> EndedRows {
        try steps.write(connection)
    }

    func prove(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) { try steps.prove(connection) }

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
        // In the statement itself: a row that someone revived since it was read is kept.
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

    /// `least` ignores a row without an expiry.
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
