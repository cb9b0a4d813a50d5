internal import Audit
internal import Diagnostics
internal import Glibc

/// The system's log: a datagram for each line to the socket that syslog daemons and journald read.
package struct SystemLog: Sendable {
    private let socket: String

    /// Facility `authpriv`, severity `notice`.
    private static let priority = 10 << 3 | 5

    package init(socket: String = "/dev/log") { self.socket = socket }

    /// Whether every line was taken; a log that is full is not waited for.
    func send(_ lines: [AuditLine]) -> Bool {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(socket.utf8) + [0]
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { place in
            guard path.count <= place.count else { return false }
            place.copyBytes(from: path)
            return true
        }
        guard fits else { return false }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected else { return false }
        let prefix = Array("<\(Self.priority)>keyturn[\(getpid())]: ".utf8)
        for line in lines {
            let message = prefix + line.bytes
            let sent = message.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
            }
            guard sent == message.count else { return false }
        }
        return true
    }

    func warning(_ environment: String) -> Diagnostic {
        Diagnostic(
            .warning,
            AuditCode.syslog,
            "the system's log did not accept the audit lines of \(environment)",
            detail: "They are in the audit file.",
            fix: "check that \(PlainText.line(socket)) is read by journald or a syslog daemon",
            address: environment
        )
    }
}
