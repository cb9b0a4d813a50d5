internal import Glibc

/// The files below some paths, one after the other: links are not followed, but for the paths themselves.
///
/// Git's own store of objects is ignored: it is packed, and `GitHistory` looks into it.
struct TreeWalk {
    private enum Entry {
        case path(String)
        case folder(String)
    }

    /// What a step leads to.
    enum Step {
        case file(String)
        case problem(SearchProblem)
    }

    private var entries: [Entry]

    init(_ paths: [String]) { entries = paths.reversed().map(Entry.path) }

    /// The next file; nil at the end.
    mutating func next() -> Step? {
        while let entry = entries.popLast() {
            switch entry {
            case .path(let path):
                var status = stat()
                guard stat(path, &status) == 0 else {
                    return .problem(SearchProblem(path: path, reason: String(cString: strerror(errno))))
                }
                if status.st_mode & S_IFMT != S_IFDIR { return .file(path) }
                entries.append(.folder(path))
            case .folder(let path):
                if let problem = enter(path) { return .problem(problem) }
            }
        }
        return nil
    }

    /// Puts what a folder holds on the stack, so that it comes in the order of names.
    private mutating func enter(_ folder: String) -> SearchProblem? {
        guard let stream = opendir(folder) else {
            return SearchProblem(path: folder, reason: String(cString: strerror(errno)))
        }
        defer { closedir(stream) }
        var found: [(name: String, isFolder: Bool)] = []
        let isGit = folder == ".git" || folder.hasSuffix("/.git")
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." || isGit && name == "objects" { continue }
            var kind = Int32(entry.pointee.d_type)
            if kind == Int32(DT_UNKNOWN) { kind = Self.kind(of: Self.joined(folder, name)) }
            if kind == Int32(DT_DIR) { found.append((name, true)) }
            if kind == Int32(DT_REG) { found.append((name, false)) }
        }
        for (name, isFolder) in found.sorted(by: { $0.name > $1.name }) {
            let path = Self.joined(folder, name)
            entries.append(isFolder ? .folder(path) : .path(path))
        }
        return nil
    }

    private static func joined(_ folder: String, _ name: String) -> String {
        folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    private static func kind(of path: String) -> Int32 {
        var status = stat()
        guard lstat(path, &status) == 0 else { return Int32(DT_UNKNOWN) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return Int32(DT_DIR)
        case S_IFREG: return Int32(DT_REG)
        default: return Int32(DT_UNKNOWN)
        }
    }
}
