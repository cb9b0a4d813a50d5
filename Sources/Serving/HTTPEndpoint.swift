internal import FlyingFox
internal import FlyingSocks
internal import Foundation

/// Answers GET requests for a few paths, as monitoring asks them.
///
/// ```swift
/// let endpoint = try await HTTPEndpoint.listen(on: address) { path in path == "/healthz" ? .text(200, "ok\n") : nil }
/// ```
package final class HTTPEndpoint: Sendable {
    package struct Answer: Sendable {
        let status: Int
        let type: String
        let body: String

        package init(_ status: Int, type: String, _ body: String) {
            self.status = status
            self.type = type
            self.body = body
        }

        package static func text(_ status: Int, _ body: String) -> Answer {
            Answer(status, type: "text/plain; charset=utf-8", body)
        }
    }

    /// Where it listens, with the port that was free where 0 was asked for.
    package let address: ListenAddress

    private let server: HTTPServer
    private let task: Task<Void, any Error>

    /// How long a client may take for one request.
    private static let patience: TimeInterval = 15

    private init(_ server: HTTPServer, _ task: Task<Void, any Error>, at address: ListenAddress) {
        self.server = server
        self.task = task
        self.address = address
    }

    /// Listens when it returns; a path without an answer is 404.
    ///
    /// - Throws: ``EndpointError`` where the address is taken, or is not this machine's.
    package static func listen(
        on address: ListenAddress,
        answer: @escaping @Sendable (_ path: String) -> Answer?
    ) async throws(EndpointError) -> HTTPEndpoint {
        do {
            let server = HTTPServer(
                config: try address.configuration(timeout: patience),
                handler: ClosureHTTPHandler { response(to: $0, answer) }
            )
            let task = Task { try await server.run() }
            // A server that cannot listen ends at once and would be waited for.
            let listening = Task { try await server.waitUntilListening(timeout: patience) }
            Task { if case .failure = await task.result { listening.cancel() } }
            if case .failure(let error) = await listening.result {
                task.cancel()
                if case .failure(let reason) = await task.result { throw reason }
                throw error
            }
            var bound = address
            switch await server.listeningAddress {
            case .ip4(_, let port)?, .ip6(_, let port)?: bound.port = port
            default: break
            }
            return HTTPEndpoint(server, task, at: bound)
        } catch let error as SocketError {
            if case .failed(_, _, let message) = error { throw EndpointError(address: address, reason: message) }
            throw EndpointError(address: address, reason: "\(error)")
        } catch {
            throw EndpointError(address: address, reason: "it cannot be listened on")
        }
    }

    /// Returns when the port is free.
    package func stop() async {
        await server.stop()
        _ = await task.result
    }

    private static func response(
        to request: HTTPRequest,
        _ answer: (_ path: String) -> Answer?
    ) -> HTTPResponse {
        guard request.method == .GET || request.method == .HEAD else {
            return HTTPResponse(statusCode: .methodNotAllowed)
        }
        guard let answer = answer(request.path) else { return HTTPResponse(statusCode: .notFound) }
        return HTTPResponse(
            statusCode: HTTPStatusCode(answer.status, phrase: answer.status == 200 ? "OK" : "Service Unavailable"),
            headers: [.contentType: answer.type],
            body: request.method == .HEAD ? Data() : Data(answer.body.utf8)
        )
    }
}

extension ListenAddress {
    fileprivate func configuration(timeout: TimeInterval) throws -> HTTPServer.Configuration {
        if isIPv6 {
            return HTTPServer.Configuration(
                address: try .inet6(ip6: host, port: port),
                timeout: timeout,
                logger: .disabled
            )
        }
        return HTTPServer.Configuration(address: try .inet(ip4: host, port: port), timeout: timeout, logger: .disabled)
    }
}

/// An address cannot be listened on.
package struct EndpointError: Error, CustomStringConvertible {
    let address: ListenAddress

    /// A clause, in the system's words.
    let reason: String

    package var description: String { "cannot listen on \(address): \(reason)" }
}
