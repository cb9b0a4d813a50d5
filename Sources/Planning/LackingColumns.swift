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
    func finding(of identity: Identity) -> Diagnostic? {
        if identity.isAbsent { return nil }
        let address = Address(environment.name, identity.name)
        let rotation = identity.rotation
        if store.ending.isByKeyturn, rotation.expires != nil {
            return .expiryNotKept(identity, environment.profile, address)
        }
        let needsAge = rotation.every != nil || rotation.cron != nil || rotation.adoption != nil
        let isAgeless =
            switch store.order {
            case .created: false
            case .ids, .files: needsAge && rotation.expires == nil
            case .ends: rotation.expires == nil
            }
        return isAgeless ? .ageUnknown(identity, environment.profile, address) : nil
    }
}
