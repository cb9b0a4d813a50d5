internal import Glibc
internal import Model
internal import Verification

/// The end of a log file, and of the one that it was rotated to where that was written since.
struct LogFile {
    let path: String
    let limit: Int

    func tail(since: Instant?) throws(Obstacle) -> LogTail {
        let part: Part?
        do throws(BoundedFile.Failure) {
            part = try Self.end(of: path, limit)
        } catch {
            switch error.number {
            case ENOENT, ENOTDIR: throw .notRunning("no such file")
            case EACCES, EPERM:
                throw .unreadable(
                    "this user is not allowed to read the file",
                    fix: "run verify as a user who may read it"
                )
            default: throw .unreadable("the file cannot be read: \(error.words)")
            }
        }
        guard let part else { throw .unreadable("it is not a regular file") }
        guard !part.isCut, let since, let older = try? Self.end(of: path + ".1", limit - part.content.count),
            older.writtenAt >= since
        else { return LogTail(content: part.content, isCut: part.isCut, writtenAt: part.writtenAt) }
        return LogTail(
            content: Self.joined(older.content, part.content),
            isCut: older.isCut,
            writtenAt: part.content.count > 0 ? part.writtenAt : older.writtenAt
        )
    }

    private struct Part {
        let content: Secret
        let isCut: Bool
        let writtenAt: Instant
    }

    /// Whole lines of at most so many bytes; nil for what is not a regular file.
    private static func end(of path: String, _ limit: Int) throws(BoundedFile.Failure) -> Part? {
        let file = try BoundedFile(path)
        let status = try file.status
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        let size = Int(status.st_size)
        let skipped = max(0, size - limit)
        let content = try file.read(atMost: min(size, limit), from: skipped)
        return Part(
            content: skipped == 0 ? content : wholeLines(of: content),
            isCut: skipped > 0,
            writtenAt: Instant(secondsSince1970: Int64(status.st_mtim.tv_sec))
                + .microseconds(Int64(status.st_mtim.tv_nsec) / 1_000)
        )
    }

    private static func wholeLines(of content: Secret) -> Secret {
        content.withBytes { bytes in
            let start = bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
            return Secret(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        }
    }

    private static func joined(_ first: Secret, _ second: Secret) -> Secret {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(first.count + second.count)
        first.withBytes { bytes.append(contentsOf: $0) }
        second.withBytes { bytes.append(contentsOf: $0) }
        defer { for index in bytes.indices { bytes[index] = 0 } }
        return Secret(bytes)
    }
}
