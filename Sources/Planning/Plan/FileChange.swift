package import Fragments
internal import State

/// A fragment that a change writes.
package struct FileChange: Hashable, Sendable, Codable {
    /// Relative to the output folder.
    package let path: String

    /// What is wrong with the file now; nil if only the key in it changes.
    package let finding: FragmentFinding?

    /// Whether the file holds a key that the server does not accept, so that its readers are refused.
    package let holdsDeadKey: Bool

    package init(path: String, finding: FragmentFinding? = nil, holdsDeadKey: Bool = false) {
        self.path = path
        self.finding = finding
        self.holdsDeadKey = holdsDeadKey
    }

    /// As it is read again from a saved plan.
    var asWritten: FileChange {
        FileChange(path: path, finding: finding?.asWritten, holdsDeadKey: holdsDeadKey)
    }
}

extension FileChange {
    /// The files of each identity as those that are written whatever they hold, indexed like the environment's identities.
    ///
    /// Neighbours with the same files share one array: most identities of an environment have the same.
    static func all(in view: EnvironmentView) -> [[FileChange]] {
        var last: (paths: [String], changes: [FileChange]) = ([], [])
        return view.files.map { paths in
            if paths != last.paths { last = (paths, paths.map { FileChange(path: $0) }) }
            return last.changes
        }
    }
}
