internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Model
internal import Rendering
internal import State
internal import Stores

struct ProfileDraftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draft",
        abstract: "Writes a commented profile for a table that has none yet.",
        discussion: """
            Reads the table's columns, keys and foreign keys, and up to 100 of its rows for the shape of what columns hold: \
            digits, length and a prefix that all values have. No value is shown, and nothing is written to the database.

            The purpose of each column is guessed from its type and name. Each guess says so, and what you must still \
            decide is at the top. The draft is checked as `keyturn validate` checks `_profiles.yaml`.

            EXAMPLES
              keyturn profile draft --url '${SHOP_URL}' api_keys > _profiles.yaml
              keyturn profile draft --url sqlite:shop.db auth.tokens --name shop

            Exits with 1 where the table does not exist, and where the draft is not valid until you decide something.
            """
    )

    @Argument(help: ArgumentHelp("The table: api_keys, or schema.table. Case counts.", valueName: "table"))
    var table: String

    @Option(
        help: ArgumentHelp(
            "The database: postgresql://… or sqlite:PATH, or '${NAME}' for the value of a variable, which keeps a password out "
                + "of the list of processes.",
            valueName: "url"
        )
    )
    var url: String

    @Option(help: ArgumentHelp("The name of the profile. Default: the name of the table.", valueName: "name"))
    var name: String?

    @OptionGroup var options: CommonOptions

    func validate() throws {
        guard TableName(table) != nil else {
            throw ValidationError(
                "'\(PlainText.line(table))' is not the name of a table",
                fix: "write TABLE or SCHEMA.TABLE as the database spells it"
            )
        }
        if let name, !WellFormed.isName(name) {
            throw ValidationError("--name is not a valid name", fix: "write a name such as shop")
        }
        if let name, ShippedProfiles.named(name) != nil {
            throw ValidationError(
                "'\(name)' is the name of a shipped profile",
                fix: "choose another name"
            )
        }
        if !options.environments.isEmpty { throw ValidationError("--url names a database", fix: "leave out -e") }
    }

    func run() async throws {
        let runner = Runner(options)
        guard let named = TableName(table) else { return }
        let addressed = await AddressedStore.load(url, profile: nil, options: options, variables: runner.variables)
        guard let environment = addressed.environments.first?.environment else {
            end(addressed.diagnostics.filter(\.isError), runner)
        }
        let found: TableDescription?
        let catalog: TableCatalog
        do throws(StoreError) {
            found = try TableDescription.read(named, in: environment.database)
            catalog = try TableCatalog.read(environment.database)
        } catch {
            end([error.diagnostic(for: environment)], runner)
        }
        guard let found else { end([.noTable(named, in: catalog)], runner) }
        let draft = ProfileDraft(of: found, name: name ?? Self.name(of: named))
        let read = await AddressedStore.load(
            url,
            profile: draft.name,
            options: options,
            variables: runner.variables,
            profilesText: Array(ProfileDraftYAML.render(draft).utf8)
        )
        let profile = read.profiles.own.first?.profile
        var unserved: [String] = []
        if let profile, case .failure(let reason) = StoreProfile.serving(profile) { unserved = reason.parts }
        let recognised = ShippedProfiles.all.map(\.name).filter { name in
            guard let shipped = addressed.profiles.shipped(name), shipped.table.name == named.name else { return false }
            return ProfileFit(shipped, in: catalog).isWhole
        }
        try runner.console.output(ProfileDraftYAML.render(draft, unserved: unserved, recognised: recognised))
        let problems = read.profiles.diagnostics.filter(\.isError)
        runner.tell(problems.map(\.withoutLocation), sources: SourceTexts())
        ExitStatus(for: problems).end()
    }

    /// The table's name as profiles are called.
    private static func name(of table: TableName) -> String {
        var name = String(table.name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
        name = String(name.drop { $0 == "-" })
        if ShippedProfiles.named(name) != nil || !WellFormed.isName(name) { name = "own-\(name.prefix(40))" }
        return name
    }

    private func end(_ problems: [Diagnostic], _ runner: Runner) -> Never {
        runner.tell(problems.map(\.withoutLocation), sources: SourceTexts())
        ExitStatus.failed.end()
    }
}

extension Diagnostic {
    fileprivate static func noTable(_ name: TableName, in catalog: TableCatalog) -> Diagnostic {
        let names = catalog.names
        let near = names.first { $0.hasSuffix(".\(name.name)") } ?? NearestName.of(name.text, among: names)
        return Diagnostic(
            .error,
            CommandCode.tableNotFound,
            "no table \(PlainText.line(name.text)) in this database",
            detail: catalog.words,
            fix: near.map { "did you mean \(PlainText.line($0))? Names are case-sensitive" }
                ?? "name the database of the application itself, and the table as the database spells it"
        )
    }
}
