package import Diagnostics
package import Model

/// What a run did in one environment.
package struct EnvironmentOutcome: Sendable {
    package let environment: String
    package var issued = 0
    package var filesWritten = 0

    /// Commands that were run and succeeded.
    package var hooksRun = 0

    /// Rows that were given an end.
    package var retired = 0

    /// Keys that were deactivated at once.
    package var deactivated = 0

    /// Dead rows that were deleted.
    package var deleted = 0

    /// Temporary files of killed runs that were removed.
    package var swept = 0

    /// Why it stopped, or what it left undone; what was done stands, and the next run continues from there.
    package var failures: [Diagnostic] = []
    package var warnings: [Diagnostic] = []

    /// Whether the same stops it again until someone changes something.
    package var needsSomebody = false

    /// The new keys, by the names of their identities.
    package var newKeys: [String: Fingerprint] = [:]

    /// Whether the new keys are in the store: from then on what fails leaves something begun.
    package var hasCommitted = false

    /// The keys that the profile's `onEnd` was run for, with success.
    package var announced: [EndedKey] = []

    /// The keys that `onChange` told consumers of, with success, where no row shows it.
    package var told: [(identity: String, key: Fingerprint)] = []

    /// Whether the audit file says that the run began, and where the file ended after the run had.
    package var isAudited = false
    package var auditHead: String?

    package init(environment: String) { self.environment = environment }
}
