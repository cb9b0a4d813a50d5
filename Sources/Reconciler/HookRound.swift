internal import Fragments
internal import Hooks
internal import Model
internal import Planning

/// One command and the identities that it is run for.
struct Announcement {
    let hook: Hook

    /// By their place in the environment, ascending; at least one.
    let identities: [Int]

    /// Relative to the output folder, in the order of paths.
    let paths: [String]
}

/// The commands that a run has to run in an environment (`onChange`): each once, however many keys it is about.
struct HookRound {
    /// In the order of the first identity of each.
    let announcements: [Announcement]

    var isEmpty: Bool { announcements.isEmpty }

    init(_ plan: EnvironmentPlan, of environment: Environment, _ mandate: Mandate) {
        var indexes: [String: Int] = [:]
        for (index, identity) in environment.identities.enumerated() where identity.onChange != nil {
            indexes[identity.name] = index
        }
        guard !indexes.isEmpty else {
            announcements = []
            return
        }
        var paths: [Int: Set<String>] = [:]
        for change in plan.changes {
            guard let index = change.address.identity.flatMap({ indexes[$0] }),
                change.isAnnounced(by: environment.identities[index])
            else { continue }
            paths[index, default: []].formUnion(change.files.map(\.path))
        }
        // Scheduled runs alone: what somebody approved as a plan without changes must not restart anything.
        if mandate.scope == .unattended {
            for waiting in plan.waiting where waiting.isPresentingOldKey {
                guard let index = waiting.address.identity.flatMap({ indexes[$0] }) else { continue }
                paths[index, default: []] = paths[index] ?? []
            }
        }
        let grouped = Dictionary(grouping: paths.keys) { environment.identities[$0].onChange }
        announcements = grouped.compactMap { hook, identities in
            hook.map { hook in
                Announcement(
                    hook: hook,
                    identities: identities.sorted(),
                    paths: identities.reduce(into: Set<String>()) { $0.formUnion(paths[$1] ?? []) }.sorted()
                )
            }
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

extension HookCall {
    init(_ announcement: Announcement, in view: EnvironmentView, newKeys: [NewKey]) {
        let environment = view.environment
        let all = view.files
        let paths =
            announcement.paths.isEmpty
            ? Set(announcement.identities.flatMap { all[$0] }).sorted() : announcement.paths
        self.init(
            hook: announcement.hook,
            environment: environment.name,
            identities: announcement.identities.map { environment.identities[$0].name },
            fragments: paths.map { "\(environment.output)/\($0)" },
            withheld: Set(environment.identities.lazy.flatMap(\.deliveries).compactMap(\.variable)),
            secrets: view.observed.store.keys.map(\.secret) + newKeys.map(\.secret)
        )
    }
}

extension Delivery {
    /// The variable that consumers read the key from.
    fileprivate var variable: String? {
        switch target {
        case .compose(_, let variable), .dotenv(_, let variable), .secret(_, _, let variable): variable
        case .template: nil
        }
    }
}
