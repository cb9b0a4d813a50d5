internal import Glibc

/// The lock of an environment's database: `flock` on the database file.
///
/// SQLite locks byte ranges by `fcntl`, which `flock` neither hinders nor sees. It is freed by the kernel with the last
/// descriptor, however the process ends, and leaves nothing behind. On NFS, Linux makes a byte-range lock of it that
/// does meet SQLite's own: a database on NFS is not supported, by SQLite neither.
enum SQLiteLock {
    /// Kept until `file` is closed.
    ///
    /// Taking it twice on one file is taking it once.
    ///
    /// - Throws: ``StoreError/lockHeld(by:)`` when `timeout` has passed.
    static func take(_ file: SQLiteFile, timeout: Duration) async throws(StoreError) {
        let deadline = ContinuousClock.now + timeout
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw .other(message: "the file cannot be locked: \(String(cString: strerror(errno)))")
            }
            let rest = deadline - ContinuousClock.now
            guard rest > .zero else { throw .lockHeld(by: holder(of: file)) }
            do {
                try await Task.sleep(for: min(rest, StoreLimits.lockPoll))
            } catch {
                throw .lockHeld(by: holder(of: file))
            }
        }
    }

    /// The process that the kernel says holds the lock, by the first two words of its command line: later ones may be
    /// anything.
    private static func holder(of file: SQLiteFile) -> String {
        guard let process = process(holding: file) else { return "another run on this machine" }
        let arguments = contents("/proc/\(process)/cmdline").split(separator: 0).prefix(2)
            .map { String(decoding: $0, as: UTF8.self) }
        guard let program = arguments.first?.split(separator: "/").last else { return "process \(process)" }
        let command = ([String(program)] + arguments.dropFirst()).joined(separator: " ")
        return "\(MessageScrubber()(command)), process \(process)"
    }

    /// From lines such as `1: FLOCK  ADVISORY  WRITE 4711 fe:00:16220356 0 EOF`: device in hexadecimal, inode in decimal.
    private static func process(holding file: SQLiteFile) -> Int? {
        let place = "\(hex(major(file.device))):\(hex(minor(file.device))):\(file.inode)"
        for line in String(decoding: contents("/proc/locks"), as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            // A process that waits for the lock is marked by an arrow in the second field.
            guard fields.count >= 6, fields[1] == "FLOCK", fields[5] == place, let process = Int(fields[4]), process > 0
            else { continue }
            return process
        }
        return nil
    }

    private static func contents(_ path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    private static func hex(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return digits.count < 2 ? "0" + digits : digits
    }

    private static func major(_ device: dev_t) -> UInt32 {
        UInt32(truncatingIfNeeded: device >> 8 & 0xfff | device >> 32 & 0xffff_f000)
    }

    private static func minor(_ device: dev_t) -> UInt32 {
        UInt32(truncatingIfNeeded: device & 0xff | device >> 12 & 0xffff_ff00)
    }
}
