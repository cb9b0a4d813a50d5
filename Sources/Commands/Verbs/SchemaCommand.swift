internal import ArgumentParser
internal import Configuration
internal import Diagnostics

struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints the JSON Schema of a configuration file, for editors.",
        discussion: """
            With a schema, an editor completes names, explains them and marks mistakes. init writes the \
            schemas into .schema next to the files; after an update of keyturn, regenerate them:

              keyturn schema environment > environments/.schema/environment.json

            keyturn validate checks what no schema can express: references, values that depend on each other, what \
            _defaults.yaml adds.

            EXAMPLES
              keyturn schema environment > environments/.schema/environment.json
              keyturn schema policy
            """
    )

    @Argument(help: "environment, defaults (_defaults.yaml), policy (_policy.yaml) or revoked (_revoked.yaml).")
    var file: EditorSchema.File

    @OptionGroup var options: CommonOptions

    func run() async throws {
        try Console(noColor: true, variables: [:]).output(EditorSchema.json(file))
    }
}

extension EditorSchema.File: ExpressibleByArgument {}
