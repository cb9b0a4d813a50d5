internal import Diagnostics
internal import Model
internal import State

/// Rows that leave the table when their keys end: afterwards nothing in this environment tells that it knew those keys.
enum LostTraces {
    static func told(
        of changes: [Change],
        in view: EnvironmentView,
        _ sharedKeys: SharedKeys,
        _ notCompared: [NotCompared]
    ) -> [Diagnostic] {
        guard view.observed.store.ending.deletes else { return [] }
        var ended: [(change: Change, key: Fingerprint)] = []
        for change in changes where change.deletesRow {
            if let key = change.from { ended.append((change, key)) }
        }
        guard !ended.isEmpty else { return [] }
        var told = ended.compactMap { change, key in
            sharedKeys.places(of: key, outside: view.name).map { Diagnostic.traceLost(key, change, $0) }
        }
        let others = Set(notCompared.map(\.environment)).subtracting([view.name]).sorted()
        if !others.isEmpty { told.append(.tracesLost(ended.count, view, unseen: others)) }
        return told
    }
}

extension Change {
    /// Whether carrying it out takes a live row from the table, where ends are deletions.
    fileprivate var deletesRow: Bool {
        switch action {
        case .retire: endsNow
        case .revoke: true
        case .remove: reasons.contains(.absent)
        case .issue, .adopt, .rotate, .replace, .deliver: false
        }
    }
}

extension Diagnostic {
    fileprivate static func traceLost(_ key: Fingerprint, _ change: Change, _ places: [Place]) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.sharedTraceLost,
            "key \(key) of \(change.address) is deleted, and is also in \(Place.list(places))",
            detail: "In this table a key ends by deletion. Afterwards nothing here shows that the key was known.",
            fix: "replace the key there as well, in the same run",
            at: change.location,
            address: change.address.description
        )
    }

    fileprivate static func tracesLost(_ count: Int, _ view: EnvironmentView, unseen: [String]) -> Diagnostic {
        let keys = count == 1 ? "1 key of \(view.name) is" : "\(count) keys of \(view.name) are"
        return Diagnostic(
            .warning,
            PlanningCode.sharedTraceLost,
            "\(keys) deleted without being compared with \(unseen.joined(separator: ", "))",
            detail: "In this table a key ends by deletion. Afterwards nothing here shows that the key was known.",
            fix: "make \(unseen.joined(separator: ", ")) reachable, then look: keyturn isolation",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }
}
