internal import Glibc
internal import TestSupport

/// A server whose kernel takes connections and that never reads or writes any, as one that was stopped.
final class SilentListener: Sendable {
    /// Such as an environment's `database.url`.
    let url: String
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(
            AF_INET,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue),
            0
        )
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else { throw TestFailure("no port to listen on") }
        self.descriptor = descriptor
        url =
            "postgresql://keyturn@127.0.0.1:\(UInt16(bigEndian: address.sin_port))/x?sslmode=disable&gssencmode=disable"
    }

    deinit { close(descriptor) }

    /// How many connections were made since this was asked last, each of them ended by now.
    func takeConnections() -> Int {
        var count = 0
        while case let client = accept(descriptor, nil, nil), client >= 0 {
            close(client)
            count += 1
        }
        return count
    }
}
