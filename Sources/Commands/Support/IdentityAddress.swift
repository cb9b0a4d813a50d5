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
        if let missing = identities.lazy.compactMap({ loaded.missing($0) }).first { UsageError(missing).end(console) }
    }
}

extension FleetLoader.Loaded {
    /// That an identity is not declared, as a clause; nil where it is.
    func missing(_ identity: IdentityAddress) -> String? {
        if identity.environment.isEmpty {
            let name = PlainText.line(identity.identity)
            let places = fleet.selected.filter { $0.environment.identities.contains { $0.name == identity.identity } }
            guard let first = places.first else {
                let all = fleet.selected.flatMap { layout in
                    layout.environment.identities.map { "\(layout.environment.name)/\($0.name)" }
                }
                let near =
                    all.first { $0.hasPrefix(name + "/") }
                    ?? NearestName.of(
                        name,
                        among: Set(all.compactMap { $0.split(separator: "/").last.map(String.init) }).sorted()
                    )
                    .flatMap { near in all.first { $0.hasSuffix("/" + near) } }
                return "no environment declares an identity '\(name)'"
                    + (near.map { "; did you mean \($0)?" } ?? "; there is \(all.prefix(8).joined(separator: ", "))")
            }
            return "the environment of '\(name)' is missing: write \(first.environment.name)/\(name) (declared in "
                + "\(places.map(\.environment.name).joined(separator: ", ")))"
        }
        let layout = fleet.selected.first { $0.environment.name == identity.environment }
        let names = layout?.environment.identities.map(\.name) ?? []
        guard !names.contains(identity.identity) else { return nil }
        let near =
            NearestName.of(identity.identity, among: names).map { "did you mean \(identity.environment)/\($0)? " } ?? ""
        let listed = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
        return
            "no identity '\(PlainText.line(identity.identity))' in \(identity.environment); \(near)there is \(listed)"
    }
}
