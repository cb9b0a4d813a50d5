internal import Glibc
internal import Model

/// A system call that failed.
struct SystemError: Error, Hashable {
    /// The `errno`.
    let number: Int32

    /// `No space left on device`.
    var words: String { String(cString: strerror(number)) }
}

/// Calls again for as long as a signal interrupts.
func retrying<Result: SignedInteger>(_ call: () -> Result) throws(SystemError) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        let number = errno
        if number != EINTR { throw SystemError(number: number) }
    }
}

/// An open file or folder, closed when the last reference goes.
final class Descriptor: Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Writes everything, however little each call takes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = try retrying { Glibc.write(number, part.baseAddress, part.count) }
            if count == 0 { throw SystemError(number: EIO) }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes what was written last through a loss of power.
    ///
    /// File systems that cannot do so for folders are let be.
    func sync() throws(SystemError) {
        do throws(SystemError) {
            _ = try retrying { fsync(number) }
        } catch  where error.number == EINVAL || error.number == ENOTSUP {
            return
        }
    }

    func status() throws(SystemError) -> stat {
        var status = stat()
        _ = try retrying { fstat(number, &status) }
        return status
    }

    /// What a name stands for in this folder, links not followed; nil if there is nothing.
    func status(of name: String) throws(SystemError) -> stat? {
        var status = stat()
        do throws(SystemError) {
            _ = try retrying { fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) }
        } catch  where error.number == ENOENT {
            return nil
        }
        return status
    }
}

/// What a name stands for, in words.
enum FileKind: Hashable {
    case file
    case folder
    case link
    case pipe
    case socket
    case device

    init(_ status: stat) {
        self =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            default: .device
            }
    }

    var words: String {
        switch self {
        case .file: "a file"
        case .folder: "a folder"
        case .link: "a symbolic link"
        case .pipe: "a named pipe"
        case .socket: "a socket"
        case .device: "a device"
        }
    }
}

extension stat {
    /// When the content was last written.
    var changedAt: Instant {
        Instant(secondsSince1970: Int64(st_mtim.tv_sec)) + .microseconds(Int64(st_mtim.tv_nsec) / 1_000)
    }
}
