package import Model

/// The keys of which stores hold nothing but digests, found by any text that may be one of them.
///
/// As ``DigestedTexts`` finds whose one key is, for as many texts as a search comes to.
package struct DigestedKeys: Sendable {
    /// Keys of a store that no text can be compared with.
    package struct Unsearchable: Hashable, Sendable {
        package let environment: String
        package let count: Int
    }

    private struct Table: Sendable {
        let digester: KeyDigester
        let lookup: KeyPiece?
        var rows: [DigestedRows]
        var fingerprints: [[Fingerprint]]
    }

    /// Those of one form and pepper are one, so that a text is digested once for all of them; others one for a store.
    private let tables: [Table]
    package let unsearchable: [Unsearchable]

    /// Nil if every key of these environments is known by its fingerprint.
    package init?(of views: [EnvironmentView]) {
        var tables: [Table] = []
        var places: [Fingerprint: Int] = [:]
        var unsearchable: [Unsearchable] = []
        for view in views {
            let store = view.observed.store
            guard let digester = store.digester else { continue }
            let unknown =
                store.keys.filter(\.isUnknown).map { ($0.fingerprint, $0.digested, $0.mark) }
                + store.otherKeys.filter(\.isUnknown).map { ($0.fingerprint, $0.digested, $0.mark) }
            guard !unknown.isEmpty else { continue }
            let rows = DigestedRows(unknown.map { ($0.1, $0.2) })
            let count = rows.unsearchable(digester)
            if count > 0 { unsearchable.append(Unsearchable(environment: view.name, count: count)) }
            guard count < unknown.count else { continue }
            if let form = digester.comparison, !digester.form.isSlow, let place = places[form] {
                tables[place].rows.append(rows)
                tables[place].fingerprints.append(unknown.map(\.0))
            } else {
                if let form = digester.comparison { places[form] = tables.count }
                tables.append(
                    Table(digester: digester, lookup: store.lookup, rows: [rows], fingerprints: [unknown.map(\.0)])
                )
            }
        }
        guard !tables.isEmpty || !unsearchable.isEmpty else { return nil }
        self.tables = tables
        self.unsearchable = unsearchable
    }

    /// What stands for the rows that hold a text's digest, in the stores where telling takes no time to speak of.
    package func quick(_ text: UnsafeRawBufferPointer, _ fingerprint: Fingerprint) -> [Fingerprint] {
        found(text, fingerprint) { !$0.digester.form.isSlow }
    }

    /// Whether telling it of the other stores takes slow digests: a row's mark or lookup column fits the text.
    package func isSlow(_ text: UnsafeRawBufferPointer, _ fingerprint: Fingerprint) -> Bool {
        tables.contains { table in
            guard table.digester.form.isSlow else { return false }
            let piece = table.lookup.map { KeyDigester.piece($0, of: text) }
            return table.rows.contains { $0.hasCandidates(fingerprint, piece) }
        }
    }

    /// The same as ``quick(_:_:)`` of the stores with slow digests.
    package func slow(_ text: UnsafeRawBufferPointer, _ fingerprint: Fingerprint) -> [Fingerprint] {
        found(text, fingerprint) { $0.digester.form.isSlow }
    }

    private func found(
        _ text: UnsafeRawBufferPointer,
        _ fingerprint: Fingerprint,
        in isAsked: (Table) -> Bool
    ) -> [Fingerprint] {
        var found: [Fingerprint] = []
        for table in tables where isAsked(table) {
            let digester = table.digester
            let isByCandidates = digester.comparison == nil || digester.form.isSlow
            let piece = isByCandidates ? table.lookup.map { KeyDigester.piece($0, of: text) } : nil
            let search = DigestedRows.Search(candidatesOnly: digester, fingerprint, text, piece)
            for (rows, fingerprints) in zip(table.rows, table.fingerprints) {
                for place in isByCandidates ? rows.proven(search) : rows.referred(search) {
                    found.append(fingerprints[place])
                }
            }
        }
        return found
    }
}
