internal import Diagnostics
internal import Model
internal import Planning
internal import SideBySide
internal import YAML

/// Reads a folder of environment files: every file, every error, in one run.
///
/// Nothing but that folder, the templates and the time zones that it names is read, and nothing is written.
package struct ConfigurationLoader: Sendable {
    private let directory: String

    /// Where `_profiles.yaml` is; nil for beside the environment files.
    private let profilesFolder: String?
    private let variables: [String: String]
    private let files: FileRecorder

    /// The zones' rules are the system's: no part of what users declare.
    private let zones: any ConfigurationFiles

    /// - Parameters:
    ///   - directory: the folder of environment files, as the user named it.
    ///   - variables: what `${NAME}` stands for: the process's environment.
    package init(directory: String, variables: [String: String]) {
        self.init(directory: directory, variables: variables, files: DiskFiles())
    }

    /// `profilesFolder` is where `_profiles.yaml` is, where that is not the folder of environment files.
    package init(
        directory: String,
        profilesFolder: String? = nil,
        variables: [String: String],
        files: any ConfigurationFiles
    ) {
        self.directory = directory
        self.profilesFolder = profilesFolder
        self.variables = variables
        self.files = FileRecorder(files)
        zones = files
    }

    /// Reads everything, environments side by side.
    ///
    /// Never fails: what is wrong is in the diagnostics.
    package func load() async -> LoadedConfiguration {
        let workingFolder = files.workingFolder
        let folder = PathText.absolute(directory, in: workingFolder)
        let shown = PathText.shown(folder, from: workingFolder)
        let listing: FolderListing
        do {
            listing = FolderListing(try files.names(in: folder), shown: shown)
        } catch {
            return LoadedConfiguration(
                environments: [],
                diagnostics: [folderProblem(error, shown)],
                sources: SourceTexts()
            )
        }
        var diagnostics = listing.diagnostics
        var sources = SourceTexts()

        var secretVariables: Set<String> = []
        var defaults: DecodingContext.Defaults?
        if listing.hasDefaults {
            let file = shown + "/_defaults.yaml"
            let (tree, bytes, problem) = readTree(folder + "/_defaults.yaml", file: file, address: nil)
            if let bytes {
                sources.add(file) { [files] in files.again(folder + "/_defaults.yaml") }
                secretVariables.formUnion(
                    tree == nil ? SecretMentions.names(in: bytes) : SecretMentions.secretFields(in: bytes)
                )
            }
            if let problem { diagnostics.append(problem) }
            defaults = DecodingContext.Defaults(file: file, tree: tree)
        }
        let calendars = CalendarTable(zones)
        let profilesFolder = profilesFolder.map { PathText.absolute($0, in: workingFolder) } ?? folder
        let shownProfiles = PathText.shown(profilesFolder, from: workingFolder) + "/_profiles.yaml"
        let profiles = profiles(listing.hasProfiles, profilesFolder, shownProfiles, calendars)
        diagnostics.append(contentsOf: profiles.table.diagnostics)
        if let bytes = profiles.bytes {
            sources.add(shownProfiles) { [files] in files.again(profilesFolder + "/_profiles.yaml") }
            secretVariables.formUnion(SecretMentions.secretFields(in: bytes))
        }
        var decoded = await decode(
            listing.environments,
            folder: folder,
            shown: shown,
            defaults: defaults,
            calendars: calendars,
            profiles: profiles.table
        )
        let identities = decoded.lazy.compactMap(\.draft).flatMap(\.identities)
        let shape = KeyShape(
            formats: listing.hasRevoked || listing.hasPolicy ? Set(identities.lazy.map(\.key.format)) : []
        )
        let revoked = listing.hasRevoked ? revocations(folder, shown, calendars, shape) : (entries: [], diagnostics: [])
        diagnostics.append(contentsOf: revoked.diagnostics)
        let policy = listing.hasPolicy ? self.policy(folder, shown, calendars, shape, listing.environments) : .none
        diagnostics.append(contentsOf: policy.diagnostics)
        if policy.mayBeShown {
            sources.add(shown + "/_policy.yaml") { [files] in files.again(folder + "/_policy.yaml") }
        }
        let shared = AcrossEnvironments.check(decoded) { [policy = policy.policy] name in
            policy.setting("distinct-databases")?.assignment(for: name) != nil
        }
        for index in decoded.indices {
            let name = decoded[index].name
            sources.add(decoded[index].file) { [files] in files.again("\(folder)/\(name).yaml") }
            diagnostics.append(contentsOf: decoded[index].diagnostics)
            if decoded[index].environment == nil {
                // Of a file that cannot be opened nothing is known: any variable may be meant.
                secretVariables.formUnion(decoded[index].mentions ?? Set(variables.keys))
            }
            secretVariables.formUnion(decoded[index].draft?.secretVariables ?? [])
            if shared.contains(where: { $0.address == name && $0.severity == .error }) {
                decoded[index].environment = nil
            }
        }
        return LoadedConfiguration(
            environments: decoded.map {
                LoadedEnvironment(name: $0.name, file: $0.file, environment: $0.environment, draft: $0.draft)
            },
            revoked: RevocationList(revoked.entries),
            policy: policy.policy,
            profiles: profiles.table,
            diagnostics: Self.inOrder(diagnostics + shared),
            sources: sources,
            digests: { [files] in files.digests(from: folder) },
            secretVariables: secretVariables
        )
    }

    private func decode(
        _ names: [String],
        folder: String,
        shown: String,
        defaults: DecodingContext.Defaults?,
        calendars: CalendarTable,
        profiles: ProfileTable
    ) async -> [DecodedEnvironment] {
        await sideBySide(names) { name in
            decode(
                DecodingContext(
                    name: name,
                    file: "\(shown)/\(name).yaml",
                    folder: folder,
                    variables: variables,
                    files: files,
                    defaults: defaults,
                    calendars: calendars,
                    profiles: profiles
                )
            )
        }
    }

    private func decode(_ context: DecodingContext) -> DecodedEnvironment {
        let path = "\(context.folder)/\(context.name).yaml"
        let (tree, bytes, problem) = readTree(path, file: context.file, address: context.name)
        guard let tree, let bytes else {
            return DecodedEnvironment(
                name: context.name,
                file: context.file,
                mentions: bytes.map(SecretMentions.names),
                environment: nil,
                draft: nil,
                diagnostics: problem.map { [$0] } ?? []
            )
        }
        var decoder = FileDecoder(tree, context: context)
        var decoded = decoder.environment()
        if decoded.environment == nil { decoded.mentions = SecretMentions.names(in: bytes) }
        return decoded
    }

    /// `_revoked.yaml`.
    ///
    /// Its text is not kept for messages: it is the file that a key itself may have been pasted into.
    private func revocations(
        _ folder: String,
        _ shown: String,
        _ calendars: CalendarTable,
        _ shape: KeyShape
    ) -> (entries: [RevocationList.Entry], diagnostics: [Diagnostic]) {
        let file = shown + "/_revoked.yaml"
        let (tree, _, problem) = readTree(folder + "/_revoked.yaml", file: file, address: nil)
        guard let tree else {
            // One that holds no entry yet, or no more, is as good as none.
            let isEmpty = problem?.code == YAMLCode.emptyFile.rawValue
            return ([], isEmpty ? [] : problem.map { [$0] } ?? [])
        }
        var decoder = FileDecoder(tree, context: sharedContext(file, folder, calendars))
        let entries = decoder.revocations(shape)
        return (entries, decoder.diagnostics.diagnostics)
    }

    /// What came of `_policy.yaml`.
    private struct ReadPolicy {
        var policy = Policy()
        var diagnostics: [Diagnostic] = []

        /// Whether lines of the file may be shown: not if it holds what may be a key.
        var mayBeShown = true

        static let none = ReadPolicy()
    }

    /// `_policy.yaml`.
    private func policy(
        _ folder: String,
        _ shown: String,
        _ calendars: CalendarTable,
        _ shape: KeyShape,
        _ environments: [String]
    ) -> ReadPolicy {
        let file = shown + "/_policy.yaml"
        let (tree, _, problem) = readTree(folder + "/_policy.yaml", file: file, address: nil)
        guard let tree else {
            // One that holds no rule yet, or no more, is as good as none.
            let isEmpty = problem?.code == YAMLCode.emptyFile.rawValue
            return ReadPolicy(diagnostics: isEmpty ? [] : problem.map { [$0] } ?? [])
        }
        var decoder = FileDecoder(tree, context: sharedContext(file, folder, calendars))
        let policy = decoder.policy(shape, environments: environments)
        let diagnostics = decoder.diagnostics.diagnostics
        let holdsKey = diagnostics.contains { $0.code == ConfigurationCode.secretInReason.rawValue }
        return ReadPolicy(policy: policy, diagnostics: diagnostics, mayBeShown: !holdsKey)
    }

    /// `_profiles.yaml`, whose text is not kept for messages where a pepper is in it.
    private func profiles(
        _ isThere: Bool,
        _ folder: String,
        _ file: String,
        _ calendars: CalendarTable
    ) -> (table: ProfileTable, bytes: [UInt8]?) {
        let reader = ProfileReader(folder: folder, variables: variables, files: files, calendars: calendars)
        guard isThere else { return (ProfileTable(reader: reader), nil) }
        let (tree, bytes, problem) = readTree(folder + "/_profiles.yaml", file: file, address: nil)
        guard let tree else {
            // One that holds no profile yet, or no more, is as good as none.
            let isEmpty = problem?.code == YAMLCode.emptyFile.rawValue
            return (ProfileTable(diagnostics: isEmpty ? [] : problem.map { [$0] } ?? [], reader: reader), bytes)
        }
        let table = reader.own(tree, file: file)
        let holdsPepper = table.diagnostics.contains { $0.code == ConfigurationCode.pepperInFile.rawValue }
        return (table, holdsPepper ? nil : bytes)
    }

    /// For a file that concerns every environment.
    private func sharedContext(_ file: String, _ folder: String, _ calendars: CalendarTable) -> DecodingContext {
        DecodingContext(
            name: "",
            file: file,
            folder: folder,
            variables: variables,
            files: files,
            defaults: nil,
            calendars: calendars
        )
    }

    private func readTree(
        _ path: String,
        file: String,
        address: String?
    ) -> (tree: YAMLTree?, bytes: [UInt8]?, problem: Diagnostic?) {
        let bytes: [UInt8]
        do {
            bytes = try files.read(path, limit: YAMLLimits.fileBytes)
        } catch {
            return (nil, nil, .unreadableFile(file, error, address: address))
        }
        do {
            let tree = try bytes.withUnsafeBufferPointer { buffer throws(Diagnostic) in
                try YAMLReader.read(buffer, file: file)
            }
            return (tree, bytes, nil)
        } catch {
            return (nil, bytes, error.about(address))
        }
    }

    private func folderProblem(_ problem: FileProblem, _ shown: String) -> Diagnostic {
        switch problem {
        case .missing: .missingFolder(shown, isFile: false)
        case .wrongKind, .tooLarge: .missingFolder(shown, isFile: true)
        case .unreadable(let reason): .unreadableFolder(shown, reason)
        }
    }

    /// By place, without the repetitions that come of reading `_defaults.yaml` below every environment.
    private static func inOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        let distinct = MissingEchoes.removed(from: diagnostics.filter { seen.insert($0).inserted })
        return distinct.enumerated().sorted { left, right in
            switch (left.element.location, right.element.location) {
            case (nil, nil): left.offset < right.offset
            case (nil, _): true
            case (_, nil): false
            case (let first?, let second?): first == second ? left.offset < right.offset : first < second
            }
        }.map(\.element)
    }
}
