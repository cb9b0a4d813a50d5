internal import CMicroHTTPD
internal import Glibc
internal import Synchronization

/// Answers GET requests for a few paths, as monitoring asks them.
///
/// ```swift
/// let endpoint = try HTTPEndpoint.listen(on: address) { path in path == "/healthz" ? .text(200, "ok\n") : nil }
/// ```
///
/// libmicrohttpd waits for all clients on one thread of its own, which also makes the answers.
package final class HTTPEndpoint: Sendable {
    /// Where it listens, with the port that was free where 0 was asked for.
    package let address: ListenAddress

    private let daemon: Mutex<OpaquePointer?>
    private let answers: Answers

    /// How many seconds a client may say nothing.
    private static let patience: UInt32 = 15

    /// How many clients are served at once; others wait.
    private static let clients: UInt32 = 64

    /// Listens when it returns; a path without an answer is 404.
    ///
    /// - Throws: ``EndpointError`` where the address is taken, or is not this machine's, or libmicrohttpd is missing.
    package static func listen(
        on address: ListenAddress,
        answer: @escaping @Sendable (_ path: String) -> Answer?
    ) throws(EndpointError) -> HTTPEndpoint {
        if let problem = keyturn_http_load() { throw EndpointError(address: address, reason: String(cString: problem)) }
        let socket = try ListeningSocket(address)
        let answers = Answers(answer: answer)
        let context = Unmanaged.passUnretained(answers).toOpaque()
        let daemon = keyturn_http_start(
            socket.descriptor,
            patience,
            clients,
            { context, connection, path, method, _, _, size, mark in
                guard let context, let path, let method else { return MHD_queue_response(connection, 0, nil) }
                let answers = Unmanaged<Answers>.fromOpaque(context).takeUnretainedValue()
                guard ["GET", "HEAD"].contains(String(cString: method)) else { return answers.refuse(connection) }
                // Called first with the head of the request, then with each part of its body, last with nothing: only what is
                // answered then may be followed by another request.
                let isLast = mark?.pointee != nil && size?.pointee == 0
                mark?.pointee = context
                size?.pointee = 0
                return isLast ? answers.reply(to: connection, path: String(cString: path)) : keyturn_http_read_on()
            },
            context
        )
        guard let daemon else {
            socket.close()
            throw EndpointError(address: address, reason: "no thread can be started for it")
        }
        return HTTPEndpoint(daemon, answers, at: socket.address)
    }

    private init(_ daemon: sending OpaquePointer, _ answers: Answers, at address: ListenAddress) {
        self.daemon = Mutex(daemon)
        self.answers = answers
        self.address = address
    }

    deinit { stop() }

    /// Returns when the port is free, and clients were left.
    package func stop() {
        daemon.withLock { daemon in
            if let running = daemon { MHD_stop_daemon(running) }
            daemon = nil
        }
    }
}

extension HTTPEndpoint {
    /// What a client gets.
    package struct Answer: Sendable {
        let status: UInt32
        let type: String
        let body: String

        package init(_ status: UInt32, type: String, _ body: String) {
            self.status = status
            self.type = type
            self.body = body
        }

        package static func text(_ status: UInt32, _ body: String) -> Answer {
            Answer(status, type: "text/plain; charset=utf-8", body)
        }
    }

    /// What the library's thread asks.
    private final class Answers: Sendable {
        private let answer: @Sendable (_ path: String) -> Answer?

        init(answer: @escaping @Sendable (_ path: String) -> Answer?) { self.answer = answer }

        /// The body of an answer to HEAD is left out by the library.
        func reply(to connection: OpaquePointer?, path: String) -> MHD_Result {
            send(answer(path) ?? .text(404, "not found\n"), [:], to: connection)
        }

        /// What is sent with the request is not read.
        func refuse(_ connection: OpaquePointer?) -> MHD_Result {
            send(.text(405, "only GET and HEAD\n"), ["Allow": "GET, HEAD"], to: connection)
        }

        private func send(_ answer: Answer, _ headers: [String: String], to connection: OpaquePointer?) -> MHD_Result {
            var body = answer.body
            let response = body.withUTF8 { bytes in
                keyturn_http_response(bytes.baseAddress, bytes.count)
            }
            defer { if let response { MHD_destroy_response(response) } }
            for (name, value) in headers.merging(["Content-Type": answer.type], uniquingKeysWith: { $1 }) {
                MHD_add_response_header(response, name, value)
            }
            return MHD_queue_response(connection, answer.status, response)
        }
    }
}
