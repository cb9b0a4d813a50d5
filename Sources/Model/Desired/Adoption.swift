/// What has to be seen of a new key before the old one is given its end: that the new one was used, and the old one was
/// not for a while.
package struct Adoption: Hashable, Sendable {
    /// How long the old key must not have been used.
    package let quiet: Duration

    /// How long after the new key's issue this is waited for; nil forever.
    package let deadline: Duration?

    /// What happens when the deadline has passed.
    package let afterDeadline: AfterDeadline

    package enum AfterDeadline: String, Hashable, Sendable, CaseIterable {
        /// The old key stays, and every run warns.
        case wait
        /// The old key is given its end as if the new one had been used.
        case retire
    }

    package static let defaultQuiet = Duration.seconds(600)

    package init(
        quiet: Duration = defaultQuiet,
        deadline: Duration? = nil,
        afterDeadline: AfterDeadline = .wait
    ) {
        self.quiet = quiet
        self.deadline = deadline
        self.afterDeadline = afterDeadline
    }
}
