package import Diagnostics

/// Tells which fragments a version control would take into its history, keys and all.
package protocol GitTracking: Sendable {
    /// Those that it does not ignore; nil where there is none, or it cannot be told.
    ///
    /// Fragments are named relative to the output folder, which is absolute and need not exist yet.
    func tracked(_ fragments: [String], in output: String) async -> TrackedFragments?
}

/// Fragments that a version control would take in; at least one.
package struct TrackedFragments: Sendable {
    /// Relative to the output folder.
    package let paths: [String]

    /// Whether these are all that were asked about, so that the folder can be ignored as a whole.
    let isAll: Bool

    /// The output folder, relative to the repository; empty where it is the repository itself.
    let outputInRepository: String

    /// One warning for all of them; the location is that of `output` in the environment's file.
    package func warning(environment: String, at location: SourceLocation?) -> Diagnostic {
        .tracked(self, environment: environment, at: location)
    }
}

/// Asks nobody: for simulations.
package struct NoGitTracking: GitTracking {
    package init() {}

    package func tracked(_ fragments: [String], in output: String) async -> TrackedFragments? { nil }
}
