import Foundation
import Synchronization
import TestSupport

/// A server on a port of 127.0.0.1 that does to each connection what it is told to, byte by byte, in turn; its last step
/// is for all that follow.
final class ScriptedServer: Sendable {
    enum Step: Sendable {
        /// Reads the request, writes this, and closes the connection.
        case answer(String)
        /// Writes this without waiting for a request, and reads until the other side hangs up.
        case greet(String)
        /// Reads the request, writes this, and keeps the connection open.
        case hold(String)
        /// Reads the request, writes this, and resets the connection.
        case reset(String)
        /// Closes the connection without having read or written.
        case close
    }

    let port: Int
    private let listener: Int32
    private let steps: [Step]
    private let requests = Mutex<[String]>([])
    private let held = Mutex<[Int32]>([])

    init(_ steps: [Step]) throws {
        self.steps = steps
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) { [listener] in
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 128) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isOpen else { throw TestProcess.Failure(description: "no port") }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self, listener] in
            var count = 0
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                guard let self else { break }
                self.serve(connection, self.steps[min(count, self.steps.count - 1)])
                count += 1
            }
            close(listener)
        }
    }

    deinit {
        // Wakes the thread, which closes it.
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in held.withLock({ $0 }) { close(connection) }
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// The requests that were read, in order.
    var asked: [String] { requests.withLock { $0 } }

    private func serve(_ connection: Int32, _ step: Step) {
        switch step {
        case .close: close(connection)
        case .answer(let text):
            exchange(connection, text)
            close(connection)
        case .greet(let text):
            write(connection, text)
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while recv(connection, &buffer, buffer.count, 0) > 0 {}
            close(connection)
        case .reset(let text):
            exchange(connection, text)
            var over = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &over, socklen_t(MemoryLayout<linger>.size))
            close(connection)
        case .hold(let text):
            exchange(connection, text)
            held.withLock { $0.append(connection) }
        }
    }

    private func exchange(_ connection: Int32, _ answer: String) {
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(connection, &buffer, buffer.count, 0), count > 0 {
            request += buffer[..<count]
            let text = String(decoding: request, as: UTF8.self)
            guard let end = text.utf8.firstRange(of: "\r\n\r\n".utf8) else { continue }
            let length = text.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            let expected = length.flatMap { Int($0.dropFirst("content-length:".count).filter(\.isNumber)) } ?? 0
            if text.utf8.distance(from: end.upperBound, to: text.utf8.endIndex) >= expected { break }
        }
        requests.withLock { $0.append(String(decoding: request, as: UTF8.self)) }
        write(connection, answer)
    }

    private func write(_ connection: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            sent += count
        }
    }
}
