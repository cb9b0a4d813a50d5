package import Diagnostics

/// What an apply did in one environment.
package struct EnvironmentOutcome: Sendable {
    package let environment: String
    package let issued: Int
    package let filesWritten: Int
    package let retired: Int

    /// Temporary files of killed runs that were removed.
    package let swept: Int

    /// Why it stopped; what was done before that stands, and the next run goes on from there.
    package let failure: Diagnostic?

    package init(
        environment: String,
        issued: Int = 0,
        filesWritten: Int = 0,
        retired: Int = 0,
        swept: Int = 0,
        failure: Diagnostic? = nil
    ) {
        self.environment = environment
        self.issued = issued
        self.filesWritten = filesWritten
        self.retired = retired
        self.swept = swept
        self.failure = failure
    }
}
