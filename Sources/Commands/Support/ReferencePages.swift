internal import AuditFiles
internal import ArgumentParser
internal import Configuration
internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Planning
internal import Reconciler
internal import Stores
internal import YAML

/// The pages of the reference that are written from the code.
enum ReferencePages {
    static let notice = "<!-- Written from the code by `make docs`; edits are overwritten. -->\n"

    static var diagnostics: String {
        var text = "# Diagnostic codes\n\n\(notice)"
        text += """

            Every error, warning and note has a code that does not change; programs match on it, never on the text. In \
            JSON a diagnostic has `severity`, `code`, `summary`, `detail`, `fix`, `file`, `line`, `column`, `address`.

            """
        for table in codes {
            text += "\n## \(table.title)\n\n| code | meaning |\n| --- | --- |\n"
            for code in table.codes { text += "| `\(code.name)` | \(cell(code.explanation)) |\n" }
        }
        return text
    }

    /// The codes of one part.
    struct CodeTable {
        let title: String
        let codes: [(name: String, explanation: String)]

        fileprivate init<Code: DiagnosticCode>(_ title: String, _ codes: Code.Type) {
            self.title = title
            self.codes = Code.allCases.map { ($0.rawValue, $0.explanation) }
        }
    }

    /// Every code, in the order of the reference.
    static var codes: [CodeTable] {
        [
            CodeTable("YAML", YAMLCode.self),
            CodeTable("Configuration", ConfigurationCode.self),
            CodeTable("Fragments", FragmentCode.self),
            CodeTable("Stores", StoreCode.self),
            CodeTable("Planning", PlanningCode.self),
            CodeTable("Health checks", StatusCode.self),
            CodeTable("Policy", RuleCode.self),
            CodeTable("Exceptions and overrides", PolicyCode.self),
            CodeTable("Delivery", DeliveryCode.self),
            CodeTable("Carrying out", ReconcilerCode.self),
            CodeTable("Audit files", AuditCode.self),
            CodeTable("Manifests", ManifestCode.self),
            CodeTable("Looking ahead", ForecastCode.self),
            CodeTable("Command line, saved plans and metrics", CommandCode.self),
        ]
    }

    static var exitCodes: String {
        var text = "# Exit codes\n\n\(notice)\n| code | meaning |\n| --- | --- |\n"
        for status in ExitStatus.allCases { text += "| \(status.rawValue) | \(status.meaning) |\n" }
        return text
    }

    static var configuration: String {
        "# Configuration\n\n\(notice)\n" + Schema.reference.drop { $0 == "\n" }
    }

    /// What `--help` says, of the program and of each of its commands.
    static var commands: String {
        var text = """
            # Commands

            \(notice)
            Results go to standard output, everything else to standard error. Every command takes the same common flags.

            """
        text += help("keyturn", HelpText.of(columns: helpColumns))
        for command in Keyturn.configuration.subcommands { write(command, under: "keyturn", into: &text) }
        return text
    }

    /// A command's help, then that of its own commands.
    private static func write(_ command: any ParsableCommand.Type, under parent: String, into text: inout String) {
        guard command.configuration.shouldDisplay else { return }
        let name = "\(parent) \(command.configuration.commandName ?? "\(command)")"
        text += help(name, HelpText.of(command, columns: helpColumns))
        for inner in command.configuration.subcommands { write(inner, under: name, into: &text) }
    }

    /// Fixed, so that the page does not depend on the terminal that `make docs` runs in.
    private static let helpColumns = 100

    private static func help(_ title: String, _ message: String) -> String {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
        return "\n## \(title)\n\n```text\n\(lines.joined(separator: "\n"))\n```\n"
    }

    /// A text as it fits into one cell of a table.
    static func cell(_ text: String) -> String {
        text.split(separator: "\n").joined(separator: " ").split(separator: "|").joined(separator: "\\|")
    }
}
