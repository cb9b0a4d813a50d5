internal import Diagnostics
internal import FoundationEssentials
internal import Glibc
internal import Redaction
internal import Synchronization

/// The Docker engine's HTTP interface, over its Unix socket; only ever asked, never told to do anything.
struct DockerEngine {
    /// Where an engine is.
    enum Endpoint: Hashable {
        case socket(String)
        /// What `DOCKER_HOST` says that is no Unix socket: its scheme.
        case elsewhere(String)

        init(dockerHost: String?) {
            guard let host = dockerHost, !host.isEmpty else {
                self = .socket("/var/run/docker.sock")
                return
            }
            self =
                host.hasPrefix("unix://")
                ? .socket(String(host.dropFirst(7)))
                : .elsewhere(host.split(separator: ":").first.map(String.init) ?? "")
        }
    }

    private let socket: String
    private let timeout: Duration

    /// A container's description is some kilobytes; with a huge environment it can be megabytes.
    static let largestAnswer = 8 << 20

    init(_ endpoint: Endpoint, timeout: Duration) throws(Obstacle) {
        switch endpoint {
        case .socket(let path): socket = path
        case .elsewhere(let scheme):
            throw .unreadable(
                "DOCKER_HOST reaches the engine by \(SecretMask.masked(PlainText.line(scheme))), not by a Unix socket",
                fix: "run verify on the machine of the engine"
            )
        }
        self.timeout = timeout
    }

    /// An answer, whatever its status, whole.
    struct Answer {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]
    }

    /// Asks for a path, which has its query and is escaped already.
    func get(_ path: String, atMost limit: Int = largestAnswer) async throws(Obstacle) -> Answer {
        let body = Mutex<[UInt8]>([])
        let isTooLong = Atomic(false)
        let (status, headers) = try await get(path) { bytes in
            body.withLock { body in
                if body.count + bytes.count > limit {
                    isTooLong.store(true, ordering: .relaxed)
                    return false
                }
                body.append(contentsOf: bytes)
                return true
            }
        }
        if isTooLong.load(ordering: .relaxed) {
            throw .unreadable("the Docker engine's answer is longer than \(limit >> 20) MiB")
        }
        return Answer(status: status, headers: headers, body: body.withLock { $0 })
    }

    /// Hands over the body part by part, until the receiver has had enough; it is called on another thread.
    ///
    /// - Returns: the status, and the headers by lower-case name.
    func get(
        _ path: String,
        receive: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool
    ) async throws(Obstacle) -> (status: Int, headers: [String: String]) {
        // The kernel's limit, which libcurl reports as of a name that leads nowhere.
        guard socket.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else {
            throw obstacle(.unconnected(ENAMETOOLONG))
        }
        do throws(HTTPFailure) {
            let question = HTTPQuestion(url: "http://docker" + path, socket: socket, timeout: timeout)
            let reply = try await TransferLoop.shared.ask(question, receive: receive)
            let headers = reply.headers.map { ($0.name, $0.value) }
            return (reply.status, Dictionary(headers, uniquingKeysWith: { first, _ in first }))
        } catch {
            throw obstacle(error)
        }
    }

    private func obstacle(_ failure: HTTPFailure) -> Obstacle {
        switch failure {
        case .unconnected(let number):
            if let obstacle = obstacle(number) { return obstacle }
            return .unreadable("no connection to the Docker engine's socket \(PlainText.line(socket))")
        case .unavailable(let reason): return .unreadable("libcurl cannot be loaded: \(reason)")
        case .silent:
            return .unreadable("the Docker engine did not answer within \(timeout.components.seconds) seconds")
        default:
            return .unreadable("the Docker engine's answer on \(PlainText.line(socket)) cannot be read")
        }
    }

    /// Why there is no connection, by the `errno` of trying; nil for what says nothing.
    func obstacle(_ number: Int32) -> Obstacle? {
        let place = PlainText.line(socket)
        switch number {
        case ENOENT, ENOTDIR, ENAMETOOLONG:
            return .unreadable(
                "no Docker engine: no socket \(place)",
                fix: "run verify on the machine of the engine, or set DOCKER_HOST=unix://… to its socket"
            )
        case EACCES, EPERM:
            return .unreadable(
                "this user is not allowed to use the Docker engine's socket \(place)",
                fix: "add the user to the group docker, or run verify as root"
            )
        case ECONNREFUSED, ENOTSOCK:
            return .unreadable("nothing listens on the Docker engine's socket \(place)", fix: "start the engine")
        default: return nil
        }
    }
}

extension DockerEngine {
    /// A word as a part of a path or a query.
    static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                return String(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                return "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }.joined()
    }

    /// The body as JSON, where the answer is a success; else why it is none.
    static func decode<Value: Decodable>(_ type: Value.Type, _ answer: Answer) throws(Obstacle) -> Value {
        guard (200...299).contains(answer.status) else { throw refusal(answer) }
        do {
            return try JSONDecoder().decode(type, from: Data(answer.body))
        } catch {
            // The error itself quotes the answer.
            throw .unreadable("the Docker engine's answer does not match its API")
        }
    }

    /// What an answer that is not a success says.
    static func refusal(_ answer: Answer) -> Obstacle {
        struct Body: Decodable { let message: String }
        let message = (try? JSONDecoder().decode(Body.self, from: Data(answer.body)))?.message
        let said = message.map { ": " + SecretMask.masked(PlainText.line(String($0.prefix(200)))) } ?? ""
        if answer.status == 404 { return .notRunning("the Docker engine does not have it\(said)") }
        return .unreadable("the Docker engine answered \(answer.status)\(said)")
    }
}
