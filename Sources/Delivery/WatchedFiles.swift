internal import Glibc
package import Model

/// Files that others write and that an environment watches: looked at, never written.
package protocol WatchedFiles: Sendable {
    /// Reads a file by its absolute path.
    func read(_ path: String) async -> WatchedFile
}

/// What was found where a watched file should be.
package enum WatchedFile: Sendable {
    /// With the time at which it was last changed, and its path with every link resolved.
    case file(Secret, changedAt: Instant, resolvedPath: String)

    case missing

    /// Why it cannot be read: one clause without a full stop.
    case unreadable(String)
}

/// Files on this machine.
///
/// Links are followed, since nothing is written and people keep such files behind links; what they lead to must be a
/// regular file of bounded size. Calls block on the file system.
package struct LocalWatchedFiles: WatchedFiles {
    package init() {}

    package func read(_ path: String) async -> WatchedFile {
        do throws(SystemError) {
            // Looked at before it is opened: to open a device can do something to it.
            var status = try Self.status(of: path)
            guard FileKind(status) == .file else { return .unreadable("it is \(FileKind(status).words), not a file") }
            let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
            let file = Descriptor(try retrying { Glibc.open(path, flags) })
            status = try file.status()
            guard FileKind(status) == .file else { return .unreadable("it is \(FileKind(status).words), not a file") }
            guard status.st_size <= FolderObserver.largestFile else {
                return .unreadable("it is a file of more than 64 MiB")
            }
            return .file(
                try file.content(size: Int(status.st_size)),
                changedAt: status.changedAt,
                resolvedPath: RootFolder(path: path).resolved
            )
        } catch  where error.number == ENOENT {
            return .missing
        } catch {
            return .unreadable(error.words)
        }
    }

    private static func status(of path: String) throws(SystemError) -> stat {
        var status = stat()
        _ = try retrying { fstatat(AT_FDCWD, path, &status, 0) }
        return status
    }
}
