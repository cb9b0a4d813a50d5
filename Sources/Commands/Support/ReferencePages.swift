internal import Configuration
internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Planning
internal import Reconciler
internal import Stores

/// The pages of the reference that are written from the code.
enum ReferencePages {
    private static let notice = "<!-- Written from the code by `make docs`; edits are overwritten. -->\n"

    static var diagnostics: String {
        var text = "# Diagnostic codes\n\(notice)"
        text += """

            Every error, warning and note has a code that does not change; programs match on it, never on the text. In \
            JSON a diagnostic has `severity`, `code`, `summary`, `detail`, `fix`, `file`, `line`, `column`, `address`.

            """
        text += table("Configuration", ConfigurationCode.self)
        text += table("Fragments", FragmentCode.self)
        text += table("Stores", StoreCode.self)
        text += table("Planning", PlanningCode.self)
        text += table("Delivery", DeliveryCode.self)
        text += table("Carrying out", ReconcilerCode.self)
        return text
    }

    private static func table<Code: DiagnosticCode>(_ title: String, _ codes: Code.Type) -> String {
        var text = "\n## \(title)\n\n| code | meaning |\n| --- | --- |\n"
        for code in Code.allCases { text += "| `\(code.rawValue)` | \(cell(code.explanation)) |\n" }
        return text
    }

    static var exitCodes: String {
        var text = "# Exit codes\n\(notice)\n| code | meaning |\n| --- | --- |\n"
        for status in ExitStatus.allCases { text += "| \(status.rawValue) | \(status.meaning) |\n" }
        return text
    }

    static var plan: String {
        var text =
            "# Actions and reasons of a plan\n\(notice)\n## Actions\n\n| action | mark | meaning |\n| --- | --- | --- |\n"
        for action in Action.allCases {
            text += "| `\(action.rawValue)` | `\(action.symbol)` | \(cell(action.explanation)) |\n"
        }
        text += "\n## Reasons\n\n| code | meaning |\n| --- | --- |\n"
        for reason in Reason.explanations { text += "| `\(reason.code)` | \(cell(reason.meaning)) |\n" }
        return text
    }

    static var configuration: String { notice + Schema.reference }

    private static func cell(_ text: String) -> String {
        text.split(separator: "\n").joined(separator: " ").split(separator: "|").joined(separator: "\\|")
    }
}
