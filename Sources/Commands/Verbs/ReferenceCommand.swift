internal import ArgumentParser
internal import Diagnostics
internal import Rendering

/// Prints the pages of `docs/reference`, so that they cannot differ from the code.
///
/// For the project's own `make docs`.
struct ReferenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Prints a page of the reference.",
        shouldDisplay: false
    )

    enum Page: String, CaseIterable, ExpressibleByArgument {
        case diagnostics
        case plan
        case exitCodes = "exit-codes"
        case configuration
        case commands
        case policies
        case metrics
        case checks
        case planSchema = "plan-schema"
        case forecastSchema = "forecast-schema"
        case inventorySchema = "inventory-schema"
        case findSchema = "find-schema"
        case profiles
        /// One of them, by its name.
        case profile
    }

    @Argument var page: Page

    @Argument var name: String?

    func run() async throws {
        let text =
            switch page {
            case .diagnostics: ReferencePages.diagnostics
            case .plan: ReferencePages.plan
            case .exitCodes: ReferencePages.exitCodes
            case .configuration: ReferencePages.configuration
            case .commands: ReferencePages.commands
            case .policies: ReferencePages.policies
            case .metrics: ReferencePages.metrics
            case .checks: ReferencePages.checks
            case .planSchema: PlanSchema.json.pretty + "\n"
            case .forecastSchema: ForecastSchema.json.pretty + "\n"
            case .inventorySchema: InventorySchema.json.pretty + "\n"
            case .findSchema: FindingSchema.json.pretty + "\n"
            case .profiles: ReferencePages.profiles
            case .profile: try named { ReferencePages.profile($0) }
            }
        print(text, terminator: "")
    }

    private func named(_ page: (String) -> String?) throws -> String {
        guard let text = name.flatMap(page) else { throw ValidationError("No such page.") }
        return text
    }
}
