internal import ArgumentParser
internal import Diagnostics
internal import Fragments
internal import Model
internal import Reconciler

/// Environments and identities as a command line names them: `prod`, `prod/backend`, `prod/*`, `*/backend`.
struct AddressPattern: ExpressibleByArgument, Hashable {
    private let environment: String

    /// Nil for a whole environment.
    private let identity: String?

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        environment = parts[0]
        identity = parts.count > 1 && parts[1] != "*" ? parts[1] : nil
    }

    /// Nil if it names no single one.
    var environmentName: String? { environment.contains("*") ? nil : environment }

    /// Whether every identity of an environment is meant.
    var isWhole: Bool { identity == nil }

    var text: String { identity.map { "\(environment)/\($0)" } ?? environment }

    func matches(_ address: Address) -> Bool {
        Self.matches(environment, address.environment)
            && (identity.map { pattern in address.identity.map { Self.matches(pattern, $0) } ?? false } ?? true)
    }

    /// A star stands for any text.
    private static func matches(_ pattern: String, _ name: String) -> Bool {
        guard pattern.contains("*") else { return pattern == name }
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, name.hasPrefix(first) else { return false }
        var rest = name.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}

/// What a run is limited to; empty for everything.
struct AddressSelection {
    let patterns: [AddressPattern]

    init(_ patterns: [AddressPattern]) { self.patterns = patterns }

    /// The environments that have to be read; empty for all.
    var environments: [String] {
        let names = patterns.map(\.environmentName)
        return names.contains(nil) ? [] : Set(names.compactMap(\.self)).sorted()
    }

    func includes(_ address: Address) -> Bool {
        patterns.isEmpty || patterns.contains { $0.matches(address) }
    }

    /// The identities that are meant; nil for every one of the environments that were read.
    func identities(of loaded: FleetLoader.Loaded) -> Set<Address>? {
        if patterns.allSatisfy({ $0.isWhole && $0.environmentName != nil }) { return nil }
        return Set(addresses(of: loaded).filter(includes))
    }

    /// Whether a diagnostic is about what is included, or about an environment as a whole.
    func concerns(_ diagnostic: Diagnostic) -> Bool {
        guard let parts = diagnostic.address?.split(separator: "/"), parts.count == 2 else { return true }
        return includes(Address(String(parts[0]), String(parts[1])))
    }

    /// That a pattern names nothing that is declared; nil if each does.
    func missing(of loaded: FleetLoader.Loaded) -> UsageError? {
        let all = addresses(of: loaded)
        let missing = patterns.first { pattern in
            pattern.isWhole
                ? pattern.environmentName == nil && !loaded.names.contains { pattern.matches(Address($0)) }
                : !all.contains(where: pattern.matches)
        }
        guard let pattern = missing else { return nil }
        let names = pattern.isWhole ? loaded.names : all.map(\.description)
        let text = PlainText.line(pattern.text)
        return UsageError(
            "nothing that is declared matches '\(text)'",
            fix: UnknownName.fix(for: text, among: names, otherwise: "declare an identity first")
        )
    }

    private func addresses(of loaded: FleetLoader.Loaded) -> [Address] {
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
    func loadUsableFleet(of selection: AddressSelection, skippingUnset: Bool = false) async -> FleetLoader.Loaded {
        let loaded = await loadUsableFleet(skippingUnset: skippingUnset)
        selection.missing(of: loaded)?.end(console)
        return loaded
    }
}
