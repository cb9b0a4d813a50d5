internal import Configuration
internal import Diagnostics
internal import Model
internal import Reconciler
internal import Redaction
internal import Rendering
internal import State
internal import Stores

/// Declares the keys that are live in databases already: `init --from`.
struct StoreImport {
    /// A database to import from: `URL`, or `ENVIRONMENT=URL`.
    struct Source: Hashable {
        let environment: String
        let address: String

        /// The variable that the file names: the one that was given, or one made of the environment's name.
        var variable: String { AddressedStore.variableName(in: address) ?? Starter.variable(for: environment) }

        /// Whether the URL itself was given, rather than a variable.
        var isLiteral: Bool { AddressedStore.variableName(in: address) == nil }

        /// The name in `NAME=URL` that no environment can have; nil for anything else.
        static func badName(in text: String) -> String? {
            guard let equals = text.firstIndex(of: "=") else { return nil }
            let name = String(text[..<equals])
            let address = text[text.index(after: equals)...]
            let isAddress = ["$", "sqlite:", "postgresql:", "postgres:"].contains { address.hasPrefix($0) }
            return isAddress && !name.contains(":") && !name.hasPrefix("$") && !WellFormed.isName(name) ? name : nil
        }

        /// Reads what is behind `--from`; `environment` is the one that `-e` names.
        init?(_ text: String, environment: String?) {
            let equals = text.firstIndex(of: "=")
            let name = equals.map { String(text[..<$0]) }
            // A URL may hold an `=`, and no name of an environment has a colon.
            if let name, let equals, WellFormed.isName(name) {
                self.environment = name
                address = String(text[text.index(after: equals)...])
            } else {
                guard let environment else { return nil }
                self.environment = environment
                address = text
            }
            if address.isEmpty { return nil }
        }
    }

    let runner: Runner
    let profile: String?
    let takes: (ListedKey) -> Bool

    /// What one database came to.
    struct Imported {
        let source: Source
        let profile: String
        var drafts: IdentityDrafts

        /// Whether the database holds the keys themselves.
        let keepsTexts: Bool

        /// What could be declared for every live key, whatever was asked for.
        let everything: IdentityDrafts

        /// How many keys there are, live or not.
        let keyCount: Int

        /// The file of a SQLite database, by its absolute path; nil for any other database.
        let file: String?

        /// Whether the address leads there from the folder where it is called alone: a configuration reads a relative path from
        /// its own folder.
        let isRelative: Bool

        /// Identities of the defaults that the file is going to inherit.
        var inherited: [Identity] = []

        /// Those of them of which the database holds no live key, in order.
        var missing: [String] = []

        var declaration: DeclarationYAML.File {
            var file = DeclarationYAML.File(
                environment: source.environment,
                variable: source.variable,
                profile: profile == ShippedProfiles.standard ? nil : profile,
                identities: drafts.identities,
                keepsTexts: keepsTexts
            )
            file.missing = missing
            return file
        }
    }

    /// Looks at a database and drafts its identities; nothing is written.
    ///
    /// - Throws: ``AddressProblem``.
    func look(at source: Source) async throws(AddressProblem) -> Imported {
        let store = try await AddressedStore(
            source.address,
            profile: profile,
            options: runner.options,
            variables: runner.variables
        )
        let (bare, now) = try await view(store.configuration)
        let keys = Inventory(of: [bare], Inventory.Filter(), now: now).keys
        let details = try Self.details(of: bare.environment)
        var imported = Imported(
            source: source,
            profile: store.profile,
            drafts: IdentityDrafts(of: keys, in: bare.environment.profile, details, takes: takes),
            keepsTexts: bare.observed.store.keepsTexts,
            everything: IdentityDrafts(of: keys, in: bare.environment.profile, details) { _ in true },
            keyCount: keys.count,
            file: bare.environment.database.path,
            isRelative: runner.isRelativeFile(source.address)
        )
        try await recognise(&imported.drafts, at: source.address, profile: store.profile)
        return imported
    }

    /// The identities that a new file would inherit from `_defaults.yaml`, as far as they can be read alone; the file is going to
    /// be in `folder`.
    func inherited(by imported: Imported, in folder: String) async -> [Identity] {
        var bare = imported
        bare.drafts = IdentityDrafts(of: [], takes: { _ in false })
        var variables = runner.variables
        if imported.source.isLiteral { variables[imported.source.variable] = imported.source.address }
        let path = "\(folder)/\(imported.source.environment).yaml"
        let files = PatchedFiles(path: path, content: Array(DeclarationYAML.environment(bare.declaration).utf8))
        let loaded = await ConfigurationLoader(directory: folder, variables: variables, files: files).load()
        return loaded.environments.first { $0.name == imported.source.environment }?.draft?.identities ?? []
    }

    /// Learns the formats of keys from a configuration that declares the drafts.
    ///
    /// - Throws: ``AddressProblem``.
    func recognise(
        _ drafts: inout IdentityDrafts,
        at address: String,
        profile: String
    ) async throws(AddressProblem) {
        guard !drafts.identities.isEmpty else { return }
        let identities = "identities:\n" + DeclarationYAML.identities(drafts.identities, indent: "  ")
        let declared = await AddressedStore.load(
            address,
            profile: profile,
            options: runner.options,
            variables: runner.variables,
            identities: identities
        )
        let (view, now) = try await view(declared)
        let prefix = view.environment.profile?.alsoAccepts?.prefix
        drafts.recognise(in: view, prefixes: [prefix].compactMap(\.self), now: now)
    }

    /// What the rows of an environment's table hold besides what every run reads of them.
    ///
    /// - Throws: ``AddressProblem``.
    static func details(of environment: Environment) throws(AddressProblem) -> KeyTableDetails? {
        guard let profile = environment.profile else { return nil }
        do throws(StoreError) {
            return try KeyTableDetails.read(environment.database, of: profile)
        } catch {
            throw AddressProblem(diagnostics: error.diagnostics(for: environment))
        }
    }

    /// The one environment of a configuration that is written nowhere.
    private func view(_ configuration: LoadedConfiguration) async throws(AddressProblem) -> (EnvironmentView, Instant) {
        let loader = FleetLoader(options: runner.options.choosing([AddressedStore.name]), variables: runner.variables)
        guard let loaded = try? await loader.load(configuration) else {
            throw AddressProblem(diagnostics: configuration.diagnostics)
        }
        let problems = runner.problems(of: loaded)
        if problems.hasErrors { throw AddressProblem(diagnostics: problems) }
        let inspection = await runner.inspect(loaded.fleet)
        guard let view = inspection.views.first else {
            throw AddressProblem(diagnostics: inspection.diagnostics.filter(\.isError))
        }
        return (view, inspection.now)
    }
}

extension Runner {
    /// Whether an address names a SQLite file by a path that is not absolute.
    fileprivate func isRelativeFile(_ address: String) -> Bool {
        let value = AddressedStore.variableName(in: address).map { variables[$0] ?? "" } ?? address
        let text = value.drop(while: \.isWhitespace)
        return text.hasPrefix("sqlite:") && !text.hasPrefix("sqlite:/")
    }
}
