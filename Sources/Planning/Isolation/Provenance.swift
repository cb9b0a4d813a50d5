internal import Model
package import State

/// What of an environment's store is another environment's.
package struct Provenance: Hashable, Sendable {
    /// Live keys whose rows came from another environment.
    package internal(set) var copies = 0

    /// Live keys that another environment holds by the same row, of which nothing says whose they are.
    package internal(set) var undecided = 0

    /// The environment whose database its own one follows.
    package internal(set) var follows: String?

    /// Of the identities whose current key is in other stores by the same row, by name.
    package internal(set) var identities: [String: KeyCopy] = [:]

    package init() {}

    /// Whether everything in the store is its own.
    package var isOwn: Bool { copies == 0 && undecided == 0 && follows == nil }

    /// Of every view, by its name, compared with all of them.
    package static func all(in views: [EnvironmentView], _ sharedKeys: SharedKeys) -> [String: Provenance] {
        all(in: views, sharedKeys, ReplicatedDatabases(views, sharedKeys))
    }

    /// Of every view, by its name.
    static func all(
        in views: [EnvironmentView],
        _ sharedKeys: SharedKeys,
        _ replicas: ReplicatedDatabases
    ) -> [String: Provenance] {
        var found: [String: Provenance] = [:]
        for view in views {
            var provenance = Provenance()
            provenance.follows = replicas.source(of: view.name)
            if !sharedKeys.copied.groups.isEmpty {
                for (identity, state) in zip(view.environment.identities, view.keys.states) {
                    guard let current = state.current else { continue }
                    provenance.identities[identity.name] = sharedKeys.copy(of: current.fingerprint, in: view.name)
                }
            }
            found[view.name] = provenance
        }
        for (key, groups) in sharedKeys.copied.groups {
            let live = sharedKeys.liveEnvironments(of: key)
            for group in groups {
                for name in group.members.intersection(live) where name != group.origin {
                    if group.origin == nil { found[name]?.undecided += 1 } else { found[name]?.copies += 1 }
                }
            }
        }
        return found
    }
}
