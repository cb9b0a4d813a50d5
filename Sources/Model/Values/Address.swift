package import Diagnostics

/// Where something is: an environment, or an identity in one.
///
/// Written `prod` or `prod/backend`.
package struct Address: Hashable, Sendable, Codable {
    package let environment: String
    package let identity: String?

    package init(_ environment: String, _ identity: String? = nil) {
        self.environment = environment
        self.identity = identity
    }
}

extension Address: CustomStringConvertible {
    package var description: String { identity.map { "\(environment)/\($0)" } ?? environment }
}

extension Address: Comparable {
    /// An environment before its identities.
    package static func < (left: Address, right: Address) -> Bool {
        (left.environment, left.identity ?? "") < (right.environment, right.identity ?? "")
    }
}

extension NaturalOrder {
    /// Environment by environment, each before its identities.
    package init(_ address: Address) { self.init("\(address.environment)\0\(address.identity ?? "")") }
}
