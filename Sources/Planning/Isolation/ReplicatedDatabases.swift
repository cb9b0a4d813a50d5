internal import Diagnostics
internal import Model
internal import State

/// Environments whose database follows another environment's: a hot standby, or rows that a subscription writes.
///
/// Every key of the other works there, and none of its own can be kept: the two cannot be isolated.
struct ReplicatedDatabases {
    /// The environment that each follows.
    private let sources: [String: String]
    let diagnostics: [Diagnostic]

    init(_ views: [EnvironmentView], _ sharedKeys: SharedKeys) {
        var sources: [String: String] = [:]
        var diagnostics: [Diagnostic] = []
        for view in views where view.isReplica {
            let originals = Self.originals(of: view, among: views, sharedKeys)
            guard let source = originals.first(where: { !$0.isReplica }) ?? originals.first else { continue }
            sources[view.name] = source.name
            diagnostics.append(.replicatedDatabase(view, of: source))
            if !source.isReplica { diagnostics.append(.replicatedTo(view, from: source)) }
        }
        self.sources = sources
        self.diagnostics = diagnostics
    }

    func isReplica(_ environment: String) -> Bool { sources[environment] != nil }

    /// The environment whose database an environment's own one follows; nil for none.
    func source(of environment: String) -> String? { sources[environment] }

    /// Every pair, with whether one follows the other also where no row says so.
    func marked(_ pairs: [IsolationPair]) -> [IsolationPair] {
        guard !sources.isEmpty else { return pairs }
        return pairs.map { pair in
            var pair = pair
            if sources[pair.one] == pair.other || sources[pair.other] == pair.one { pair.isReplica = true }
            return pair
        }
    }

    private static func originals(
        of view: EnvironmentView,
        among views: [EnvironmentView],
        _ sharedKeys: SharedKeys
    ) -> [EnvironmentView] {
        // The very same server counts as one database.
        let others = views.filter { !$0.observed.store.identity.isSameDatabase(as: view.observed.store.identity) }
        if view.isStandby { return others.filter { isOne(view, $0, sharedKeys) } }
        let taken = Set(view.subscriptions.flatMap(\.publications))
        let publishers = others.filter { !taken.isDisjoint(with: $0.observed.store.schema?.keyPublications ?? []) }
        let fed = publishers.filter { sharedKeys.copied.connects(view.name, $0.name) }
        if !fed.isEmpty { return fed }
        // A publication's name may be any server's.
        return publishers.count == 1
            ? publishers : others.filter { sharedKeys.copied.connects(view.name, $0.name) }
    }

    /// The cluster's identifier and the database's name tell; where a server does not say them, rows in common do.
    private static func isOne(_ view: EnvironmentView, _ other: EnvironmentView, _ sharedKeys: SharedKeys) -> Bool {
        let (one, two) = (view.observed.store.identity, other.observed.store.identity)
        if !one.isVague, !two.isVague { return one.lasting == two.lasting }
        return sharedKeys.copied.connects(view.name, other.name)
    }
}

extension EnvironmentView {
    fileprivate var isStandby: Bool { observed.store.schema?.barrier == .standby }

    fileprivate var subscriptions: [StoreSchema.Subscription] { observed.store.schema?.keySubscriptions ?? [] }
}

extension Diagnostic {
    fileprivate static func replicatedDatabase(_ view: EnvironmentView, of source: EnvironmentView) -> Diagnostic {
        guard !view.isStandby else { return standby(view, of: source) }
        let names = view.subscriptions.map(\.name).joined(separator: ", ")
        return Diagnostic(
            .error,
            PlanningCode.replicatedDatabase,
            "\(view.name)'s database takes its keys from \(source.name)'s, by the subscription \(names)",
            detail:
                "It accepts every key of \(source.name). A key or an expiry that is written there conflicts with rows "
                + "from \(source.name), or is undone by it. Nothing is done in \(view.name); \(source.name)'s keys are "
                + "not replaced because of it.",
            fix:
                "give \(view.name) its own database, or remove the tables of keys and owners from the subscription",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    private static func standby(_ view: EnvironmentView, of source: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .error,
            PlanningCode.replicatedDatabase,
            source.isReplica
                ? "\(view.name) and \(source.name) are read-only copies of one database"
                : "\(view.name)'s database is a read-only copy of \(source.name)'s",
            detail:
                "The server is a standby. It accepts every key of \(source.name), and \(view.name) cannot have a key "
                + "of its own there. Nothing is done in \(view.name); \(source.name)'s keys are not replaced because of it.",
            fix: "give \(view.name) its own database",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    fileprivate static func replicatedTo(_ replica: EnvironmentView, from source: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.replicatedDatabase,
            "every key of \(source.name) works in \(replica.name), whose database "
                + (replica.isStandby ? "is a read-only copy of it" : "subscribes to its keys"),
            detail: "The keys of \(source.name) are managed as always.",
            fix: "give \(replica.name) its own database",
            at: source.environment.databaseLocation,
            address: source.name
        )
    }
}
