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
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        // Without an environment: which ones have the identity is said once the configuration was read.
        environment = parts.count > 1 ? String(parts[0]) : ""
        identity = String(parts[parts.count - 1])
    }

    var address: Address { Address(environment, identity) }
}

extension Runner {
    /// The configuration of the environments that identities are named of.
    ///
    /// Ends the command where one of them is not declared.
    func loadUsableFleet(with identities: [IdentityAddress]) async -> FleetLoader.Loaded {
        let loaded = await loadUsableFleet(skippingUnset: identities.isEmpty)
        check(identities, in: loaded)
        return loaded
    }

    /// Ends the command where one of the identities is not declared.
    func check(_ identities: [IdentityAddress], in loaded: FleetLoader.Loaded) {
        identities.lazy.compactMap { loaded.missing($0) }.first?.end(console)
    }
}

extension FleetLoader.Loaded {
    /// That an identity is not declared; nil if it is.
    func missing(_ identity: IdentityAddress) -> UsageError? {
        let name = PlainText.line(identity.identity)
        guard !identity.environment.isEmpty else { return missingEnvironment(of: identity, called: name) }
        guard let layout = fleet.selected.first(where: { $0.environment.name == identity.environment }) else {
            let unknown = PlainText.line(identity.environment)
            let known = fleet.selected.map(\.environment.name)
            return UsageError(
                "no environment named '\(unknown)'",
                fix: UnknownName.fix(for: unknown, among: known)
            )
        }
        let names = layout.environment.identities.map(\.name)
        guard !names.contains(identity.identity) else { return nil }
        return UsageError(
            "no identity named '\(name)' in \(identity.environment)",
            fix: UnknownName.fix(for: "\(identity.environment)/\(name)", among: addresses(names, identity.environment))
        )
    }

    /// An identity without its environment: which environments have it, or what was meant.
    private func missingEnvironment(of identity: IdentityAddress, called name: String) -> UsageError {
        let places = fleet.selected.filter { $0.environment.identities.contains { $0.name == identity.identity } }
        if let first = places.first {
            let declared = places.map(\.environment.name).joined(separator: ", ")
            return UsageError(
                "the environment of '\(name)' is missing",
                fix: "write \(first.environment.name)/\(name) (declared in \(declared))"
            )
        }
        let all = fleet.selected.flatMap { layout in
            addresses(layout.environment.identities.map(\.name), layout.environment.name)
        }
        let names = Set(fleet.selected.flatMap { $0.environment.identities.map(\.name) }).sorted()
        let near =
            all.first { $0.hasPrefix(name + "/") }
            ?? UnknownName.nearest(to: name, among: names).flatMap { near in all.first { $0.hasSuffix("/" + near) } }
        return UsageError(
            "no environment declares an identity '\(name)'",
            fix: near.map { "did you mean \($0)?" } ?? UnknownName.fix(for: name, among: all)
        )
    }

    private func addresses(_ names: [String], _ environment: String) -> [String] {
        names.map { "\(environment)/\($0)" }
    }
}
