package import Diagnostics
internal import Fragments

/// Tells which fragments a version control would take into its history, keys and all.
package protocol GitTracking: Sendable {
    /// What is found of the files of each folder, in their order.
    func look(at folders: [GitSubject]) async -> [GitFinding]

    /// Those of the files that a repository takes in already; nil if that cannot be told.
    ///
    /// `files` are relative to the repository, without links.
    func tracked(_ files: [String], in repository: String) async -> Set<String>?
}

/// Files of one folder that git is asked about.
package struct GitSubject: Hashable, Sendable {
    /// Absolute; it need not exist yet.
    package let folder: String

    /// Relative to the folder.
    package let files: [String]

    /// As what it consists of.
    package init(folder: String, files: [String]) {
        self.folder = folder
        self.files = files
    }

    /// The fragments of an output folder, and what a killed run leaves beside them, which holds keys, too.
    package init(output folder: String, fragments: [String]) {
        let folders = Set(fragments.map(FragmentPath.parent)).sorted()
        self.init(
            folder: folder,
            files: fragments + folders.map { ($0.isEmpty ? "" : $0 + "/") + FragmentPath.anyTemporary }
        )
    }

    /// A SQLite database with what SQLite puts beside it, which holds keys, too; `path` is absolute, and links are followed,
    /// since SQLite does.
    package init(database path: String) {
        let path = RootFolder(path: path).resolved
        let name = String(path.split(separator: "/").last ?? "")
        self.init(folder: RootFolder.parent(of: path), files: ["", "-wal", "-journal"].map { name + $0 })
    }
}

/// What was found of an environment's fragments.
package enum GitFinding: Sendable {
    /// No repository is around the output folder, or there are no fragments.
    case outside

    /// Every fragment is ignored.
    case ignored

    /// Some would be committed.
    case tracked(TrackedFragments)

    /// It cannot be told.
    case unknown(GitObstacle)

    /// What is to be told in a plan; nil if nothing is wrong.
    ///
    /// The location is that of `output` in the environment's file.
    package func warning(environment: String, at location: SourceLocation?) -> Diagnostic? {
        switch self {
        case .outside, .ignored: nil
        case .tracked(let tracked): .tracked(tracked, environment: environment, at: location)
        case .unknown(let obstacle): .gitUnknown(obstacle, environment: environment, at: location)
        }
    }
}

/// Fragments that a version control would take in; at least one.
package struct TrackedFragments: Sendable {
    /// Relative to the output folder.
    package let paths: [String]

    /// Whether these are all that were asked about, so that the folder can be ignored as a whole.
    let isAll: Bool

    /// The output folder, relative to the repository; empty where it is the repository itself.
    let outputInRepository: String
}

/// Why it cannot be told which fragments git ignores.
package struct GitObstacle: Error, Hashable, Sendable {
    /// A clause.
    package let reason: String

    /// In the imperative.
    package let fix: String

    /// Whether other paths of the same repository may well be told.
    var concernsOnePath = false
}

/// Asks no one: for simulations.
package struct NoGitTracking: GitTracking {
    package init() {}

    package func look(at folders: [GitSubject]) async -> [GitFinding] { folders.map { _ in .outside } }

    package func tracked(_ files: [String], in repository: String) async -> Set<String>? { Set(files) }
}
