internal import Fragments
internal import Reconciler
internal import ArgumentParser
internal import Diagnostics
internal import Model

/// An identity as a command line names it: `prod/backend`.
struct IdentityAddress: ExpressibleByArgument, Hashable {
    let environment: String
    let identity: String

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        environment = String(parts[0])
        identity = String(parts[1])
    }

    var address: Address { Address(environment, identity) }
}

extension Runner {
    /// The configuration of the environments that identities are named of.
    ///
    /// Ends the command where one of them is not declared.
    func loadUsableFleet(with identities: [IdentityAddress]) async -> FleetLoader.Loaded {
        let loaded = await loadUsableFleet()
        if let missing = identities.lazy.compactMap({ loaded.missing($0) }).first {
            console.error(ArgumentMask.masked("error: \(missing)\n"))
            ExitStatus.wrongUsage.end()
        }
        return loaded
    }
}

extension FleetLoader.Loaded {
    /// That an identity is not declared, as a clause; nil where it is.
    func missing(_ identity: IdentityAddress) -> String? {
        let layout = fleet.selected.first { $0.environment.name == identity.environment }
        let names = layout?.environment.identities.map(\.name) ?? []
        guard !names.contains(identity.identity) else { return nil }
        let listed = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
        return
            "there is no identity '\(PlainText.line(identity.identity))' in \(identity.environment); there is \(listed)"
    }
}
