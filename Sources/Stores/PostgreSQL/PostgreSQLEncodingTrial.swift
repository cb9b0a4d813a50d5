internal import Model

/// Finds out which names and e-mails the database's encoding cannot hold.
struct PostgreSQLEncodingTrial {
    private let trials: [RowTrial]
    private let hasOwners: Bool

    init(_ trials: [RowTrial], hasOwners: Bool) {
        self.trials = trials
        self.hasOwners = hasOwners
    }

    typealias Objections = [StoreSchema.Table.Content: [StoreSchema.Objection]]

    /// - Returns: those that it holds, and what it says of the others.
    func run(
        _ connection: PostgreSQLConnection
    ) throws(PostgreSQLFailure) -> (held: [RowTrial], objections: Objections) {
        let foreign = Set(trials.flatMap { texts(of: $0) }.filter { !$0.utf8.allSatisfy { $0 < 0x80 } })
        guard !foreign.isEmpty else { return (trials, [:]) }
        let answer = try connection.pipeline([("SELECT getdatabaseencoding()::text", [])]).first
        guard let encoding = answer?.text(0, 0) else { return (trials, [:]) }
        var unheld: Set<String> = []
        for text in foreign.sorted() {
            do throws(PostgreSQLFailure) {
                // As bytes: a text would be refused on its way.
                let hex = DigestText.hex(Array(text.utf8))
                let sql = "SELECT length(convert(decode(($1::text[])[1], 'hex'), 'UTF8', getdatabaseencoding()))"
                try connection.pipeline([(sql, [.texts([hex])])])
            } catch {
                guard case .server(let report) = error, !report.isFatal else { throw error }
                if Self.refusals.contains(report.sqlState) { unheld.insert(text) }
            }
        }
        var objections: Objections = [:]
        let refused = trials.filter { !unheld.isDisjoint(with: texts(of: $0)) }.map(\.identity)
        if !refused.isEmpty {
            objections[.keys] = [StoreSchema.Objection(encoding, .insert, refused, kind: .encoding)]
        }
        return (trials.filter { unheld.isDisjoint(with: texts(of: $0)) }, objections)
    }

    private func texts(of trial: RowTrial) -> [String] {
        [trial.key.name] + (hasOwners ? [trial.owner.email, trial.owner.name] : [])
    }

    /// `untranslatable_character`, `character_not_in_repertoire`.
    private static let refusals: Set<String> = ["22P05", "22021"]
}
