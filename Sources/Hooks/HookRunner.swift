package import Model

/// Runs the commands that make consumers use new keys.
///
/// One call is one run of one hook, however many keys changed.
package protocol HookRunner: Sendable {
    /// Runs a hook to its end, or until it took too long.
    ///
    /// Never throws: a hook that fails leaves old and new keys live, and the next run tries again.
    func run(_ call: HookCall) async -> HookOutcome
}

/// A hook, and what it gets to know.
package struct HookCall: Sendable {
    package let hook: Hook

    /// The environment's name.
    package let environment: String

    /// The names of the identities whose fragments changed.
    package let identities: [String]

    /// The absolute paths of the files that changed.
    package let fragments: [String]

    /// Names of variables that the hook must not inherit, such as those that keys are delivered in.
    package let withheld: Set<String>

    /// Names of variables that configuration makes database URLs and peppers from, of whatever environment: not inherited,
    /// and their values are not quoted.
    package let secretVariables: Set<String>

    /// The keys that it must neither inherit nor be quoted with.
    package let secrets: [Secret]

    package init(
        hook: Hook,
        environment: String,
        identities: [String],
        fragments: [String],
        withheld: Set<String>,
        secretVariables: Set<String> = [],
        secrets: [Secret]
    ) {
        self.hook = hook
        self.environment = environment
        self.identities = identities
        self.fragments = fragments
        self.withheld = withheld
        self.secretVariables = secretVariables
        self.secrets = secrets
    }
}
