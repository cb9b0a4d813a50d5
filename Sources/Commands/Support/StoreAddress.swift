internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Glibc
internal import Model
internal import Redaction
internal import Stores

/// A database that no environment file names: `--url` and `--profile`.
struct StoreAddress: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            A database instead of an environment file: postgresql://… or sqlite:PATH, or '${NAME}' for the value of a \
            variable, which keeps a password out of the list of processes.
            """,
            valueName: "url"
        )
    )
    var url: String?

    @Option(
        help: ArgumentHelp(
            "The profile of the key table at --url; by default the one that fits its tables.",
            valueName: "name"
        )
    )
    var profile: String?

    func validate() throws {
        if profile != nil, url == nil {
            throw ValidationError("--profile requires --url", fix: "add --url, or leave out --profile")
        }
        if let profile, !WellFormed.isName(profile) {
            throw ValidationError(
                "--profile is not the name of a profile",
                fix: "run keyturn profile list to see the names"
            )
        }
    }

    /// - Throws: `ValidationError` where environments are named, too.
    func check(besides environments: [String]) throws {
        if url != nil, !environments.isEmpty {
            throw ValidationError("--url names a database outside the environments", fix: "leave out -e")
        }
    }
}

/// A database by its address, with the profile of its key table.
struct AddressedStore {
    /// What an environment without a file is called.
    static let name = "database"

    /// The variable that carries the address where none was named.
    private static let variable = "KEYTURN_URL"

    let configuration: LoadedConfiguration

    /// The profile that was named or found.
    let profile: String

    /// Loads a configuration of one environment that declares nothing.
    ///
    /// - Throws: ``AddressProblem``.
    init(_ address: String, profile: String?, options: CommonOptions, variables: [String: String])
        async throws(AddressProblem)
    {
        if let profile {
            self.profile = profile
        } else {
            self.profile = try await Self.recognise(address, options: options, variables: variables)
        }
        configuration = await Self.load(address, profile: self.profile, options: options, variables: variables)
    }

    /// A configuration of one environment.
    static func load(
        _ address: String,
        profile: String?,
        options: CommonOptions,
        variables: [String: String],
        identities: String = "identities: {}\n",
        profilesText: [UInt8]? = nil
    ) async -> LoadedConfiguration {
        let named = variableName(in: address)
        var variables = variables
        if named == nil { variables[variable] = address }
        let text = """
            environment: \(name)
            database: { url: "${\(named ?? variable)}"\(profile.map { ", profile: \($0)" } ?? "") }
            output: .keyturn-no-output
            \(identities)
            """
        let files = AddressedFiles(
            environment: name,
            content: Array(text.utf8),
            profilesIn: options.config,
            profilesText: profilesText
        )
        return await ConfigurationLoader(
            directory: ".",
            profilesFolder: options.config,
            variables: variables,
            files: files
        ).load()
    }

    /// The name in `${NAME}` or `$NAME`; nil for an address itself.
    static func variableName(in address: String) -> String? {
        var name = address[...]
        guard name.first == "$" else { return nil }
        name = name.dropFirst()
        if name.first == "{", name.last == "}" { name = name.dropFirst().dropLast() }
        let isName = !name.isEmpty && name.utf8.allSatisfy { KeyWord.isLetter($0) && $0 != UInt8(ascii: "-") }
        return isName && name.first?.isNumber == false ? String(name) : nil
    }

    /// The one profile, shipped or of `_profiles.yaml`, whose tables and columns are all there.
    private static func recognise(
        _ address: String,
        options: CommonOptions,
        variables: [String: String]
    ) async throws(AddressProblem) -> String {
        let loaded = await load(address, profile: nil, options: options, variables: variables)
        guard let environment = loaded.environments.first?.environment, !loaded.diagnostics.hasErrors else {
            throw AddressProblem(diagnostics: loaded.diagnostics)
        }
        let catalog: TableCatalog
        do throws(StoreError) {
            catalog = try TableCatalog.read(environment.database)
        } catch {
            throw AddressProblem(diagnostics: [error.diagnostic(for: environment)])
        }
        let shipped = ShippedProfiles.all.compactMap { loaded.profiles.shipped($0.name) }
        let all = shipped + loaded.profiles.own.compactMap(\.profile)
        let fits = all.map { ProfileFit($0, in: catalog) }
        let whole = fits.filter(\.isWhole).map(\.profile)
        if whole.count == 1 { return whole[0] }
        throw AddressProblem(
            diagnostics: [
                whole.isEmpty ? .noProfile(fits.min(by: ProfileFit.isNearer), in: catalog) : .severalProfiles(whole)
            ]
        )
    }
}

/// Why a database cannot be read by its address alone.
struct AddressProblem: Error {
    let diagnostics: [Diagnostic]
}

extension Sequence<Diagnostic> {
    /// Without places in the environment's file, which no one wrote; those in `_profiles.yaml` stay.
    var atWrittenPlaces: [Diagnostic] {
        map { $0.location?.file.hasSuffix("/_profiles.yaml") == true ? $0 : $0.withoutLocation }
    }
}

extension Diagnostic {
    fileprivate static func noProfile(_ nearest: ProfileFit?, in catalog: TableCatalog) -> Diagnostic {
        let nearest = nearest?.isForeign == false ? nearest : nil
        let missing = nearest.map { $0.missingTables.map { "table \($0)" } + $0.missingColumns.map { "column \($0)" } }
        return Diagnostic(
            .error,
            CommandCode.profileNotRecognised,
            "no profile fits the tables of this database",
            detail: nearest.map {
                "Nearest is `\(PlainText.line($0.profile))`; not found: "
                    + PlainText.line((missing ?? []).joined(separator: ", ")) + "."
            } ?? catalog.words,
            fix:
                "name the database of the server itself, or describe its key table in _profiles.yaml and name it with --profile"
        )
    }

    fileprivate static func severalProfiles(_ names: [String]) -> Diagnostic {
        Diagnostic(
            .error,
            CommandCode.profileNotRecognised,
            "several profiles fit the tables of this database: \(names.map(PlainText.line).joined(separator: ", "))",
            detail: "Keyturn cannot know which application is meant.",
            fix: "name one with --profile"
        )
    }
}
