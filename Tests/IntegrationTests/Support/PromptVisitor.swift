internal import Foundation
internal import Glibc
internal import TestSupport

/// Asks a server of this machine without giving its thread away between connecting and reading: among a thousand tests a
/// task may get its next turn after longer than a server waits for a client.
struct PromptVisitor {
    func get(_ url: String) throws -> Visitor.Answer {
        guard let parts = URLComponents(string: url), let host = parts.host, let port = parts.port else {
            throw TestFailure("no address: \(url)")
        }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw TestFailure("no socket: \(errno)") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr(host)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw TestFailure("\(url) cannot be reached: \(errno)") }
        let question = Array(
            "GET \(parts.percentEncodedPath) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n".utf8
        )
        guard send(descriptor, question, question.count, Int32(MSG_NOSIGNAL)) == question.count else {
            throw TestFailure("\(url) cannot be asked: \(errno)")
        }
        return try answer(try everything(from: descriptor, url))
    }

    private func everything(from descriptor: Int32, _ url: String) throws -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw TestFailure("\(url) gave up: \(errno)") }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    private func answer(_ text: String) throws -> Visitor.Answer {
        let parts = text.components(separatedBy: "\r\n\r\n")
        let lines = parts[0].components(separatedBy: "\r\n")
        guard parts.count > 1, let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw TestFailure("no answer: \(text)")
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1)
            headers[pair[0].lowercased()] = pair.count > 1 ? pair[1].trimmingCharacters(in: .whitespaces) : ""
        }
        return Visitor.Answer(status: status, headers: headers, body: parts.dropFirst().joined(separator: "\r\n\r\n"))
    }
}
