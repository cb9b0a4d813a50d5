internal import Audit
internal import Glibc

/// An open audit file; closing it lets go of its lock.
struct OpenFile: ~Copyable {
    private let descriptor: Int32

    /// How much is read at once.
    private static let chunk = 64 << 10

    /// Opens the file; with `O_CREAT` a folder that is missing is made, for this user alone, if the one above it is there.
    init(_ path: String, _ flags: Int32) throws(AuditFailure) {
        let flags = flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
        var opened = open(path, flags, 0o600)
        if opened < 0, errno == ENOENT, flags & O_CREAT != 0, let slash = path.lastIndex(of: "/"),
            mkdir(String(path[..<slash]), 0o700) == 0 || errno == EEXIST
        {
            Self.syncFolder(of: String(path[..<slash]))
            opened = open(path, flags, 0o600)
        }
        descriptor = opened
        guard descriptor >= 0 else { throw Self.failure() }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let failure = Self.failure()
            close(descriptor)
            throw failure
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .system("it is not a regular file")
        }
    }

    deinit { close(descriptor) }

    /// Waits for whoever writes.
    func lock() throws(AuditFailure) {
        while flock(descriptor, LOCK_EX) != 0 {
            if errno != EINTR { throw Self.failure() }
        }
    }

    /// All at once, behind what is there, and onto the disk; what a full disk took a part of is cut off again.
    func write(_ bytes: [UInt8]) throws(AuditFailure) {
        let before = try size()
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count else {
            let failure = count < 0 ? Self.failure() : .system("the disk is full")
            _ = ftruncate(descriptor, off_t(before))
            throw failure
        }
        guard fsync(descriptor) == 0 else { throw Self.failure() }
    }

    /// The head of the last whole line, and the bytes of what is behind it without a line break.
    func end() throws(AuditFailure) -> (head: AuditHead, torn: [UInt8]) {
        let size = try size()
        guard size > 0 else { return (.empty, []) }
        var tail: [UInt8] = []
        var start = size
        // Until there is a line that can be read: what others wrote behind it is ignored, and left to the verifier.
        while start > 0, tail.count <= 4 * AuditLine.longest {
            let length = min(Self.chunk, start)
            start -= length
            tail = try read(length, at: start) + tail
            for line in Self.wholeLines(tail, isStart: start == 0).reversed() {
                guard let read = ReadAuditLine(line) else { continue }
                return (read.head, Self.behindLastBreak(tail))
            }
        }
        guard start == 0, Self.wholeLines(tail, isStart: true).isEmpty, Self.mayBeOurs(tail) else { throw .damagedEnd }
        // Nothing but the rest of a first line.
        return (.empty, tail)
    }

    /// Whether a first line that a crash cut off begins so: with an object, or with zeros where the disk kept the size alone.
    private static func mayBeOurs(_ line: [UInt8]) -> Bool {
        line.first == UInt8(ascii: "{") || line.allSatisfy { $0 == 0 }
    }

    private static func behindLastBreak(_ bytes: [UInt8]) -> [UInt8] {
        bytes.lastIndex(of: UInt8(ascii: "\n")).map { Array(bytes[($0 + 1)...]) } ?? bytes
    }

    func lines(_ body: (_ line: [UInt8], _ isEnded: Bool) -> Void) throws(AuditFailure) {
        var rest: [UInt8] = []
        var position = 0
        while true {
            let part = try read(Self.chunk, at: position)
            if part.isEmpty { break }
            position += part.count
            rest += part
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                body(Array(rest[..<end]), true)
                rest.removeSubrange(...end)
            }
            // No line of Keyturn's is so long: it is handed over in pieces, none of which can be read.
            if rest.count > 2 * AuditLine.longest {
                body(rest, true)
                rest = []
            }
        }
        if !rest.isEmpty { body(rest, false) }
    }

    private static func wholeLines(_ tail: [UInt8], isStart: Bool) -> [[UInt8]] {
        var lines = tail.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
        // Behind the last break stands nothing, or the rest of a line.
        if !lines.isEmpty { lines.removeLast() }
        if !isStart, !lines.isEmpty { lines.removeFirst() }
        return lines
    }

    private func size() throws(AuditFailure) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure() }
        return Int(status.st_size)
    }

    private func read(_ length: Int, at offset: Int) throws(AuditFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: length)
        var count = 0
        while count < length {
            let read = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + count }, length - count, off_t(offset + count))
            }
            if read < 0, errno == EINTR { continue }
            if read < 0 { throw Self.failure() }
            if read == 0 { break }
            count += read
        }
        bytes.removeSubrange(count...)
        return bytes
    }

    private static func failure() -> AuditFailure { .system(String(cString: strerror(errno))) }

    /// So that a new file survives a loss of power.
    static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}
