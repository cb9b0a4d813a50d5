internal import Glibc

/// A hook's process, which leads a group and a session of its own, and those that it started.
///
/// Valid until the process is reaped: until then no other group can get its number.
struct ProcessGroup: Sendable {
    let leader: pid_t

    /// A group that is gone is no error.
    func send(_ signal: Int32) { _ = kill(-leader, signal) }

    /// Whether the process itself has ended, without reaping it.
    var hasLeaderEnded: Bool {
        var info = siginfo_t()
        guard waitid(P_PID, id_t(leader), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return errno == ECHILD }
        return info.si_signo != 0
    }

    /// Whether any process of the group still runs.
    ///
    /// Asked of `/proc`: to the kernel the ended process that was not reaped yet is a member as good as any.
    var isRunning: Bool {
        guard let listing = opendir("/proc") else { return !hasLeaderEnded }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let process = pid_t(name), isRunningMember(process) { return true }
        }
        return false
    }

    /// Reads the state in `/proc/N/stat`, which is behind the name in parentheses.
    private func isRunningMember(_ process: pid_t) -> Bool {
        guard getpgid(process) == leader, let file = fopen("/proc/\(process)/stat", "re") else { return false }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = fread(&buffer, 1, buffer.count, file)
        guard let name = buffer[..<count].lastIndex(of: UInt8(ascii: ")")), name + 2 < count else { return false }
        return ![UInt8(ascii: "Z"), UInt8(ascii: "X")].contains(buffer[name + 2])
    }
}
