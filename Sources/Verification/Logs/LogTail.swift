package import Model

/// What was found of a log.
package enum LogObservation: Sendable {
    case tail(LogTail)

    /// There is no such log; a clause.
    case missing(String)

    /// Why it cannot be read, a clause, and how that is fixed.
    case unreadable(String, fix: String?)
}

/// The end of a log; it may hold keys.
package struct LogTail: Sendable {
    /// Whole lines.
    package let content: Secret

    /// From when on these lines are, where their source tells; nil if that is left to their time stamps.
    package let since: Instant?

    /// Whether older lines were left out because the log is too long.
    package let isCut: Bool

    /// When the last line was written, which tells the zone of time stamps that name none.
    package let writtenAt: Instant?

    package init(content: Secret, since: Instant? = nil, isCut: Bool = false, writtenAt: Instant? = nil) {
        self.content = content
        self.since = since
        self.isCut = isCut
        self.writtenAt = writtenAt
    }
}
