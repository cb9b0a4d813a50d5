/// What a log is searched for since the last delivery (`logs`).
package struct LogExpectation: Hashable, Sendable, Codable {
    package let source: Source

    /// Texts of which each must be in some line.
    package let expect: [String]

    /// Texts that must be in no line.
    package let reject: [String]

    package enum Source: Hashable, Sendable, Codable {
        /// An absolute path.
        case file(String)
        /// A container of the Docker engine, by name or id.
        case docker(container: String)
    }

    package init(source: Source, expect: [String], reject: [String]) {
        self.source = source
        self.expect = expect
        self.reject = reject
    }
}
