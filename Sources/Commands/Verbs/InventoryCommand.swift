internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Planning
internal import Rendering
internal import State

struct InventoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract: "Lists every key of every database, declared or not.",
        discussion: """
            One line for each row of the key table: its owner and name, the key's fingerprint, age, last use and expiry, \
            whether the server accepts it, and which identity declares it. Nothing is written.

            EXAMPLES
              keyturn inventory -e prod --live
              keyturn inventory --undeclared                    keys that no identity declares
              keyturn inventory --unused-since 90d --format csv
              keyturn inventory --url sqlite:server.db          without any environment file
              keyturn inventory --url '${PROD_DATABASE_URL}' --profile pm-mcp-server

            Exits with 1 where a database could not be read: then the list is not complete.
            """
    )

    @OptionGroup var address: StoreAddress

    @Option(help: "How the result is written to standard output: text, json or csv.")
    var format = InventoryFormat.text

    @Flag(help: "Only keys that the server accepts.")
    var live = false

    @Flag(help: "Only keys that no identity declares.")
    var undeclared = false

    @Option(
        help: ArgumentHelp(
            "Only keys that were not used for this long (90d), or that are older and have no recorded use.",
            valueName: "duration"
        ),
        transform: declaredDuration
    )
    var unusedSince: Duration?

    @OptionGroup var options: CommonOptions

    func validate() throws {
        try address.check(besides: options.environments)
    }

    func run() async throws {
        let runner = Runner(options)
        let found = await InventorySource(runner, at: address.url, profile: address.profile).look(withOthers: false)
        let filter = Inventory.Filter(
            live: live,
            undeclared: undeclared,
            unusedSince: unusedSince.map { found.now - $0 }
        )
        let inventory = Inventory(of: found.views, filter, now: found.now)
        let name = ShownName(found.views)
        var output = BufferedOutput(console: runner.console)
        switch format {
        case .text:
            runner.tell(found.diagnostics, sources: found.loaded.sources)
            try InventoryText(style: runner.console.outputStyle, name).render(inventory) { try output.append($0) }
        case .csv:
            runner.tell(found.diagnostics, sources: found.loaded.sources)
            try InventoryCSV.render(inventory, name) { try output.append($0) }
        case .json:
            try InventoryJSON.render(
                inventory,
                notCompared: found.notCompared,
                diagnostics: found.diagnostics,
                name
            ) { try output.append($0) }
        }
        try output.flush()
        ExitStatus(for: found.diagnostics).end(keeping: found, inventory)
    }
}

/// How an inventory is written.
enum InventoryFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case csv
}
