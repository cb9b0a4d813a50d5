internal import Diagnostics
internal import Model
internal import State

/// Owners for whom no key can be issued that a server accepts: what is declared of them waits, and others continue.
struct OwnerRefusal {
    private let profile: Profile?
    private let environment: String
    private let present: Set<OwnerID>?
    private let disabled: Set<OwnerID>

    init(in observed: ObservedEnvironment) {
        profile = observed.environment.profile
        environment = observed.environment.name
        disabled = observed.store.disabledOwners
        let isMade = profile.map { $0.owner?.creates != nil } ?? true
        present = isMade ? nil : Set(observed.store.owners.lazy.map(\.id))
    }

    /// What keeps an identity from having a key; nil for nothing.
    ///
    /// A warning where someone asked for a revocation and the rows can take it: the leak is worse.
    func finding(of identity: Identity, isRevocation: Bool) -> Diagnostic? {
        if identity.isAbsent { return nil }
        let address = Address(environment, identity.name)
        if let present, !present.contains(identity.owner.id) { return .ownerMissing(identity, profile, address) }
        guard disabled.contains(identity.owner.id) else { return nil }
        return .ownerDisabled(isRevocation ? .warning : .error, identity, profile, address)
    }
}
