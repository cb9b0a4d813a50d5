internal import Diagnostics
package import Model

/// One thing that happened, before it has its place in a chain.
///
/// Holds no secret: keys are fingerprints, texts were masked.
package struct AuditEntry: Hashable, Sendable {
    package let event: AuditEvent

    /// `prod` or `prod/backend`.
    package let address: String

    /// What the change does; nil if it is about no change.
    package var action: String?

    /// Why, as codes of a plan.
    package var reasons: [String] = []
    package var from: Fingerprint?

    /// The mark of ``from``'s row, `row:0f1e2d3c`, where the row does not say which key it holds; nil elsewhere.
    package var row: String?
    package var to: Fingerprint?

    /// The digest of the whole run's plan, 64 hex digits.
    package var plan: String?
    package var outcome: AuditOutcome?

    /// The code of a diagnostic, or the name of a rule.
    package var code: String?

    /// For ``AuditEvent/attempt``: the command that is owed once the key has ended (`onEnd`); nil for none.
    package var owes: String?

    /// In words, on one line.
    package var detail: String?

    /// For ``AuditEvent/started``: the output folder, absolute.
    package var output: String?

    /// For ``AuditEvent/anchor``: the ends of other chains, by environment.
    package var heads: [String: AuditHead] = [:]

    /// For ``AuditEvent/mended``: how many bytes were left of the line, and their SHA-256.
    package var torn: TornLine?

    /// For ``AuditEvent/started``: what no later report could reconstruct; nil for other events.
    package var circumstances: Circumstances?

    /// Under what a run began.
    package struct Circumstances: Hashable, Sendable {
        /// How far the database's time was ahead of the machine's clock, in milliseconds; nil if that is not known.
        package let clockOffset: Int64?

        /// Of the whole policy, 64 hex digits.
        package let policy: String

        /// What the rules are set to for the environment, by their names, as it is written in YAML.
        package let limits: [String: String]

        package init(clockOffset: Int64?, policy: String, limits: [String: String]) {
            self.clockOffset = clockOffset
            self.policy = policy
            self.limits = limits
        }
    }

    package struct TornLine: Hashable, Sendable {
        package let bytes: Int64
        package let digest: String

        package init(_ bytes: [UInt8]) {
            self.bytes = Int64(bytes.count)
            digest = AuditHash.digest(bytes)
        }

        init(bytes: Int64, digest: String) {
            self.bytes = bytes
            self.digest = digest
        }
    }

    package init(_ event: AuditEvent, _ address: String) {
        self.event = event
        self.address = address
    }
}

/// How something came out.
///
/// The raw values are part of the format.
package enum AuditOutcome: String, CaseIterable, Sendable {
    case done
    /// Nothing of it is known to have happened.
    case failed
    /// A part of it happened: the new key is there, and something after that failed. The next run continues.
    case begun
    /// Policy refused it, or a saved plan did not hold any more.
    case refused
    /// Another run held the lock.
    case lockHeld = "lock-held"
    /// Someone asked the run to stop.
    case interrupted
    case nothingToDo = "nothing-to-do"
    /// Someone was asked and did not say yes.
    case notConfirmed = "not-confirmed"
    /// What was found changed between the plan that was shown and the one that would have been applied.
    case planChanged = "plan-changed"
}

/// What all entries of a run have in common.
package struct AuditContext: Hashable, Sendable {
    package let environment: String

    /// Tells one run's lines from another's.
    package let run: String

    /// `apply`, `rotate`, `revoke`.
    package let command: String

    /// Of keyturn.
    package let version: String
    package let actor: AuditActor

    package init(environment: String, run: String, command: String, version: String, actor: AuditActor) {
        self.environment = environment
        self.run = run
        self.command = command
        self.version = version
        self.actor = actor
    }
}
