internal import Configuration
internal import Diagnostics

/// Variables that the configuration names and no one set: most of them hold the password of a database.
enum UnsetVariables {
    /// The environments that have no error but such variables, each with the first one's name.
    static func environments(in configuration: LoadedConfiguration) -> [String: String] {
        var unset: [String: String] = [:]
        var broken: Set<String> = []
        for diagnostic in configuration.diagnostics where diagnostic.isError {
            guard let name = diagnostic.environment else { continue }
            guard isUnset(diagnostic) else {
                broken.insert(name)
                continue
            }
            if unset[name] == nil { unset[name] = variable(in: diagnostic) }
        }
        return unset.filter { !broken.contains($0.key) }
    }

    /// As notes, where nothing needs the values.
    static func tolerated(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        diagnostics.map { diagnostic in
            guard isUnset(diagnostic) else { return diagnostic }
            return Diagnostic(
                .note,
                ConfigurationCode.missingVariable,
                "not checked: " + diagnostic.summary,
                fix: "set it where keyturn runs, or in a .env file; with --strict this is an error",
                at: diagnostic.location,
                address: diagnostic.address
            )
        }
    }

    static func isUnset(_ diagnostic: Diagnostic) -> Bool {
        diagnostic.code == ConfigurationCode.missingVariable.rawValue && diagnostic.isError
    }

    /// The name, which is in the summary between accents.
    private static func variable(in diagnostic: Diagnostic) -> String {
        let parts = diagnostic.summary.split(separator: "`", omittingEmptySubsequences: false)
        return parts.count > 1 ? String(parts[1]) : "that it needs"
    }
}

extension FleetLoader.Loaded {
    /// Whether an error says no more than that a variable of an environment is not set.
    func isOfUnset(_ diagnostic: Diagnostic) -> Bool {
        UnsetVariables.isUnset(diagnostic) && diagnostic.environment.map { unset[$0] != nil } ?? false
    }
}
