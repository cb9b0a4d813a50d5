package import Model

/// Whose keys someone asked to be issued again although their store has never seen those that are delivered.
package enum Reissue: Sendable, Codable, Hashable {
    /// Every identity that the plan shows.
    case all

    /// These environments and identities.
    case some(Set<Address>)

    func includes(_ address: Address) -> Bool {
        switch self {
        case .all: true
        case .some(let addresses): addresses.contains(address) || addresses.contains(Address(address.environment))
        }
    }
}

extension Mandate {
    /// Whether an identity's delivered keys may be replaced although its store has never seen them.
    func reissues(_ address: Address) -> Bool { scope == .everything && reissue?.includes(address) ?? false }
}
