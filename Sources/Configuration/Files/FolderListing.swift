internal import Diagnostics

/// What the files in a configuration folder are, by their names.
struct FolderListing {
    /// The names of environments, in order: `prod` for `prod.yaml`.
    private(set) var environments: [String] = []
    private(set) var hasDefaults = false
    private(set) var hasRevoked = false
    private(set) var hasPolicy = false
    private(set) var hasProfiles = false
    private(set) var diagnostics: [Diagnostic] = []

    private static let known = ["_defaults.yaml", "_policy.yaml", "_profiles.yaml", "_revoked.yaml"]

    /// Sorts the names in a folder, which messages call `shown`.
    init(_ names: [String], shown folder: String) {
        for name in names.sorted() where !name.hasPrefix(".") {
            let file = folder + "/" + name
            guard name.hasSuffix(".yaml") else {
                let lowercase = name.lowercased()
                if lowercase.hasSuffix(".yml") || lowercase.hasSuffix(".yaml") {
                    // Rules that are not read would be no rules.
                    diagnostics.append(
                        name.hasPrefix("_")
                            ? .unknownFile(name, nearest: NearestName.of(name, among: Self.known), file)
                            : .ignoredFile(name, file, isAlone: !names.contains(where: Self.isEnvironment))
                    )
                }
                continue
            }
            let stem = String(name.dropLast(".yaml".count))
            switch name {
            case "_defaults.yaml": hasDefaults = true
            case "_revoked.yaml": hasRevoked = true
            case "_policy.yaml": hasPolicy = true
            case "_profiles.yaml": hasProfiles = true
            case "compose.yaml", "docker-compose.yaml":
                diagnostics.append(.composeFile(file, isAbove: names.contains("environments"), folder))
            case _ where name.hasPrefix("_"):
                diagnostics.append(.unknownFile(name, nearest: NearestName.of(name, among: Self.known), file))
            case _ where !WellFormed.isName(stem):
                diagnostics.append(.badFileName(name, file))
            default: environments.append(stem)
            }
        }
        if environments.isEmpty, !diagnostics.hasErrors {
            diagnostics.append(.emptyFolder(folder, isAbove: names.contains("environments")))
        }
    }

    private static func isEnvironment(_ name: String) -> Bool {
        name.hasSuffix(".yaml") && !name.hasPrefix("_") && !name.hasPrefix(".")
    }
}
