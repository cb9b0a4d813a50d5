internal import Configuration
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import Reconciler
internal import SideBySide

/// Reads the configuration and chooses what a command works on.
struct FleetLoader {
    let options: CommonOptions
    let variables: [String: String]

    /// Whether a variable that is not set leaves its value unchecked, rather than being an error.
    var toleratesUnset = false

    struct Loaded {
        /// With what is wrong with the configuration, as far as it concerns the selected environments.
        let fleet: Fleet

        /// What this version cannot serve of what was selected: an error for all that goes beyond the declarations.
        let notServed: [Diagnostic]

        /// For showing the places that diagnostics point at.
        let sources: SourceTexts

        /// Every environment that is declared, usable or not.
        let names: [String]

        /// The environments that lack nothing but variables that are not set, with the first of these.
        let unset: [String: String]

        /// SHA-256 of each file of the configuration.
        let digests: @Sendable () -> [String: String]
    }

    /// - Throws: ``UnknownEnvironment``.
    func load() async throws(UnknownEnvironment) -> Loaded {
        try await load(ConfigurationLoader(directory: options.config, variables: variables).load())
    }

    /// What follows from a configuration.
    ///
    /// - Throws: ``UnknownEnvironment``.
    func load(_ configuration: LoadedConfiguration) async throws(UnknownEnvironment) -> Loaded {
        let names = configuration.environments.map(\.name)
        try checkSelection(configuration)

        // A file with errors still has deliveries to be checked, so that all that is wrong is reported at once.
        let unset = UnsetVariables.environments(in: configuration)
        let layouts = await sideBySide(configuration.environments.filter { $0.draft != nil }) { loaded in
            loaded.draft.map {
                (
                    isWhole: loaded.environment != nil || toleratesUnset && unset[loaded.name] != nil,
                    made: FragmentLayout.make(for: $0)
                )
            }
        }.compactMap(\.self)
        let usable = layouts.filter { $0.isWhole && !$0.made.diagnostics.hasErrors }.map(\.made.layout)
        let usableNames = Set(usable.map(\.environment.name))
        let found = toleratesUnset ? UnsetVariables.tolerated(configuration.diagnostics) : configuration.diagnostics
        let diagnostics =
            found.filter { $0.environment.map(options.selects) ?? true }
            + layouts.map(\.made).filter { options.selects($0.layout.environment.name) }.flatMap(\.diagnostics)
            + AuditPlaces.diagnostics(layouts.map(\.made.layout)).filter {
                $0.address.map(options.selects) ?? true
            }
        return Loaded(
            fleet: Fleet(
                selected: usable.filter { options.selects($0.environment.name) },
                others: usable.filter { !options.selects($0.environment.name) && $0.environment.notServed() == nil },
                notCompared: usable.filter {
                    !options.selects($0.environment.name) && $0.environment.notServed() != nil
                }.map {
                    NotCompared(environment: $0.environment.name, reason: "its profile is not served yet")
                }
                    + names.filter { name in
                        !usableNames.contains(name) && (!options.selects(name) || unset[name] != nil)
                    }.map { name in
                        NotCompared(
                            environment: name,
                            reason: unset[name].map { "the variable \($0) is not set" }
                                ?? "its configuration has errors: see keyturn validate"
                        )
                    },
                revoked: configuration.revoked,
                diagnostics: Self.distinct(diagnostics),
                policy: configuration.policy,
                secretVariables: configuration.secretVariables
            ),
            notServed: usable.map(\.environment).filter { options.selects($0.name) }.compactMap { $0.notServed() },
            sources: configuration.sources,
            names: names,
            unset: unset,
            digests: configuration.digests
        )
    }

    /// Without the repetitions that come of reading `_defaults.yaml` below every environment: one mistake, told once.
    private static func distinct(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        struct Mistake: Hashable {
            let code: String
            let summary: String
            let location: SourceLocation
        }
        var told: Set<Mistake> = []
        return diagnostics.filter { diagnostic in
            guard let location = diagnostic.location else { return true }
            return told.insert(Mistake(code: diagnostic.code, summary: diagnostic.summary, location: location)).inserted
        }
    }

    private func checkSelection(_ configuration: LoadedConfiguration) throws(UnknownEnvironment) {
        let names = configuration.environments.map(\.name)
        for name in options.environments where !names.isEmpty && !names.contains(where: NamePattern(name).matches) {
            let places = configuration.environments.filter { environment in
                environment.draft?.identities.contains { $0.name == name } ?? false
            }
            throw UnknownEnvironment(
                name: name,
                folder: options.config,
                declared: names,
                identities: places.map { "\($0.name)/\(name)" }
            )
        }
    }
}

/// An environment that `-e` or an address names is not declared.
struct UnknownEnvironment: Error, CustomStringConvertible {
    let name: String
    let folder: String
    let declared: [String]

    /// The addresses of identities of that name.
    let identities: [String]

    /// What is wrong.
    var description: String {
        "no environment \(NamePattern(name).hasStar ? "matches" : "named") '\(PlainText.line(name))' in \(folder)"
    }

    /// What was probably meant, or what there is.
    var fix: String? {
        if name.contains("/") { return "write the address as an argument, without -e: \(PlainText.line(name))" }
        return identities.isEmpty
            ? UnknownName.fix(for: PlainText.line(name), among: declared)
            : "name the identity with its environment: " + identities.joined(separator: ", ")
    }
}
