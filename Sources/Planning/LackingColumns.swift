internal import Diagnostics
internal import Model
internal import State

/// What identities ask of a table of an older version of the application, which lacks columns (`ifPresent`): such an identity waits, and
/// others continue.
///
/// What no version of the table can give is refused where the declarations are read.
struct LackingColumns {
    private let store: StoreObservation
    private let environment: Environment

    init(in observed: ObservedEnvironment) {
        store = observed.store
        environment = observed.environment
    }

    /// What keeps an identity's keys from being issued and rotated as it declares; nil for nothing.
    ///
    /// Nothing does where someone asked for a revocation: the leak is worse.
    func finding(of identity: Identity, isRevocation: Bool) -> Diagnostic? {
        if identity.isAbsent || isRevocation { return nil }
        let rotation = identity.rotation
        if store.ending.isByKeyturn, rotation.expires != nil {
            return lacks(
                environment.profile?.expires,
                .expiryNotKept,
                "`rotation.expires` cannot be kept",
                "No key is issued that would never expire.",
                fix: "remove `expires` from",
                identity
            )
        }
        let needsAge = rotation.every != nil || rotation.cron != nil || rotation.adoption != nil
        let isAgeless =
            switch store.order {
            case .created: false
            case .ids, .files: needsAge && rotation.expires == nil
            case .ends: rotation.expires == nil
            }
        guard isAgeless else { return nil }
        return lacks(
            environment.profile?.created,
            .ageUnknown,
            "the age of keys is unknown",
            "An age can be counted back from an expiry.",
            fix: "declare `rotation.expires` for",
            identity
        )
    }

    private func lacks(
        _ column: TimeColumn?,
        _ code: PlanningCode,
        _ summary: String,
        _ consequence: String,
        fix: String,
        _ identity: Identity
    ) -> Diagnostic {
        let address = Address(environment.name, identity.name).description
        return Diagnostic(
            .error,
            code,
            "\(summary): the key table has no column `\(PlainText.line(column?.column ?? ""))`",
            detail: "This database is of an older version of the application. \(consequence)",
            fix: "upgrade the application, or \(fix) \(address)",
            at: identity.location,
            address: address
        )
    }
}
