internal import Diagnostics
internal import Model
internal import State

extension Diagnostic {
    /// One for each, in their order; beyond a number that anyone reads, the rest is counted.
    static func orphans(_ orphans: Orphans, in view: EnvironmentView) -> [Diagnostic] {
        let keys = orphans.keys.prefix(orphansNamed).map { orphanedKey($0, in: view) }
        let fragments = orphans.fragments.prefix(orphansNamed).map { orphanedFragment($0, in: view) }
        return keys + rest(PlanningCode.orphanedKey, orphans.keys.count, "keys", view)
            + fragments + rest(PlanningCode.orphanedFragment, orphans.fragments.count, "files", view)
    }

    private static let orphansNamed = 20

    private static func rest(_ code: PlanningCode, _ all: Int, _ what: String, _ view: EnvironmentView) -> [Diagnostic]
    {
        guard all > orphansNamed else { return [] }
        return [
            Diagnostic(
                .warning,
                code,
                "\(all - orphansNamed) more \(what) of \(view.name) are named by no declaration",
                fix: "see all of them: keyturn plan -e \(view.name) --format json",
                at: view.environment.databaseLocation,
                address: view.name
            )
        ]
    }

    static func orphanedKey(_ key: OrphanedKey, in view: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.orphanedKey,
            "key \(key.fingerprint) is live in \(view.name), and no declaration names it",
            detail: "\(key.rowWords). \(key.traceWords).",
            fix: key.fixWords,
            at: location(of: key, in: view),
            address: view.name
        )
    }

    /// To deliver another key would leave nothing that reports this one.
    static func orphanWouldBeLost(_ key: OrphanedKey, _ address: Address, _ identity: Identity) -> Diagnostic {
        Diagnostic(
            .error,
            PlanningCode.orphanedKey,
            "\(address): only its own file shows key \(key.fingerprint), which stays live",
            detail:
                "\(key.rowWords). \(key.traceWords). Overwriting it there would hide it for good, so nothing is done "
                + "for \(address).",
            fix: key.fixWords,
            at: identity.location,
            address: address.description
        )
    }

    static func orphanedFragment(_ fragment: OrphanedFragment, in view: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.orphanedFragment,
            fragment.summaryWords,
            detail: fragment.keyWords,
            fix: fragment.fixWords,
            at: view.environment.outputLocation,
            address: view.name
        )
    }

    private static func location(of key: OrphanedKey, in view: EnvironmentView) -> SourceLocation {
        key.identity.flatMap { name in view.environment.identities.first { $0.name == name }?.location }
            ?? view.environment.databaseLocation
    }
}
