package import Diagnostics

/// What was found where entries of `watch` point.
package struct WatchObservation: Sendable {
    /// In the order of the entries; those of one entry in an order that does not depend on where rows lie.
    package var credentials: [WatchedCredential] = []

    /// What could not be read, so that nothing is known of what is shared there.
    package var problems: [WatchProblem] = []

    package init(credentials: [WatchedCredential] = [], problems: [WatchProblem] = []) {
        self.credentials = credentials
        self.problems = problems
    }

    package mutating func append(_ other: WatchObservation) {
        credentials += other.credentials
        problems += other.problems
    }
}

/// Something watched that could not be read.
package struct WatchProblem: Hashable, Sendable {
    /// A table, a file, or a variable in a file, as it is declared.
    package let what: String

    /// One clause without a full stop.
    package let reason: String

    /// In the imperative.
    package let fix: String?

    /// Where the entry of `watch` stands.
    package let location: SourceLocation

    package init(_ what: String, _ reason: String, fix: String? = nil, at location: SourceLocation) {
        self.what = what
        self.reason = reason
        self.fix = fix
        self.location = location
    }
}
