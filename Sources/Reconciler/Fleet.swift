package import Diagnostics
package import Fragments
package import Planning

/// What a command works on, as far as the configuration tells.
package struct Fleet: Sendable {
    /// The environments to plan for or to change, by name.
    package let selected: [FragmentLayout]

    /// Environments that are only compared with.
    package let others: [FragmentLayout]

    /// Environments that cannot be compared because their configuration is not usable.
    package let notCompared: [NotCompared]

    package let diagnostics: [Diagnostic]

    package init(
        selected: [FragmentLayout],
        others: [FragmentLayout] = [],
        notCompared: [NotCompared] = [],
        diagnostics: [Diagnostic] = []
    ) {
        self.selected = selected
        self.others = others
        self.notCompared = notCompared
        self.diagnostics = diagnostics
    }
}
