package import Diagnostics
package import Model

/// What rules judge besides the environments as they were found.
package struct PolicySituation: Sendable {
    package let policy: Policy

    /// The chosen environments as declared, also those that could not be read.
    package let chosen: [Environment]

    /// The other declared environments.
    package let others: [Environment]

    /// What is reported about fragments that git does not ignore, or where git cannot tell; at most one for each environment.
    package let tracked: [Diagnostic]

    package init(
        policy: Policy = Policy(),
        chosen: [Environment] = [],
        others: [Environment] = [],
        tracked: [Diagnostic] = []
    ) {
        self.policy = policy
        self.chosen = chosen
        self.others = others
        self.tracked = tracked
    }

    /// Whether a rule judges the environment.
    func judges(_ environment: String, by rule: any PolicyRule.Type) -> Bool {
        policy.setting(rule.name)?.assignment(for: environment) != nil
    }

    /// What is reported where no rule makes a finding of it.
    var advice: [Diagnostic] {
        guard let setting = policy.setting(FragmentNotInGit.name) else { return tracked }
        return tracked.filter { $0.environment.map { setting.assignment(for: $0) == nil } ?? true }
    }
}
