package import Model

/// A command that is run after fragments were written (`onChange`), and the identities that it is run for.
///
/// Once in a run, however many keys it is about.
package struct Announcement: Sendable, Codable, Hashable {
    package let hook: Hook

    /// By their place in the environment, ascending; at least one.
    package let identities: [Int]

    /// Their names, in the same order.
    package let names: [String]

    /// Relative to the output folder, in the order of paths.
    package let paths: [String]
}

extension Announcement {
    /// What a run has to announce in an environment, in the order of the first identity of each command.
    static func all(
        of changes: [Change],
        _ waiting: [Waiting],
        left: Set<Address>,
        in environment: Environment,
        _ mandate: Mandate
    ) -> [Announcement] {
        var indexes: [String: Int] = [:]
        for (index, identity) in environment.identities.enumerated() where identity.onChange != nil {
            indexes[identity.name] = index
        }
        guard !indexes.isEmpty else { return [] }
        var paths: [Int: Set<String>] = [:]
        for change in changes {
            guard let index = change.address.identity.flatMap({ indexes[$0] }),
                change.isAnnounced(by: environment.identities[index])
            else { continue }
            paths[index, default: []].formUnion(change.files.map(\.path))
        }
        // Scheduled runs alone: a plan without changes that somebody approved must not restart anything. And where the
        // delivery of the new key is left to somebody, there is nothing to be told of yet.
        if mandate.scope == .unattended {
            for waiting in waiting where waiting.isPresentingOldKey && !left.contains(waiting.address) {
                guard let index = waiting.address.identity.flatMap({ indexes[$0] }) else { continue }
                paths[index] = paths[index] ?? []
            }
        }
        let grouped = Dictionary(grouping: paths.keys) { environment.identities[$0].onChange }
        return grouped.compactMap { hook, indexes in
            guard let hook else { return nil }
            let identities = indexes.sorted()
            return Announcement(
                hook: hook,
                identities: identities,
                names: identities.map { environment.identities[$0].name },
                paths: identities.reduce(into: Set<String>()) { $0.formUnion(paths[$1] ?? []) }.sorted()
            )
        }.sorted { $0.identities[0] < $1.identities[0] }
    }
}

extension Change {
    /// Whether consumers have to be told.
    fileprivate func isAnnounced(by identity: Identity) -> Bool {
        switch action {
        case .issue, .adopt, .rotate, .replace, .deliver: true
        // An old key without an end: the run that replaced it did not come to its end, or its command failed. Where
        // adoption is looked at, the new key was seen in use.
        case .retire: identity.rotation.adoption == nil
        case .revoke: !files.isEmpty
        case .remove: reasons.contains(.absent)
        }
    }
}
