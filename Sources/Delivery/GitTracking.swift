package import Diagnostics

/// Tells which fragments a version control would take into its history, keys and all.
package protocol GitTracking: Sendable {
    /// At most one warning for an environment; none where it cannot be told.
    ///
    /// Fragments are named relative to the output folder, which is absolute and need not exist yet; the location is
    /// that of `output` in the environment's file.
    func warnings(
        about fragments: [String],
        in output: String,
        environment: String,
        at location: SourceLocation?
    ) async -> [Diagnostic]
}

/// Asks nobody: for simulations.
package struct NoGitTracking: GitTracking {
    package init() {}

    package func warnings(
        about fragments: [String],
        in output: String,
        environment: String,
        at location: SourceLocation?
    ) async -> [Diagnostic] { [] }
}
