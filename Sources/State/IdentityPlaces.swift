internal import Model

/// Finds the identity that a row belongs to: by owner and name, or by the owner alone where every row of an owner is the
/// identity's (`owner.dedicated`).
struct IdentityPlaces {
    private struct Address: Hashable {
        let owner: OwnerID
        let name: String?
    }

    private var places: [Address: Int] = [:]
    private let isByOwner: Bool

    init(_ environment: Environment) {
        isByOwner = environment.hasDedicatedOwners
        places.reserveCapacity(environment.identities.count)
        for (place, identity) in environment.identities.enumerated() {
            places[Address(owner: identity.owner.id, name: isByOwner ? nil : identity.key.name)] = place
        }
    }

    /// The place of a row's identity in its environment; nil if none declares it.
    subscript(_ row: KeyRow) -> Int? { places[Address(owner: row.owner, name: isByOwner ? nil : row.name)] }
}
