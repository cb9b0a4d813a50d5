internal import ArgumentParser
internal import Model

/// An environment or an identity as a command line names it: `prod` or `prod/backend`.
struct AddressArgument: ExpressibleByArgument, Hashable {
    let address: Address

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && !$0.contains(",") }) else {
            return nil
        }
        address = Address(parts[0], parts.count > 1 ? parts[1] : nil)
    }
}
