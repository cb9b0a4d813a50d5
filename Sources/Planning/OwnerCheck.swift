internal import Diagnostics
internal import Model
internal import State

/// Holds the owner rows of a store against the declared owners, before any write: the seed's own SQL fails half-way
/// when the e-mail exists under another id.
enum OwnerCheck {
    static func check(_ observed: ObservedEnvironment) -> [Diagnostic] {
        let rows = observed.store.owners
        // Nearly always all are as declared, and in that order.
        if rows.elementsEqual(observed.environment.identities.lazy.map(\.owner)) { return [] }
        let byID = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        // Needed only for owners that are missing: e-mails are hashed only then.
        lazy var byEmail = Dictionary(rows.map { ($0.email, $0) }, uniquingKeysWith: { first, _ in first })
        // A row whose id no one declares came by its e-mail, as the column compares it: perhaps in another case.
        lazy var byColumn = {
            let declared = Set(observed.environment.identities.lazy.map(\.owner.id))
            let found = rows.lazy.filter { !declared.contains($0.id) }.map { ($0.email.lowercased(), $0) }
            return Dictionary(found, uniquingKeysWith: { first, _ in first })
        }()
        var checked: Set<OwnerID> = []
        var diagnostics: [Diagnostic] = []
        let profile = observed.environment.profile
        let isMade = profile.map { $0.owner?.creates != nil } ?? true
        let ignoresCase = observed.store.schema?.ignoresCaseOfEmail == true
        for identity in observed.environment.identities {
            let row = byID[identity.owner.id]
            if row == identity.owner { continue }
            if let row, ignoresCase, row.name == identity.owner.name,
                row.email.lowercased() == identity.owner.email.lowercased()
            {
                continue
            }
            guard checked.insert(identity.owner.id).inserted else { continue }
            let address = Address(observed.environment.name, identity.name)
            if let row {
                diagnostics.append(.ownerDiffers(row, identity, address))
            } else if isMade, let row = byEmail[identity.owner.email] ?? byColumn[identity.owner.email.lowercased()] {
                diagnostics.append(.ownerEmailTaken(row, identity, address))
            }
        }
        return diagnostics
    }
}
