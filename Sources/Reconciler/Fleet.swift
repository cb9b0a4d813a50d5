package import Diagnostics
package import Fragments
package import Model
package import Planning

/// What a command works on, as far as the configuration tells.
package struct Fleet: Sendable {
    /// The environments to plan for or to change, by name.
    package let selected: [FragmentLayout]

    /// Environments that are only compared with.
    package let others: [FragmentLayout]

    /// Environments that cannot be compared because their configuration is not usable.
    package let notCompared: [NotCompared]

    /// Keys that must not be live anywhere.
    package let revoked: RevocationList

    package let diagnostics: [Diagnostic]

    /// The rules that hold.
    package let policy: Policy

    /// The variables that database URLs and peppers are made from, of every environment that is declared, also of those that
    /// are not usable.
    package let secretVariables: Set<String>

    package init(
        selected: [FragmentLayout],
        others: [FragmentLayout] = [],
        notCompared: [NotCompared] = [],
        revoked: RevocationList = RevocationList(),
        diagnostics: [Diagnostic] = [],
        policy: Policy = Policy(),
        secretVariables: Set<String> = []
    ) {
        self.selected = selected
        self.others = others
        self.notCompared = notCompared
        self.revoked = revoked
        self.diagnostics = diagnostics
        self.policy = policy
        self.secretVariables = secretVariables
    }
}
