package import Diagnostics
package import Model
package import Planning

/// Everything that a configuration folder declares, and everything that is wrong with it.
package struct LoadedConfiguration: Sendable {
    /// Every environment file, in the order of names.
    package let environments: [LoadedEnvironment]

    /// The keys that must be live nowhere, from `_revoked.yaml`.
    ///
    /// What could be read of it: with an error in it, which concerns every environment, nothing is to be applied.
    package let revoked: RevocationList

    /// What `_policy.yaml` says, as far as it could be read; empty where no such file.
    package let policy: Policy

    /// The profiles that are shipped, and those of `_profiles.yaml`.
    package let profiles: ProfileTable

    /// All that was found, of every file: first what concerns no file, then by place.
    ///
    /// An address says which environment a diagnostic concerns. Without one it concerns all of them: the folder,
    /// `_defaults.yaml`, `_revoked.yaml`, `_policy.yaml`.
    package let diagnostics: [Diagnostic]

    /// The texts that locations point into.
    package let sources: SourceTexts

    /// SHA-256 of each file that was read, by its path from the folder of environments: few commands ask.
    package let digests: @Sendable () -> [String: String]

    /// The names of variables that databases are opened with, and of peppers: of every file, also of those with errors.
    package let secretVariables: Set<String>

    package init(
        environments: [LoadedEnvironment],
        revoked: RevocationList = RevocationList(),
        policy: Policy = Policy(),
        profiles: ProfileTable? = nil,
        diagnostics: [Diagnostic],
        sources: SourceTexts,
        digests: @escaping @Sendable () -> [String: String] = { [:] },
        secretVariables: Set<String> = []
    ) {
        self.environments = environments
        self.revoked = revoked
        self.policy = policy
        self.profiles = profiles ?? ProfileTable()
        self.diagnostics = diagnostics
        self.sources = sources
        self.digests = digests
        self.secretVariables = secretVariables
    }
}

/// One environment file.
package struct LoadedEnvironment: Sendable {
    /// The file's name without `.yaml`.
    package let name: String

    /// As locations name it.
    package let file: String

    /// Nil if a diagnostic of severity error concerns this environment.
    package let environment: Environment?

    /// What could be read of the file, with errors or without: for checks alone, never to be applied.
    ///
    /// Where it is not ``environment`` itself, there are placeholders for the database, the output folder and for the
    /// owners, keys and rotations of identities that could not be read; deliveries are left out, never made up.
    /// Nil if the file is no YAML or no map.
    package let draft: Environment?

    package var hasErrors: Bool { environment == nil }

    /// Without a draft, what is there to be applied is there to be checked.
    package init(name: String, file: String, environment: Environment?, draft: Environment? = nil) {
        self.name = name
        self.file = file
        self.environment = environment
        self.draft = draft ?? environment
    }
}
