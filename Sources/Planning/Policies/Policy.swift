package import Diagnostics
package import Model

/// What `_policy.yaml` says: the rules that are set, and the exceptions from them.
package struct Policy: Sendable {
    /// In the order of ``PolicyRules``.
    package let rules: [RuleSetting]

    /// In the order of the file.
    package let exceptions: [PolicyException]

    package init(rules: [RuleSetting] = [], exceptions: [PolicyException] = []) {
        self.rules = rules
        self.exceptions = exceptions
    }

    package var isEmpty: Bool { rules.isEmpty && exceptions.isEmpty }

    package func setting(_ rule: String) -> RuleSetting? { rules.first { $0.rule == rule } }
}

/// Whether what a rule objects to is refused.
package enum PolicySeverity: String, Hashable, Sendable, Codable, CaseIterable {
    case error
    case warn

    var diagnostic: Diagnostic.Severity { self == .error ? .error : .warning }
}

/// What one rule is set to, for every environment.
package struct RuleSetting: Sendable {
    package let rule: String

    /// For every environment without one of its own; nil if those are not judged.
    package let standard: Assignment?

    /// By environment; nil if the rule is taken off by an explicit null.
    package let environments: [String: Assignment?]

    /// Where the rule's name stands.
    package let location: SourceLocation

    package struct Assignment: Hashable, Sendable {
        package let value: RuleValue
        package let severity: PolicySeverity

        /// Where the value stands.
        package let location: SourceLocation

        package init(value: RuleValue, severity: PolicySeverity = .error, location: SourceLocation) {
            self.value = value
            self.severity = severity
            self.location = location
        }
    }

    package init(
        rule: String,
        standard: Assignment?,
        environments: [String: Assignment?] = [:],
        location: SourceLocation
    ) {
        self.rule = rule
        self.standard = standard
        self.environments = environments
        self.location = location
    }

    /// What holds in an environment; nil if the rule does not judge it.
    package func assignment(for environment: String) -> Assignment? {
        let assignment = environments[environment] ?? standard
        return assignment.flatMap { $0.value.isOff ? nil : $0 }
    }
}

/// A finding of a rule that is let pass until a day.
package struct PolicyException: Hashable, Sendable, Codable {
    package let rule: String

    /// An environment, for everything in it, or one of its identities.
    package let address: Address

    /// The last day on which it holds, `2027-03-31`.
    package let until: String

    /// The first instant after that day, in UTC.
    package let lapses: Instant

    package let reason: String
    package let approvedBy: String?

    /// Where the entry stands.
    package let location: SourceLocation

    package init(
        rule: String,
        address: Address,
        until: String,
        lapses: Instant,
        reason: String,
        approvedBy: String?,
        location: SourceLocation
    ) {
        self.rule = rule
        self.address = address
        self.until = until
        self.lapses = lapses
        self.reason = reason
        self.approvedBy = approvedBy
        self.location = location
    }

    func isValid(at now: Instant) -> Bool { now < lapses }

    /// Whether it lets pass what a rule found at an address.
    func covers(_ rule: String, at other: Address) -> Bool {
        rule == self.rule && address.environment == other.environment
            && (address.identity == nil || address.identity == other.identity)
    }
}

/// Rules that a run ignores, because someone said so on its command line.
package struct PolicyOverride: Hashable, Sendable, Codable {
    /// Each once, in the order given.
    package let rules: [String]

    package internal(set) var reason: String

    package init(rules: [String], reason: String) {
        var seen: Set<String> = []
        self.rules = rules.filter { seen.insert($0).inserted }
        self.reason = reason
    }
}
