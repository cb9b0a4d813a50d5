internal import Glibc
internal import Model

/// The files below some paths, one after the other: links are not followed, but for the paths themselves.
///
/// Git's own store of objects is ignored: it is packed, and `GitHistory` looks into it.
struct TreeWalk {
    private enum Entry {
        case path(PathBytes)
        case folder(PathBytes)
    }

    /// What a step leads to.
    enum Step {
        case file(PathBytes)
        case problem(SearchProblem)
    }

    private var entries: [Entry]

    init(_ paths: [PathBytes]) { entries = paths.reversed().map(Entry.path) }

    /// The next file; nil at the end.
    mutating func next() -> Step? {
        while let entry = entries.popLast() {
            switch entry {
            case .path(let path):
                var status = stat()
                guard path.withCString({ $0.map { stat($0, &status) } }) == 0 else {
                    return .problem(SearchProblem(path: path.text, reason: String(cString: strerror(errno))))
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
    private mutating func enter(_ folder: PathBytes) -> SearchProblem? {
        guard let stream = folder.withCString({ $0.flatMap { opendir($0) } }) else {
            return SearchProblem(path: folder.text, reason: String(cString: strerror(errno)))
        }
        defer { closedir(stream) }
        var found: [(name: PathBytes, isFolder: Bool)] = []
        let isGit = folder.bytes.suffix(5).elementsEqual(Self.git) || folder.bytes.elementsEqual(Self.git.dropFirst())
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { PathBytes($0.prefix { $0 != 0 }) }
            if name.bytes == Self.dot || name.bytes == Self.dot + Self.dot { continue }
            if isGit, name.bytes == Self.objects { continue }
            var kind = Int32(entry.pointee.d_type)
            if kind == Int32(DT_UNKNOWN) { kind = Self.kind(of: folder.appending(name.bytes)) }
            if kind == Int32(DT_DIR) { found.append((name, true)) }
            if kind == Int32(DT_REG) { found.append((name, false)) }
        }
        for (name, isFolder) in found.sorted(by: { $0.name > $1.name }) {
            let path = folder.appending(name.bytes)
            entries.append(isFolder ? .folder(path) : .path(path))
        }
        return nil
    }

    private static let dot = Array(".".utf8)
    private static let git = Array("/.git".utf8)
    private static let objects = Array("objects".utf8)

    private static func kind(of path: PathBytes) -> Int32 {
        var status = stat()
        guard path.withCString({ $0.map { lstat($0, &status) } }) == 0 else { return Int32(DT_UNKNOWN) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return Int32(DT_DIR)
        case S_IFREG: return Int32(DT_REG)
        default: return Int32(DT_UNKNOWN)
        }
    }
}
