package import Diagnostics
package import Model

/// What a rule objects to, and what becomes of it.
package struct PolicyFinding: Hashable, Sendable, Codable {
    /// The rule's name; `exception-lapsed` for an exception whose last day has passed.
    package let code: String
    package let address: Address
    package let severity: PolicySeverity
    package let state: State

    /// What the rule is set to, as YAML writes it; nil for an exception.
    package let value: String?

    package let summary: String
    package let detail: String?
    package let fix: String?

    /// What to point at.
    package let location: SourceLocation

    package enum State: Hashable, Sendable, Codable {
        /// It is reported, and an error refuses.
        case stands
        /// An exception lets it pass.
        case excepted
        /// Someone ignored the rule on the command line.
        case overridden
    }

    /// Whether it keeps things from being done.
    package var refuses: Bool { severity == .error && state == .stands }
}

/// An exception of `_policy.yaml`, and what it did in this run.
package struct ExceptionUse: Hashable, Sendable, Codable {
    package let exception: PolicyException
    package let outcome: Outcome

    package enum Outcome: Hashable, Sendable, Codable {
        /// It let so many findings pass.
        case applied(Int)
        /// There was nothing to let pass.
        case unneeded
        /// The address is not declared.
        case unknownAddress
        /// The rule is not set for the environment.
        case ruleNotSet
        /// Its last day has passed.
        case lapsed
        /// The rule judges what this command does not look at.
        case notJudged
    }
}

/// A rule that the command line ignored, and how much it had to object to.
package struct OverrideUse: Hashable, Sendable, Codable {
    package let rule: String
    package let reason: String

    /// How many errors of it are ignored.
    package let count: Int
}
