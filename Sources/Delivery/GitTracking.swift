package import Diagnostics

/// Tells which fragments a version control would take into its history, keys and all.
package protocol GitTracking: Sendable {
    /// What is found of these fragments.
    ///
    /// They are named relative to the output folder, which is absolute and need not exist yet.
    func look(at fragments: [String], in output: String) async -> GitFinding
}

/// What was found of an environment's fragments.
package enum GitFinding: Sendable {
    /// No repository is around the output folder, or there are no fragments.
    case outside

    /// Every fragment is ignored.
    case ignored

    /// Some would be committed.
    case tracked(TrackedFragments)

    /// It cannot be told.
    case unknown(GitObstacle)

    /// What is to be told in a plan; nil where nothing is wrong.
    ///
    /// The location is that of `output` in the environment's file.
    package func warning(environment: String, at location: SourceLocation?) -> Diagnostic? {
        switch self {
        case .outside, .ignored: nil
        case .tracked(let tracked): .tracked(tracked, environment: environment, at: location)
        case .unknown(let obstacle): .gitUnknown(obstacle, environment: environment, at: location)
        }
    }
}

/// Fragments that a version control would take in; at least one.
package struct TrackedFragments: Sendable {
    /// Relative to the output folder.
    package let paths: [String]

    /// Whether these are all that were asked about, so that the folder can be ignored as a whole.
    let isAll: Bool

    /// The output folder, relative to the repository; empty where it is the repository itself.
    let outputInRepository: String
}

/// Why it cannot be told which fragments git ignores.
package struct GitObstacle: Error, Hashable, Sendable {
    /// A clause.
    package let reason: String

    /// In the imperative.
    package let fix: String
}

/// Asks nobody: for simulations.
package struct NoGitTracking: GitTracking {
    package init() {}

    package func look(at fragments: [String], in output: String) async -> GitFinding { .outside }
}
