internal import FlyingSocks
internal import Foundation

/// Asks a server as any client would, following nothing, on a connection of its own each time.
struct Visitor {
    struct Answer: Sendable, CustomStringConvertible {
        let status: Int
        let headers: [String: String]

        /// As much as came: of a stream, what came first.
        let body: String

        var description: String { "\(status) \(headers) \(body)" }
    }

    func get(_ url: String, _ headers: [String: String] = [:]) async throws -> Answer {
        try await open(url, headers) { answer, _ in answer }
    }

    /// Lends an answer with the connection that it came by; `next` is what comes after, nil at its end.
    func open<Value: Sendable>(
        _ url: String,
        _ headers: [String: String] = [:],
        _ body: (Answer, _ next: () async throws -> String?) async throws -> Value
    ) async throws -> Value {
        try await send("GET", url, headers, nil, body)
    }

    func post(_ url: String, _ text: String, _ headers: [String: String] = [:]) async throws -> Answer {
        try await send("POST", url, headers, text) { answer, _ in answer }
    }

    private func send<Value: Sendable>(
        _ method: String,
        _ url: String,
        _ headers: [String: String],
        _ text: String?,
        _ body: (Answer, _ next: () async throws -> String?) async throws -> Value
    ) async throws -> Value {
        guard let address = URLComponents(string: url), let host = address.host, let port = address.port else {
            throw TestFailure("no address: \(url)")
        }
        let connection = VisitorConnection(
            try await AsyncSocket.connected(to: .inet(ip4: host, port: UInt16(port)), timeout: 3_600)
        )
        defer { connection.close() }
        let target = address.percentEncodedPath + (address.percentEncodedQuery.map { "?\($0)" } ?? "")
        let lines =
            ["\(method) \(target) HTTP/1.1", "Host: \(host)", "Content-Length: \(text?.utf8.count ?? 0)"]
            + headers.map { "\($0): \($1)" } + ["", text ?? ""]
        try await connection.write(lines.joined(separator: "\r\n"))
        let head = try await connection.head()
        var first = ""
        if head.headers["content-type"] == "text/event-stream" {
            first = try await connection.chunk() ?? ""
        } else if let count = head.headers["content-length"].flatMap({ Int($0) }) {
            first = try await connection.text(count)
        }
        let answer = Answer(status: head.status, headers: head.headers, body: first)
        return try await body(answer) { try await connection.chunk() }
    }
}

/// An HTTP/1.1 connection, read part by part.
private final class VisitorConnection {
    private let socket: AsyncSocket
    private var buffer: [UInt8] = []

    init(_ socket: AsyncSocket) { self.socket = socket }

    func close() { try? socket.close() }

    func write(_ text: String) async throws { try await socket.write(Data(text.utf8)) }

    func head() async throws -> (status: Int, headers: [String: String]) {
        let status = try await line().split(separator: " ").dropFirst().first.flatMap { Int($0) }
        guard let status else { throw TestFailure("no status line") }
        var headers: [String: String] = [:]
        while case let line = try await line(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.last?.trimmingCharacters(in: .whitespaces)
        }
        return (status, headers)
    }

    /// The next chunk of a body that comes in chunks; nil at its end.
    func chunk() async throws -> String? {
        guard let count = Int(try await line(), radix: 16), count > 0 else { return nil }
        let chunk = try await text(count)
        _ = try await line()
        return chunk
    }

    func text(_ count: Int) async throws -> String {
        while buffer.count < count { try await fill() }
        defer { buffer.removeFirst(count) }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    private func line() async throws -> String {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeFirst(end + 1) }
                return String(decoding: buffer[..<end], as: UTF8.self).trimmingCharacters(in: .whitespaces)
                    .replacing("\r", with: "")
            }
            try await fill()
        }
    }

    private func fill() async throws { buffer += try await socket.read(atMost: 4_096) }
}
