package import Diagnostics
package import Planning

/// What an apply did.
package struct ApplyReport: Sendable {
    /// The plan that was made under the locks, and applied unless it was not approved.
    package let plan: Plan

    /// One for each selected environment, in their order; empty where the plan was not approved.
    package let outcomes: [EnvironmentOutcome]

    package let wasApproved: Bool

    /// What could not be written into audit files, apart from what is in an outcome.
    package let untold: [Diagnostic]

    package var diagnostics: [Diagnostic] { plan.diagnostics + told }

    /// What came of carrying it out, beside the plan's own.
    package var told: [Diagnostic] { outcomes.flatMap { $0.warnings + $0.failures } + untold }
}
