internal import Glibc

/// An HTTP/1.1 connection to a port of 127.0.0.1, of as much as the consumer needs: a bigger client would be most of the
/// time that a restart takes.
struct Connection {
    struct Failure: Error {}

    struct Response {
        let status: Int

        /// Up to its first event, where it is a stream.
        let body: String
    }

    private let socket: Int32

    init(port: UInt16) throws(Failure) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard socket >= 0, result == 0 else {
            Glibc.close(socket)
            throw Failure()
        }
        self.socket = socket
    }

    func close() { Glibc.close(socket) }

    /// Asks, and reads the whole answer; of a stream no more than the first event.
    ///
    /// The connection can be used again unless the answer was a stream.
    func get(_ path: String, _ headers: [String]) throws(Failure) -> Response {
        let lines = ["GET \(path) HTTP/1.1", "Host: 127.0.0.1", "User-Agent: reference-consumer"] + headers + ["", ""]
        let request = Array(lines.joined(separator: "\r\n").utf8)
        guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw Failure()
        }
        var text = ""
        while true {
            if let response = try Self.response(in: text) { return response }
            var buffer = [UInt8](repeating: 0, count: 4_096)
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { throw Failure() }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    /// Nil while more is to come.
    private static func response(in text: String) throws(Failure) -> Response? {
        // By bytes: to Swift CR LF is one character.
        guard let end = text.utf8.firstRange(of: "\r\n\r\n".utf8) else { return nil }
        let head = text[..<end.lowerBound].split(separator: "\r\n")
        let body = String(text[end.upperBound...])
        let words = head.first?.split(separator: " ") ?? []
        guard words.count > 1, let status = Int(words[1]) else { throw Failure() }
        let headers = head.dropFirst().map { $0.lowercased() }
        if let length = headers.first(where: { $0.hasPrefix("content-length:") }) {
            guard let count = Int(length.dropFirst("content-length:".count).filter(\.isNumber)) else { throw Failure() }
            return body.utf8.count < count ? nil : Response(status: status, body: body)
        }
        return body.contains("data:") ? Response(status: status, body: body) : nil
    }
}
