internal import Diagnostics
internal import Glibc
internal import Redaction

/// A descriptor of the database file itself: it says which file a path means and carries our lock.
///
/// A process that closes any descriptor of a file loses the POSIX locks that SQLite holds on it. So this one is opened
/// before SQLite opens the file and closed after every connection of this process has closed it: two environments may have
/// their key tables in one file (``SQLiteDescriptors``).
final class SQLiteFile {
    let path: String
    let descriptor: Int32
    let device: dev_t
    let inode: ino_t

    /// Does not create the file: a missing one is an error of the URL, not a new database.
    init(path: String) throws(StoreError) {
        self.path = path
        // SQLite itself opens for writing; this reads nothing, and flock asks for no access.
        var number: Int32
        repeat { number = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) } while number < 0 && errno == EINTR
        descriptor = number
        guard descriptor >= 0 else { throw Self.openError(errno, path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            Glibc.close(descriptor)
            throw .unreachable(message: "the path is not a regular file")
        }
        device = status.st_dev
        inode = status.st_ino
        SQLiteDescriptors.add(device, inode)
        // From here on the object is whole, and gives the descriptor back when it goes.
        try Self.expectNoObstacle(beside: path)
    }

    deinit {
        flock(descriptor, LOCK_UN)
        SQLiteDescriptors.remove(descriptor, device, inode)
    }

    /// Equal for every path and link that leads to this file.
    var identity: String { "SQLite device \(device) inode \(inode)" }

    /// Whether the path still leads to this file.
    ///
    /// A file that was replaced is another database, and one on which we hold no lock.
    func isUnchanged() throws(StoreError) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Self.openError(errno, path) }
        return status.st_dev == device && status.st_ino == inode
    }

    /// What SQLite keeps beside a database.
    private static let companions = ["-journal", "-wal", "-shm"]

    /// SQLite opens what is beside the file by its name alone, and would wait for a pipe forever.
    private static func expectNoObstacle(beside path: String) throws(StoreError) {
        guard let resolved = realpath(path, nil) else { throw openError(errno, path) }
        defer { free(resolved) }
        for suffix in companions {
            let companion = String(cString: resolved) + suffix
            var status = stat()
            guard lstat(companion, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { continue }
            throw .unreachable(message: "\(companion), which SQLite uses itself, is not a regular file")
        }
    }

    /// A missing file is named: what is in a variable may be relative to another folder than its author thought.
    private static func openError(_ code: Int32, _ path: String) -> StoreError {
        let message =
            code == ENOENT
            ? "\(KeyLikeness.maskedNames(PlainText.line(path))) does not exist" : String(cString: strerror(code))
        return code == EACCES || code == EPERM
            ? .permissionDenied(message: message) : .unreachable(message: message)
    }
}
