internal import Diagnostics
internal import Model
internal import State

/// Environments whose database is another environment's, followed by a read-only server (a hot standby).
///
/// Every key of the other works there, and none of its own can be written: the two cannot be isolated.
struct ReplicatedDatabases {
    /// The environment that each follows.
    private let sources: [String: String]
    let diagnostics: [Diagnostic]

    /// The cluster's identifier and the database's name tell; where a server does not say them, rows in common do.
    init(_ views: [EnvironmentView], _ sharedKeys: SharedKeys) {
        var sources: [String: String] = [:]
        var diagnostics: [Diagnostic] = []
        for view in views where view.isStandby {
            let originals = views.filter { $0.name != view.name && Self.isOne(view, $0, sharedKeys) }
            guard let source = originals.first(where: { !$0.isStandby }) ?? originals.first else { continue }
            sources[view.name] = source.name
            diagnostics.append(.replicatedDatabase(view, of: source))
            if !source.isStandby { diagnostics.append(.replicatedTo(view, from: source)) }
        }
        self.sources = sources
        self.diagnostics = diagnostics
    }

    func isReplica(_ environment: String) -> Bool { sources[environment] != nil }

    private static func isOne(_ view: EnvironmentView, _ other: EnvironmentView, _ sharedKeys: SharedKeys) -> Bool {
        let (one, two) = (view.observed.store.identity, other.observed.store.identity)
        // The very same server is told of as one database.
        if one == two { return false }
        if !one.isVague, !two.isVague { return one.lasting == two.lasting }
        return sharedKeys.copied.connects(view.name, other.name)
    }
}

extension Diagnostic {
    fileprivate static func replicatedDatabase(_ view: EnvironmentView, of source: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .error,
            PlanningCode.replicatedDatabase,
            source.isStandby
                ? "\(view.name) and \(source.name) are read-only copies of one database"
                : "\(view.name)'s database is a read-only copy of \(source.name)'s",
            detail: "The server is a standby. It accepts every key of \(source.name), and \(view.name) can have no key "
                + "of its own there. Nothing is done in \(view.name); \(source.name)'s keys are not replaced because of it.",
            fix: "give \(view.name) a database of its own",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    fileprivate static func replicatedTo(_ replica: EnvironmentView, from source: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.replicatedDatabase,
            "every key of \(source.name) works in \(replica.name), whose database is a read-only copy of it",
            detail: "The keys of \(source.name) are managed as always.",
            fix: "give \(replica.name) a database of its own",
            at: source.environment.databaseLocation,
            address: source.name
        )
    }
}
