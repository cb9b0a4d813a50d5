package import Audit
internal import Diagnostics
internal import Model
internal import Planning

/// One run as audit files report it.
package struct AuditSession: Sendable {
    package let run: String
    package let command: String
    package let version: String
    package let actor: AuditActor

    /// Why someone asked for it, in their words; nil if no one said.
    package let reason: String?

    /// Of the saved plan that is applied; nil for the digest of the plan that is made.
    package let plan: String?

    /// What a plan that is not agreed to is called.
    package let declined: AuditOutcome

    package init(
        run: String,
        command: String,
        version: String,
        actor: AuditActor,
        reason: String? = nil,
        plan: String? = nil,
        declined: AuditOutcome = .planChanged
    ) {
        self.run = run
        self.command = command
        self.version = version
        self.actor = actor
        self.reason = reason
        self.plan = plan
        self.declined = declined
    }

    func context(of environment: String) -> AuditContext {
        AuditContext(environment: environment, run: run, command: command, version: version, actor: actor)
    }
}
