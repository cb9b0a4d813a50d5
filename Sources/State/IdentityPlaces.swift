internal import Model

/// Finds the identity that a row belongs to, by owner and name.
struct IdentityPlaces {
    private struct Address: Hashable {
        let owner: OwnerID
        let name: String?
    }

    private var places: [Address: Int] = [:]

    init(_ identities: [Identity]) {
        places.reserveCapacity(identities.count)
        for (place, identity) in identities.enumerated() {
            places[Address(owner: identity.owner.id, name: identity.keyName)] = place
        }
    }

    /// The place of a row's identity in its environment; nil where none declares it.
    subscript(_ row: KeyRow) -> Int? { places[Address(owner: row.owner, name: row.name)] }
}
