internal import Diagnostics
package import Model

/// What a reviewer needs to approve a saved plan.
package struct PlanApproval: Hashable, Sendable {
    /// The file, as it was named on the command line.
    package let path: String

    /// All 64 digits.
    package let digest: String

    /// Nil for a plan that stays valid until something changes.
    package let holdsUntil: Instant?

    package init(path: String, digest: String, holdsUntil: Instant?) {
        self.path = path
        self.digest = digest
        self.holdsUntil = holdsUntil
    }

    /// The exact line that applies it.
    var command: String { "keyturn apply \(ShellWord.quoted(path)) --approve \(digest)" }

    /// When it stops to be valid, in words.
    var validity: String { holdsUntil.map { "until \(TimeText.moment($0))" } ?? "until something changes" }
}
