internal import Glibc

/// Where files that git is asked about are in their repository.
struct GitPlace: Sendable {
    let subject: GitSubject

    /// The folder that holds `.git`, links resolved.
    let repository: String

    /// The subject's folder, relative to the repository; empty where it is the repository itself.
    ///
    /// Git does not look beyond links, so there are none in it.
    private let folder: String

    /// Nil if no repository is around the folder, or where nothing is asked.
    init?(of subject: GitSubject, _ lookup: (String) -> String?) throws(GitObstacle) {
        guard !subject.files.isEmpty else { return nil }
        let root = RootFolder(path: subject.folder)
        let resolved = root.resolved
        guard let repository = try Self.repository(around: root.nearestExisting) else {
            if let obstacle = Self.elsewhere(holding: resolved, lookup) { throw obstacle }
            return nil
        }
        self.subject = subject
        self.repository = repository
        folder = String(resolved.dropFirst(repository.utf8.count).drop { $0 == "/" })
    }

    /// Relative to the repository.
    var paths: [String] { subject.files.map(path) }

    private func path(_ file: String) -> String { folder.isEmpty ? file : "\(folder)/\(file)" }

    /// What follows from the paths that the repository ignores.
    func finding(ignored: Set<String>) -> GitFinding {
        let tracked = subject.files.filter { !ignored.contains(path($0)) }
        guard !tracked.isEmpty else { return .ignored }
        return .tracked(
            TrackedFragments(
                paths: tracked,
                isAll: tracked.count == subject.files.count,
                outputInRepository: folder
            )
        )
    }

    /// The folder, of those around this one, that holds `.git`.
    private static func repository(around folder: String) throws(GitObstacle) -> String? {
        var folder = folder
        while true {
            var status = stat()
            if lstat(folder == "/" ? "/.git" : folder + "/.git", &status) == 0 { return folder }
            guard errno == ENOENT || errno == ENOTDIR else { throw .unsearchable(folder, SystemError(number: errno)) }
            let parent = RootFolder.parent(of: folder)
            if parent == folder { return nil }
            folder = parent
        }
    }

    /// A repository that git's own variables name, where its work tree holds the folder.
    ///
    /// It is not asked: inside a hook these variables would name another repository than the one around the folder.
    private static func elsewhere(holding folder: String, _ lookup: (String) -> String?) -> GitObstacle? {
        guard let named = lookup("GIT_DIR"), !named.isEmpty else { return nil }
        guard let path = realpath(lookup("GIT_WORK_TREE").flatMap { $0.isEmpty ? nil : $0 } ?? ".", nil) else {
            return nil
        }
        defer { free(path) }
        let tree = String(cString: path)
        let isInside = tree == "/" || folder == tree || folder.hasPrefix(tree + "/")
        return isInside ? .elsewhere(tree) : nil
    }
}
