internal import ArgumentParser
internal import Diagnostics
internal import Fragments
internal import Model
internal import Reconciler

/// Environments and identities as a command line names them: `prod`, `prod/backend`, `prod/*`, `*/backend`.
struct AddressPattern: ExpressibleByArgument, Hashable {
    let environment: NamePattern

    /// Nil for a whole environment.
    private let identity: NamePattern?

    init?(argument: String) {
        guard let (environment, identity) = AddressArgument.parts(argument) else { return nil }
        self.environment = NamePattern(environment)
        self.identity = identity == "*" ? nil : identity.map(NamePattern.init)
    }

    /// Whether every identity of an environment is meant.
    var isWhole: Bool { identity == nil }

    /// The one identity that it names; nil if it may name several.
    var single: Address? {
        guard let identity, !identity.hasStar, !environment.hasStar else { return nil }
        return Address(environment.text, identity.text)
    }

    var text: String { identity.map { "\(environment.text)/\($0.text)" } ?? environment.text }

    func matches(_ address: Address) -> Bool {
        guard environment.matches(address.environment) else { return false }
        guard let identity else { return true }
        return address.identity.map(identity.matches) ?? false
    }
}

/// What a run is limited to; empty for everything.
struct AddressSelection {
    let patterns: [AddressPattern]

    init(_ patterns: [AddressPattern]) { self.patterns = patterns }

    /// The environments that have to be read, as `-e` names them; empty for all.
    var environments: [String] { Set(patterns.map(\.environment.text)).sorted() }

    func includes(_ address: Address) -> Bool {
        patterns.isEmpty || patterns.contains { $0.matches(address) }
    }

    /// The same of what is written `prod` or `prod/backend`.
    @Sendable func includes(text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        return includes(Address(parts.first ?? "", parts.count > 1 ? parts[1] : nil))
    }

    /// The identities that are meant; nil for every one of the environments that were read.
    func identities(of loaded: FleetLoader.Loaded) -> Set<Address>? {
        patterns.allSatisfy(\.isWhole) ? nil : addresses(of: loaded)
    }

    /// The identities that are meant, each of them.
    func addresses(of loaded: FleetLoader.Loaded) -> Set<Address> { Set(declared(in: loaded).filter(includes)) }

    /// Whether a diagnostic is about what is included, or about an environment as a whole.
    func concerns(_ diagnostic: Diagnostic) -> Bool {
        guard let parts = diagnostic.address?.split(separator: "/"), parts.count == 2 else { return true }
        return includes(Address(String(parts[0]), String(parts[1])))
    }

    /// That a pattern names nothing that is declared; nil if each does.
    ///
    /// Of environments that do not exist nothing could be read: ``UnknownEnvironment``.
    func missing(of loaded: FleetLoader.Loaded) -> UsageError? {
        if patterns.isEmpty { return nil }
        let all = declared(in: loaded)
        let environments = loaded.names.map { Address($0) }
        let missing = patterns.first { !($0.isWhole ? environments : all).contains(where: $0.matches) }
        guard let pattern = missing else { return nil }
        if let identity = pattern.single { return loaded.missing(identity) }
        let text = PlainText.line(pattern.text)
        return UsageError(
            "nothing that is declared matches '\(text)'",
            fix: UnknownName.fix(for: text, among: all.map(\.description), otherwise: "declare an identity first")
        )
    }

    private func declared(in loaded: FleetLoader.Loaded) -> [Address] {
        loaded.fleet.selected.flatMap { layout in
            layout.environment.identities.map { Address(layout.environment.name, $0.name) }
        }
    }
}

/// The addresses that limit a command.
struct AddressOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Only these: prod, prod/backend, prod/*. Default: all.", valueName: "address"))
    var addresses: [AddressPattern] = []

    var selection: AddressSelection { AddressSelection(addresses) }
}

extension CommonOptions {
    /// With the environments of these addresses as the chosen ones.
    ///
    /// - Throws: where environments were chosen with `-e` as well.
    func choosing(_ selection: AddressSelection) throws -> CommonOptions {
        guard !selection.patterns.isEmpty else { return self }
        guard environments.isEmpty else {
            throw ValidationError("an address names its environment", fix: "leave out -e")
        }
        return choosing(selection.environments)
    }
}

extension Runner {
    /// The configuration of what was named; ends the command where something of it is not declared.
    ///
    /// `skippingUnset`: as of ``loadUsableFleet(skippingUnset:)``.
    func loadUsableFleet(of selection: AddressSelection, skippingUnset: Bool = false) async -> FleetLoader.Loaded {
        let loaded = await loadUsableFleet(skippingUnset: skippingUnset)
        selection.missing(of: loaded)?.end(console)
        return loaded
    }

    /// Ends the command where one of the environments or identities is not declared.
    func check(_ addresses: [Address], in loaded: FleetLoader.Loaded) {
        addresses.lazy.compactMap { loaded.missing($0) }.first?.end(console)
    }
}

extension FleetLoader.Loaded {
    /// That an environment or an identity is not declared; nil if it is.
    fileprivate func missing(_ identity: Address) -> UsageError? {
        guard let layout = fleet.selected.first(where: { $0.environment.name == identity.environment }) else {
            let unknown = PlainText.line(identity.environment)
            let known = fleet.selected.map(\.environment.name)
            return UsageError("no environment named '\(unknown)'", fix: UnknownName.fix(for: unknown, among: known))
        }
        guard identity.identity != nil else { return nil }
        let all = layout.environment.identities.map { Address(identity.environment, $0.name) }
        guard !all.contains(identity) else { return nil }
        let name = PlainText.line(identity.identity ?? "")
        return UsageError(
            "no identity named '\(name)' in \(identity.environment)",
            fix: UnknownName.fix(for: "\(identity.environment)/\(name)", among: all.map(\.description))
        )
    }
}
