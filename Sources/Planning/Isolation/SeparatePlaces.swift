internal import Diagnostics
internal import Model
internal import State

/// Two environments never point at one key table or one output folder (promise 2): compared by what the server and the
/// file system say they are, since two spellings or a link look different in the configuration.
enum SeparatePlaces {
    /// One error for each environment of a pair, so that neither is written to.
    ///
    /// One database with two key tables is a warning where the declarations do not tell it and no rule judges it.
    static func check(_ views: [EnvironmentView], _ policy: PolicySituation) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for (index, one) in views.enumerated() {
            for other in views[..<index] {
                if one.observed.store.identity.sharesRows(with: other.observed.store.identity) {
                    diagnostics += [.sameDatabase(other, one), .sameDatabase(one, other)]
                } else if one.sharesDatabase(with: other), !one.environment.declaresDatabase(of: other.environment) {
                    diagnostics += [(other, one), (one, other)].filter { view, _ in
                        !policy.judges(view.name, by: DistinctDatabases.self)
                    }.map { .oneDatabase($0, $1) }
                }
                if overlap(one.observed.folder, other.observed.folder) {
                    diagnostics += [.sameOutput(other, one), .sameOutput(one, other)]
                }
            }
        }
        return diagnostics
    }

    private static func overlap(_ one: FolderObservation, _ other: FolderObservation) -> Bool {
        if let first = one.identity, let second = other.identity, first == second { return true }
        return one.resolvedPath == other.resolvedPath
            || one.resolvedPath.hasPrefix(other.resolvedPath + "/")
            || other.resolvedPath.hasPrefix(one.resolvedPath + "/")
    }
}

extension EnvironmentView {
    /// Whether the other environment keeps its key table in the same database.
    func sharesDatabase(with other: EnvironmentView) -> Bool {
        name != other.name && observed.store.identity.isSameDatabase(as: other.observed.store.identity)
    }
}
