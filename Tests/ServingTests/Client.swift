import Glibc
import Serving

/// A connection by which anything can be said.
final class Client {
    struct Failure: Error { let reason: String }

    private let socket: Int32

    init(_ address: ListenAddress) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = address.port.bigEndian
        place.sin_addr.s_addr = inet_addr(address.host)
        let result = withUnsafePointer(to: place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(reason: String(cString: strerror(errno))) }
    }

    deinit { close(socket) }

    /// Everything that comes until the server closes, which it is asked to.
    func ask(_ request: String) throws -> String {
        try write("\(request) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return rest()
    }

    func write(_ text: String) throws {
        var text = text
        let sent = text.withUTF8 { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard sent == text.utf8.count else { throw Failure(reason: String(cString: strerror(errno))) }
    }

    /// Says that nothing more comes.
    func finish() { shutdown(socket, Int32(SHUT_WR)) }

    func rest() -> String {
        var bytes: [UInt8] = []
        while let byte = next() { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    func firstLine() -> String {
        var bytes: [UInt8] = []
        while let byte = next(), byte != UInt8(ascii: "\r") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func next() -> UInt8? {
        var byte: UInt8 = 0
        return recv(socket, &byte, 1, 0) == 1 ? byte : nil
    }
}
