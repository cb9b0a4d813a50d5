package import Diagnostics
package import Model

/// What a plan is made from, besides the environments as they were found.
package struct Situation: Sendable {
    package let now: Instant

    /// What the run may do.
    package internal(set) var mandate: Mandate

    /// Keys that must not be live anywhere.
    package let revoked: RevocationList

    /// Environments that could not be read.
    package let notCompared: [NotCompared]

    /// What gathering found.
    package let diagnostics: [Diagnostic]

    /// What policy judges.
    package let policy: PolicySituation

    package init(
        now: Instant,
        mandate: Mandate = .everything,
        revoked: RevocationList = RevocationList(),
        notCompared: [NotCompared] = [],
        diagnostics: [Diagnostic] = [],
        policy: PolicySituation = PolicySituation()
    ) {
        self.now = now
        self.mandate = mandate
        self.revoked = revoked
        self.notCompared = notCompared
        self.diagnostics = diagnostics
        self.policy = policy
    }
}
