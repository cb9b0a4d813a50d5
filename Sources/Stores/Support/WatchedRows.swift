internal import Model

/// Makes credentials of a watched table's rows, the same for every engine.
///
/// SQL never orders them: a credential's place in the list follows from its labels and its column.
struct WatchedRows {
    /// Longer labels are cut off by the statement, so that no document is read for a name.
    static let longestLabel = 256

    /// What stands for a label that is NULL.
    static let noLabel = "-"

    private let watch: Watch
    private let table: Watch.Table
    private var rows: [Row] = []

    private struct Row {
        let labels: [String]
        let since: Instant?

        /// Those of each column; none where the row holds none, several where it holds a JSON document.
        let fingerprints: [[Fingerprint]]
    }

    init(_ watch: Watch, _ table: Watch.Table) {
        self.watch = watch
        self.table = table
    }

    mutating func append(labels: [String], since: Instant?, fingerprints: [[Fingerprint]]) {
        rows.append(Row(labels: labels, since: since, fingerprints: fingerprints))
    }

    var credentials: [WatchedCredential] {
        let ordered = rows.sorted { left, right in
            if left.labels != right.labels { return left.labels.lexicographicallyPrecedes(right.labels) }
            return left.fingerprints.lexicographicallyPrecedes(right.fingerprints) {
                $0.lexicographicallyPrecedes($1)
            }
        }
        var credentials: [WatchedCredential] = []
        credentials.reserveCapacity(rows.count * table.columns.count)
        for row in ordered {
            for (column, fingerprints) in zip(table.columns, row.fingerprints) {
                credentials += fingerprints.map { fingerprint in
                    WatchedCredential(
                        source: .column(table: table.name, column: column, labels: row.labels),
                        fingerprint: fingerprint,
                        since: row.since,
                        maxAge: watch.maxAge,
                        location: watch.location
                    )
                }
            }
        }
        return credentials
    }
}

extension WatchedRows {
    /// SHA-256 digests one after the other, each once, in an order of their own.
    static func fingerprints(_ digests: [UInt8]?) -> [Fingerprint] {
        guard let digests else { return [] }
        if digests.count == 32 { return digests.withUnsafeBytes { Fingerprint(digest: $0).map { [$0] } ?? [] } }
        let found = stride(from: 0, to: digests.count, by: 32).compactMap { start in
            digests[start..<min(start + 32, digests.count)].withUnsafeBytes { Fingerprint(digest: $0) }
        }
        return Set(found).sorted()
    }
}

extension WatchProblem {
    /// The table, and what in it, cannot be watched.
    init(_ watch: Watch, _ table: Watch.Table, _ reason: String, fix: String? = nil) {
        self.init(table.name, reason, fix: fix, at: watch.location)
    }

    static func missingTable(_ watch: Watch, _ table: Watch.Table) -> WatchProblem {
        WatchProblem(
            watch,
            table,
            "the database has no such table",
            fix: "write the table's name as the database has it, schema.table if it is not in the search path, or "
                + "remove the entry from `watch`"
        )
    }

    static func missingColumns(_ columns: [String], _ watch: Watch, _ table: Watch.Table) -> WatchProblem {
        WatchProblem(
            watch,
            table,
            "the table has no column \(columns.joined(separator: ", "))",
            fix: "write the columns' names as the database has them"
        )
    }

    /// What a failure says; messages about values are left out, since they may quote some.
    static func failed(_ error: StoreError, _ watch: Watch, _ table: Watch.Table) -> WatchProblem {
        switch error {
        case .timeout(let message), .unreachable(let message), .permissionDenied(let message):
            WatchProblem(watch, table, "\(error.summary): \(message)")
        default: WatchProblem(watch, table, error.summary)
        }
    }
}

extension Watch.Table {
    /// Every column that is read, each once, in the order of their declaration.
    var allColumns: [String] {
        var seen: Set<String> = []
        return (columns + [ageColumn].compactMap(\.self) + labels).filter { seen.insert($0).inserted }
    }
}
