internal import FlyingFox
internal import FlyingSocks
internal import Foundation
package import Model
internal import Synchronization

/// The server that checks keys, for tests: it behaves as the seed's was seen to, against a real database.
///
/// `/sse` and `/providers/sync/status` need a key, from `X-MCP-API-Key`, `Authorization: Bearer` or `?api_key=`; `/health`
/// and `/tools` check none, nor does what is posted to `/tools/call` and its like. What is different in other servers is switched on by ``Quirk``.
package final class ReferenceServer: Sendable {
    package struct Configuration: Sendable {
        package var database: DatabaseURL
        package var quirks = Quirk.observed

        /// Before every answer.
        package var delay = Duration.zero

        /// With ``Quirk/redirects``: what is before the path in `Location`, such as another server's URL; nil for
        /// `/moved` on this server, which answers as the path behind it does.
        package var redirectBase: String?

        /// The file that the seed's log lines are appended to.
        package var log: String?

        package init(database: DatabaseURL) { self.database = database }
    }

    /// A request that was answered, in the order of the answers.
    package struct Answer: Sendable, Equatable {
        package let path: String
        package let status: Int

        /// Of the key that was sent; nil where none was.
        package let fingerprint: Fingerprint?
    }

    private struct State {
        var configuration: Configuration
        var answers: [Answer] = []
        var openSessions = 0
        var port: UInt16 = 0
        var server: HTTPServer?
        var task: Task<Void, any Error>?
    }

    private let state: Mutex<State>
    private let doorkeeper: Doorkeeper
    private let log: LineLog?

    /// Listens on a free port of 127.0.0.1 when it returns.
    package static func start(_ configuration: Configuration) async throws -> ReferenceServer {
        let server = try ReferenceServer(configuration)
        try await server.listen()
        return server
    }

    private init(_ configuration: Configuration) throws {
        state = Mutex(State(configuration: configuration))
        doorkeeper = Doorkeeper(table: KeyTableQueue(configuration.database))
        log = try configuration.log.map { path in try LineLog(path) }
    }

    /// Without a slash at its end.
    package var url: String { "http://127.0.0.1:\(state.withLock(\.port))" }

    package var answers: [Answer] { state.withLock(\.answers) }

    /// Streams that are open now.
    package var openSessions: Int { state.withLock(\.openSessions) }

    /// Changes what the next requests meet; database and log stay what they are.
    package func change(_ body: (inout Configuration) -> Void) { state.withLock { body(&$0.configuration) } }

    /// Ends every session and returns when the port is free.
    package func stop() async {
        let (server, task) = state.withLock { state in
            defer { (state.server, state.task) = (nil, nil) }
            return (state.server, state.task)
        }
        await server?.stop()
        _ = await task?.result
    }

    private func listen() async throws {
        let server = HTTPServer(
            config: HTTPServer.Configuration(
                address: try .inet(ip4: "127.0.0.1", port: 0),
                // Longer than any test: answers may be slow on purpose.
                timeout: 3_600,
                logger: .disabled
            ),
            handler: ClosureHTTPHandler { await self.response(to: $0) }
        )
        let task = Task { try await server.run() }
        try await server.waitUntilListening(timeout: 3_600)
        let address = await server.listeningAddress
        guard case .ip4(_, let port)? = address else { return try await task.value }
        state.withLock { ($0.port, $0.server, $0.task) = (port, server, task) }
    }

    /// Where a path's prefix leads elsewhere, the answer behind it is the same.
    private func response(to request: HTTPRequest) async -> HTTPResponse {
        let mayRedirect = !request.path.hasPrefix("/moved/")
        let path = mayRedirect ? request.path : String(request.path.dropFirst("/moved".count))
        let configuration = state.withLock(\.configuration)
        guard Self.paths[path] == request.method.rawValue else { return HTTPResponse(statusCode: .notFound) }
        if configuration.delay > .zero { try? await Task.sleep(for: configuration.delay) }
        let caller = Caller(request)
        let response = await response(to: caller, path, configuration, mayRedirect: mayRedirect)
        state.withLock {
            $0.answers.append(Answer(path: path, status: response.statusCode.code, fingerprint: caller.fingerprint))
        }
        return response
    }

    /// The one method of each.
    private static let paths = [
        "/health": "GET", "/tools": "GET", "/providers/sync/status": "GET", "/sse": "GET", "/tools/call": "POST",
        "/tools/list": "POST", "/meetings": "POST", "/messages": "POST",
    ]

    private func response(
        to caller: Caller,
        _ path: String,
        _ configuration: Configuration,
        mayRedirect: Bool
    ) async -> HTTPResponse {
        let quirks = configuration.quirks
        if quirks.contains(.redirects), mayRedirect {
            let location = (configuration.redirectBase ?? "/moved") + path
            return HTTPResponse(statusCode: .temporaryRedirect, headers: HTTPHeaders([.location: location]))
        }
        switch path {
        case "/health": return .json(.ok, #"{"status":"healthy"}"#)
        case "/tools": return .json(.ok, #"{"tools":["list_projects","list_tasks"]}"#)
        case _ where Self.paths[path] == "POST" && quirks.contains(.opensTools): return .json(.ok, #"{"result":[]}"#)
        default: break
        }
        let isStream = path == "/sse"
        let lines = LogLines(isStream: isStream, quirks)
        switch await doorkeeper.verdict(on: caller, quirks) {
        case .accepted(let user, let byKey):
            log?.write(lines.accepted(user, byKey: byKey))
            return isStream ? stream(for: caller, quirks) : .json(.ok, #"{"status":"idle"}"#)
        case .refused:
            let repeated = quirks.contains(.repeatsKeys) ? caller.key.map { ": \($0)" } ?? "" : ""
            for line in lines.refused(caller.key, repeated) { log?.write(line) }
            return isStream && quirks.contains(.refusesStreamsWith500)
                ? .json(.internalServerError, #"{"detail":"401: Invalid or missing API key\#(repeated)"}"#)
                : .json(.unauthorized, #"{"detail":"Invalid or missing API key\#(repeated)"}"#)
        case .unavailable:
            log?.write("[AuthManager] Database unavailable")
            return .json(.serviceUnavailable, #"{"detail":"Database unavailable"}"#)
        }
    }

    // MARK: Streams

    /// The first event comes at once; the stream never ends by itself.
    private func stream(for caller: Caller, _ quirks: Set<Quirk>) -> HTTPResponse {
        let session = UUID().uuidString.lowercased()
        let events = EventStream(
            first: quirks.contains(.sendsNoEvent) ? nil : "event: endpoint\ndata: /messages/?session_id=\(session)\n\n",
            count: { change in self.state.withLock { $0.openSessions += change } },
            goesOn: { !quirks.contains(.endsStreams) ? await self.mayGoOn(caller) : false }
        )
        return HTTPResponse(
            statusCode: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
            body: HTTPBodySequence(from: events)
        )
    }

    /// Revoking does not end sessions already open, unless a quirk says so.
    private func mayGoOn(_ caller: Caller) async -> Bool {
        let quirks = state.withLock(\.configuration.quirks)
        guard quirks.contains(.endsSessionsOnRevocation) else { return true }
        guard case .accepted = await doorkeeper.verdict(on: caller, quirks) else { return false }
        return true
    }
}

extension HTTPResponse {
    fileprivate static func json(_ status: HTTPStatusCode, _ text: String) -> HTTPResponse {
        HTTPResponse(statusCode: status, headers: [.contentType: "application/json"], body: Data(text.utf8))
    }
}
