internal import Diagnostics
internal import Model

/// Holds the owner rows of a store against the declared owners, before any write: the seed's own SQL fails half-way
/// when the e-mail exists under another id.
enum OwnerCheck {
    static func check(_ view: EnvironmentView) -> [Diagnostic] {
        let rows = view.observed.store.owners
        let byID = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let byEmail = Dictionary(rows.map { ($0.email, $0) }, uniquingKeysWith: { first, _ in first })
        var checked: Set<OwnerID> = []
        var diagnostics: [Diagnostic] = []
        for identity in view.environment.identities where checked.insert(identity.owner.id).inserted {
            let address = Address(view.name, identity.name)
            if let row = byID[identity.owner.id] {
                if row != identity.owner { diagnostics.append(.ownerDiffers(row, identity, address)) }
            } else if let row = byEmail[identity.owner.email] {
                diagnostics.append(.ownerEmailTaken(row, identity, address))
            }
        }
        return diagnostics
    }
}
