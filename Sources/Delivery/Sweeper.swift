internal import Diagnostics
internal import Fragments
internal import Glibc
internal import Model

/// Finds, reads and removes what killed runs left behind.
struct Sweeper {
    let tree: FolderTree
    let output: OutputName

    /// - Returns: how many files were removed.
    func sweep(beside paths: [String]) throws(Diagnostic) -> Int {
        var count = 0
        try forEachLeftover(beside: paths) { (folder, name, path) throws(Diagnostic) in
            if try remove(name, in: folder, path) { count += 1 }
        }
        return count
    }

    /// What killed runs left beside fragments, in the order of their folders.
    func leftovers(beside paths: [String]) throws(Diagnostic) -> [Leftover] {
        var found: [Leftover] = []
        try forEachLeftover(beside: paths) { (folder, name, path) throws(Diagnostic) in
            do throws(SystemError) {
                let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
                let file = Descriptor(try retrying { openat(folder.number, name, flags) })
                let size = try file.status().st_size
                // Nothing that keyturn writes comes near; what someone else made is not read.
                guard size <= FolderObserver.largestFile else { return }
                found.append(Leftover(path: path, content: try file.content(size: Int(size))))
            } catch  where error.number == ENOENT {
                return
            } catch {
                throw .unreadable(path, error, output)
            }
        }
        return found
    }

    /// Removes files by their paths; one that is gone is ignored.
    func remove(_ paths: [String]) throws(Diagnostic) {
        for path in paths {
            guard let folder = try folder(of: path) else { continue }
            _ = try remove(String(FilePath(path).name), in: folder, path)
        }
    }

    private func forEachLeftover(
        beside paths: [String],
        _ body: (Descriptor, _ name: String, _ path: String) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        var visited: Set<Substring> = []
        for path in paths {
            let parent = FilePath(path).parent
            guard visited.insert(parent).inserted, let folder = try folder(of: path) else { continue }
            let found: [String]
            do throws(SystemError) {
                found = try folder.names()
            } catch {
                throw .sweepFolder(String(parent), error, output)
            }
            for name in found.sorted() where FragmentPath.isTemporary(name) {
                do throws(SystemError) {
                    guard let status = try folder.status(of: name), FileKind(status) == .file else { continue }
                } catch {
                    throw .sweep(parent + name, error, output)
                }
                try body(folder, name, parent + name)
            }
        }
    }

    /// - Returns: whether there was such a file.
    private func remove(_ name: String, in folder: Descriptor, _ path: String) throws(Diagnostic) -> Bool {
        do throws(SystemError) {
            _ = try retrying { unlinkat(folder.number, name, 0) }
            return true
        } catch  where error.number == ENOENT {
            return false
        } catch {
            throw .sweep(path, error, output)
        }
    }

    /// Nil for one that is missing, which holds nothing, and for one that is a link, which is not ours: staging tells the
    /// user.
    private func folder(of path: String) throws(Diagnostic) -> Descriptor? {
        do throws(FolderError) {
            return try tree.folder(of: path).0
        } catch {
            switch error.error.number {
            case ENOENT, ENOTDIR, ELOOP: return nil
            default: throw .folder(path, error, output)
            }
        }
    }
}
