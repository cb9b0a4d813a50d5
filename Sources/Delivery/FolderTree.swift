internal import Glibc
internal import Model

/// The folders inside an output folder, opened part by part so that no symbolic link is ever followed.
///
/// Used for one pass over files. The folder that was opened last is kept: files come ordered by path, and there may be
/// more folders than a process may hold open.
final class FolderTree {
    let root: Descriptor
    private var last: (path: Substring, folder: Descriptor)?

    init(root: Descriptor) { self.root = root }

    /// - Parameters:
    ///   - path: a file's, relative to the root.
    ///   - creating: whether folders that are missing are made; see ``make(_:in:)``.
    /// - Returns: the folder that the file is in, and the file's name there.
    /// - Throws: where a part of the path is missing, no folder, or cannot be opened.
    func folder(of path: String, creating: Bool = false) throws(FolderError) -> (Descriptor, name: String) {
        let file = FilePath(path)
        if file.parent.isEmpty { return (root, path) }
        if let last, last.path == file.parent { return (last.folder, file.name) }
        var here = root
        var end = path.startIndex
        for part in file.parent.split(separator: "/") {
            end = part.endIndex
            do throws(SystemError) {
                here = try enter(String(part), in: here, creating: creating)
            } catch {
                let status = try? here.status(of: String(part))
                throw FolderError(path: String(path[..<end]), kind: status.map { FileKind($0) }, error: error)
            }
        }
        last = (file.parent, here)
        return (here, file.name)
    }

    private func enter(_ name: String, in folder: Descriptor, creating: Bool) throws(SystemError) -> Descriptor {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        do throws(SystemError) {
            return Descriptor(try retrying { openat(folder.number, name, flags) })
        } catch  where error.number == ENOENT && creating {
            try make(name, in: folder)
            return Descriptor(try retrying { openat(folder.number, name, flags) })
        }
    }

    /// For everyone to enter, as far as the umask allows; for secrets, for its owner alone.
    private func make(_ name: String, in folder: Descriptor) throws(SystemError) {
        let mode: mode_t = name == Delivery.secretFolder ? 0o700 : 0o755
        do throws(SystemError) {
            _ = try retrying { mkdirat(folder.number, name, mode) }
        } catch  where error.number == EEXIST {
            return
        }
        try folder.sync()
    }
}

/// A folder inside the output folder that cannot be entered.
struct FolderError: Error {
    /// Relative to the output folder.
    let path: String
    /// What is there; nil if there is nothing, or that could not be seen.
    let kind: FileKind?
    let error: SystemError

    /// Why, in words that go behind "because": `secrets is a symbolic link`.
    var words: String {
        if let kind, kind != .folder { return "\(path) is \(kind.words)" }
        return "\(path): \(error.words)"
    }
}
