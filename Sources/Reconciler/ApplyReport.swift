package import Diagnostics
package import Planning

/// What an apply did.
package struct ApplyReport: Sendable {
    /// The plan that was made under the locks, and carried out unless it was not approved.
    package let plan: Plan

    /// One for each selected environment, in their order; empty where the plan was not approved.
    package let outcomes: [EnvironmentOutcome]

    package let wasApproved: Bool

    package var diagnostics: [Diagnostic] { plan.diagnostics + outcomes.flatMap(\.failures) }
}
