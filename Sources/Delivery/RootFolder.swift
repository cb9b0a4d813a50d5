internal import Diagnostics
internal import Glibc

/// An output folder itself, which may be reached by links.
package struct RootFolder: Sendable {
    /// Absolute.
    let path: String
    private let identity = FolderIdentity()

    package init(path: String) { self.path = path }

    /// - Returns: the folder; nil if it does not exist.
    /// - Throws: `ESTALE` where it is not the folder that it was before.
    func open() throws(SystemError) -> Descriptor? {
        do throws(SystemError) {
            return try opened()
        } catch  where error.number == ENOENT {
            return nil
        }
    }

    private func opened() throws(SystemError) -> Descriptor {
        let folder = Descriptor(try retrying { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
        try identity.expect(folder)
        return folder
    }

    /// Opens the folder; makes it, and those around it, where they are missing.
    func make() throws(SystemError) -> Descriptor {
        if let folder = try open() { return folder }
        let parent = RootFolder(path: Self.parent(of: path))
        guard parent.path != path else { throw SystemError(number: ENOENT) }
        let around = try parent.make()
        do throws(SystemError) {
            _ = try retrying { mkdir(path, 0o755) }
            try around.sync()
        } catch  where error.number == EEXIST {}
        return try opened()
    }

    /// Why the folder cannot be used.
    func problem(_ error: SystemError, _ output: OutputName) -> Diagnostic {
        if error.number == ESTALE { return .outputFolderReplaced(output) }
        return .outputFolder(error, file: error.number == ENOTDIR ? firstFile : nil, output)
    }

    /// The path itself, or the outermost one around it, where something that is not a folder is there.
    private var firstFile: String? {
        var around = ""
        for part in path.split(separator: "/") {
            around += "/\(part)"
            var status = stat()
            guard stat(around, &status) == 0 else { return nil }
            if FileKind(status) != .folder { return around }
        }
        return nil
    }

    /// The path with every link resolved, as far as it exists.
    package var resolved: String {
        if let resolved = Self.resolve(path) { return resolved }
        let parent = Self.parent(of: path)
        guard parent != path else { return path }
        let name = path.split(separator: "/").last ?? ""
        let around = RootFolder(path: parent).resolved
        return around == "/" ? "/\(name)" : "\(around)/\(name)"
    }

    /// The path itself, or the nearest folder around it that exists, links resolved.
    var nearestExisting: String {
        var path = path
        while Self.resolve(path) == nil, Self.parent(of: path) != path { path = Self.parent(of: path) }
        return Self.resolve(path) ?? path
    }

    private static func resolve(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// `/` is its own.
    static func parent(of path: String) -> String {
        let parts = path.split(separator: "/").dropLast()
        return "/" + parts.joined(separator: "/")
    }
}
