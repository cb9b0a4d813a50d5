internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// Asks a server as any client would, following nothing.
final class Visitor: Sendable {
    struct Answer: Sendable, CustomStringConvertible {
        let status: Int
        let headers: [String: String]

        /// As much as came: of a stream, what came first.
        let body: String

        var description: String { "\(status) \(headers) \(body)" }
    }

    private let client = HTTPClient(
        eventLoopGroup: HTTPClient.defaultEventLoopGroup,
        configuration: HTTPClient.Configuration(redirectConfiguration: .disallow)
    )

    deinit {
        // Nothing is asked any more.
        client.shutdown { _ in }
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
        var request = HTTPClientRequest(url: url)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let response = try await client.execute(request, timeout: .minutes(20))
        var chunks = response.body.makeAsyncIterator()
        let isStream = response.headers.first(name: "Content-Type") == "text/event-stream"
        var text = ""
        if isStream {
            text = try await chunks.next().map { String(buffer: $0) } ?? ""
        } else {
            while let chunk = try await chunks.next() { text += String(buffer: chunk) }
        }
        let answer = Answer(
            status: Int(response.status.code),
            headers: Dictionary(
                response.headers.map { ($0.name.lowercased(), $0.value) },
                uniquingKeysWith: { first, _ in first }
            ),
            body: text
        )
        return try await body(answer) { try await chunks.next().map { String(buffer: $0) } }
    }
}
