package import Diagnostics
package import Model

/// Everything that a configuration folder declares, and everything that is wrong with it.
package struct LoadedConfiguration: Sendable {
    /// Every environment file, in the order of names.
    package let environments: [LoadedEnvironment]

    /// All that was found, of every file: first what concerns no file, then by place.
    ///
    /// An address tells which environment a diagnostic concerns. Without one it concerns all of them: the folder,
    /// `_defaults.yaml`.
    package let diagnostics: [Diagnostic]

    /// The texts that locations point into.
    package let sources: SourceTexts

    package init(environments: [LoadedEnvironment], diagnostics: [Diagnostic], sources: SourceTexts) {
        self.environments = environments
        self.diagnostics = diagnostics
        self.sources = sources
    }
}

/// One environment file.
package struct LoadedEnvironment: Sendable {
    /// The file's name without `.yaml`.
    package let name: String

    /// As locations name it.
    package let file: String

    /// Nil where a diagnostic of severity error concerns this environment.
    package let environment: Environment?

    package var hasErrors: Bool { environment == nil }

    package init(name: String, file: String, environment: Environment?) {
        self.name = name
        self.file = file
        self.environment = environment
    }
}
