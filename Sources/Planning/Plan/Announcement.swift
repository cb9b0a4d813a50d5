package import Model
internal import Redaction
internal import State

/// A command that a run owes, and the identities that it is run for.
///
/// `onChange`: once in a run, however many keys it is about.
package struct Announcement: Sendable, Codable, Hashable {
    /// What a command follows.
    package enum Event: String, Sendable, Codable {
        /// Fragments that were written.
        case change = "onChange"
        /// Rows that were ended at once, by the profile's `onEnd`; `{stored}` in it is not filled in yet.
        case end = "onEnd"
    }

    package let hook: Hook

    /// Nil in plans that know of `onChange` alone.
    private let after: Event?

    /// By their place in the environment, ascending; at least one for ``Event/change``.
    package let identities: [Int]

    /// Their names, in the same order.
    package let names: [String]

    /// Relative to the output folder, in the order of paths.
    package let paths: [String]

    /// Nil in plans that know of no such keys.
    private let before: [EndedKey]?

    /// Keys that ended before, for which the command was not run or failed.
    package var owed: [EndedKey] { before ?? [] }

    init(
        _ hook: Hook,
        after event: Event = .change,
        identities: [Int],
        names: [String],
        paths: [String],
        owed: [EndedKey] = []
    ) {
        self.hook = hook
        before = owed.isEmpty ? nil : owed
        after = event == .change ? nil : event
        self.identities = identities
        self.names = names
        self.paths = paths
    }

    package var event: Event { after ?? .change }

    /// The same of a command with its arguments as they are shown.
    func asShown() -> Announcement {
        Announcement(
            Hook(arguments: hook.written.map(SecretMask.masked), timeout: hook.timeout, folder: hook.folder),
            after: event,
            identities: identities,
            names: names,
            paths: paths,
            owed: owed
        )
    }
}

extension Announcement {
    /// What a run has to announce in an environment: `onChange` in the order of the first identity of each command, then
    /// `onEnd`.
    static func all(
        of changes: [Change],
        _ waiting: [Waiting],
        left: Set<Address>,
        owed: [EndedKey],
        in view: EnvironmentView,
        _ mandate: Mandate
    ) -> [Announcement] {
        ofChanges(changes, waiting, left: left, in: view, mandate) + ofEnds(changes, owed, in: view.environment)
    }

    /// Keys that end by their row's own date are not among them: no run is there when they do.
    private static func ofEnds(
        _ changes: [Change],
        _ owed: [EndedKey],
        in environment: Environment
    ) -> [Announcement] {
        guard let hook = environment.profile?.onEnd else { return [] }
        let ending = changes.filter(\.endsAtOnce)
        guard !ending.isEmpty || !owed.isEmpty else { return [] }
        let names = Set(ending.compactMap(\.address.identity) + owed.compactMap(\.identity))
        let identities = environment.identities.indices.filter { names.contains(environment.identities[$0].name) }
        return [
            Announcement(
                hook,
                after: .end,
                identities: identities,
                names: identities.map { environment.identities[$0].name },
                paths: [],
                owed: owed
            )
        ]
    }

    private static func ofChanges(
        _ changes: [Change],
        _ waiting: [Waiting],
        left: Set<Address>,
        in view: EnvironmentView,
        _ mandate: Mandate
    ) -> [Announcement] {
        let environment = view.environment
        let repeatsAtEnd = view.observed.store.ending.isUnwritten
        var indexes: [String: Int] = [:]
        for (index, identity) in environment.identities.enumerated() where identity.onChange != nil {
            indexes[identity.name] = index
        }
        guard !indexes.isEmpty else { return [] }
        var paths: [Int: Set<String>] = [:]
        for change in changes {
            guard let index = change.address.identity.flatMap({ indexes[$0] }),
                change.isAnnounced(by: environment.identities[index], repeatsAtEnd: repeatsAtEnd)
            else { continue }
            paths[index, default: []].formUnion(change.files.map(\.path))
        }
        // Scheduled runs alone: a plan without changes that someone approved must not restart anything. And where the
        // delivery of the new key is left to someone, there is nothing to be told of yet.
        if mandate.scope == .unattended {
            for waiting in waiting where waiting.isPresentingOldKey && !left.contains(waiting.address) {
                guard let index = waiting.address.identity.flatMap({ indexes[$0] }) else { continue }
                paths[index] = paths[index] ?? []
            }
            for (name, index) in indexes where repeatsAtEnd && view.mayOweCommand(to: index) {
                let address = Address(view.name, name)
                guard mandate.includes(address), !left.contains(address) else { continue }
                paths[index] = paths[index] ?? []
            }
        }
        let grouped = Dictionary(grouping: paths.keys) { environment.identities[$0].onChange }
        return grouped.compactMap { hook, indexes in
            guard let hook else { return nil }
            let identities = indexes.sorted()
            return Announcement(
                hook,
                identities: identities,
                names: identities.map { environment.identities[$0].name },
                paths: identities.reduce(into: Set<String>()) { $0.formUnion(paths[$1] ?? []) }.sorted()
            )
        }.sorted { $0.identities[0] < $1.identities[0] }
    }
}

extension EnvironmentView {
    /// Whether consumers of an identity may not know of its current key, as far as anything tells: an old one works beside
    /// it, and neither the audit file nor the last uses say that they took it up.
    ///
    /// Where the table has no place for an end, no row shows that the command failed; and once the old key ends it is too late.
    fileprivate func mayOweCommand(to index: Int) -> Bool {
        let state = keys.states[index]
        guard let current = state.current, state.older.contains(where: { $0.expiresAt != nil }),
            !observed.issued.isTold(current.fingerprint)
        else { return false }
        // What our own probe does is a use as well.
        guard environment.identities[index].probe == nil, current.lastUsedAt != nil, let issued = current.createdAt
        else {
            return true
        }
        return state.older.contains { $0.lastUsedAt.map { $0 > issued } ?? false }
    }
}

extension Change {
    /// Whether it takes a live key away without an overlap.
    package var endsAtOnce: Bool {
        from != nil && (action == .revoke || action == .remove && reasons.contains(.absent) || endsNow)
    }

    /// Whether consumers have to be told.
    ///
    /// `repeatsAtEnd`: nothing shows whether they were announced before, so they are announced once more when the old key ends.
    fileprivate func isAnnounced(by identity: Identity, repeatsAtEnd: Bool) -> Bool {
        switch action {
        case .issue, .adopt, .rotate, .replace, .deliver: true
        // An old key without an expiry: the run that replaced it did not come to its end, or its command failed. Where
        // adoption is looked at, the new key was seen in use.
        case .retire: endsNow ? repeatsAtEnd : identity.rotation.adoption == nil
        case .revoke: !files.isEmpty
        case .remove: reasons.contains(.absent)
        }
    }
}
