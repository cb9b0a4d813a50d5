/// A command that is run after fragments were written, so that consumers uses the new key: `onChange`.
package struct Hook: Hashable, Sendable, Codable {
    /// The program and its arguments, given to it as they are: no shell reads them.
    ///
    /// At least one.
    package let arguments: [String]

    /// How long it may take before it is killed and counts as failed.
    package let timeout: Duration

    /// The absolute folder that it is run in: the one of the environment files.
    package let folder: String

    package static let defaultTimeout = Duration.seconds(300)

    package init(arguments: [String], timeout: Duration = defaultTimeout, folder: String) {
        self.arguments = arguments
        self.timeout = timeout
        self.folder = folder
    }
}
