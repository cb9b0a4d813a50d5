package import Model

/// What compose makes of the variables of its services, as far as its files say; values are fingerprints.
package struct ComposeProject: Sendable {
    /// By name.
    package var services: [String: Service] = [:]

    /// The dotenv file that fills in `${…}`: `.env` beside the compose file.
    package var interpolation: String?

    /// What dotenv files hold, by absolute path and variable; those that cannot be read are not in it.
    package var values: [String: [String: Fingerprint]] = [:]

    /// As ``values``, of those files that a service reads by `format: raw`: what is behind the first `=`, as it stands.
    package var rawValues: [String: [String: Fingerprint]] = [:]

    /// What the paths of env files lead to, every link resolved; without those that lead nowhere.
    package var resolved: [String: String] = [:]

    /// What could not be read or followed, and why: one clause each.
    package var unread: [String] = []

    package init() {}

    package struct Service: Sendable {
        /// `env_file`: absolute paths; of several that set a variable the last one wins.
        package var envFiles: [String] = []

        /// Those of them that are read by `format: raw`.
        package var rawFiles: Set<String> = []

        /// `environment`, which beats `env_file`, by variable.
        package var environment: [String: Setting] = [:]

        /// Whether it runs only where one of its profiles is asked for.
        package var needsProfile = false

        package init() {}
    }

    /// What an entry of `environment` gives its variable.
    package struct Setting: Sendable {
        package let value: Value

        /// The compose file that it is in, by absolute path.
        package let file: String

        /// Dotenv files that fill in `${…}` besides the project's own, which beats them: those of an `include`.
        package let interpolations: [String]

        package init(value: Value, file: String, interpolations: [String] = []) {
            self.value = value
            self.file = file
            self.interpolations = interpolations
        }
    }

    package enum Value: Hashable, Sendable {
        /// Written out; nil if it is empty.
        case literal(Fingerprint?)
        /// `${NAME}`, or no value at all: from the shell, else from `.env`, else this.
        case variable(String, otherwise: Fingerprint?)
        /// Made of several parts.
        case other
    }

    /// What an env file of a service gives a variable; nil if it does not define it.
    func value(of variable: String, in file: String, of service: Service) -> Fingerprint? {
        (service.rawFiles.contains(file) ? rawValues : values)[file]?[variable]
    }

    /// Every env file that some service reads by `format: raw`.
    package var rawFiles: Set<String> { services.values.reduce(into: []) { $0.formUnion($1.rawFiles) } }

    /// Every dotenv file that is read for anything.
    package var dotenvFiles: Set<String> {
        var files = Set(services.values.lazy.flatMap(\.envFiles))
        files.formUnion(services.values.lazy.flatMap(\.environment.values).flatMap(\.interpolations))
        if let interpolation { files.insert(interpolation) }
        return files
    }

    /// The variables whose values decide what `environment` gives.
    package var referenced: Set<String> {
        var names: Set<String> = []
        for setting in services.values.lazy.flatMap(\.environment.values) {
            if case .variable(let name, _) = setting.value { names.insert(name) }
        }
        return names
    }
}
