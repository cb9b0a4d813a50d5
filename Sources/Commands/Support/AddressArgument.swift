internal import ArgumentParser
internal import Model

/// An environment or an identity as a command line names it: `prod` or `prod/backend`.
struct AddressArgument: ExpressibleByArgument, Hashable {
    let address: Address

    init?(argument: String) {
        guard let (environment, identity) = Self.parts(argument) else { return nil }
        address = Address(environment, identity)
    }

    /// The two parts of what names an environment or an identity, whether or not they have stars in them.
    ///
    /// Nil for a list: it would be taken apart by whatever reads environments, as `prod,dev` is no name.
    static func parts(_ argument: String) -> (environment: String, identity: String?)? {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && !$0.contains(",") }) else { return nil }
        return (parts[0], parts.count > 1 ? parts[1] : nil)
    }
}
