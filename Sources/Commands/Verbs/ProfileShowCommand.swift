internal import ArgumentParser
internal import Configuration

struct ProfileShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Writes the YAML of a shipped profile, commented: a starting point for another one.",
        discussion: """
            EXAMPLES
              keyturn profile show litellm
              keyturn profile show pm-mcp-server > mine.yaml
            """
    )

    @Argument(help: "A profile that `keyturn profile list` shows as shipped.")
    var name: String

    func validate() throws {
        guard ShippedProfiles.named(name) == nil else { return }
        let names = ShippedProfiles.all.map(\.name).joined(separator: ", ")
        throw ValidationError("There is no shipped profile of that name; there is \(names).")
    }

    func run() async throws {
        guard let shipped = ShippedProfiles.named(name) else { return }
        try Console(noColor: true, variables: [:]).output(String(decoding: shipped.text, as: UTF8.self))
    }
}
