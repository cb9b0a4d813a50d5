internal import AsyncHTTPClient
internal import Diagnostics
internal import FoundationEssentials
internal import Glibc
internal import NIOCore
internal import NIOHTTP1

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
                "DOCKER_HOST names an engine by \(SecretMask.masked(PlainText.line(scheme))), not by a Unix socket",
                mend: "run verify on the machine of the engine"
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
        var body: [UInt8] = []
        var isTooLong = false
        let (status, headers) = try await get(path) { bytes in
            if body.count + bytes.count > limit {
                isTooLong = true
                return false
            }
            body.append(contentsOf: bytes)
            return true
        }
        if isTooLong { throw .unreadable("the Docker engine's answer is longer than \(limit >> 20) MiB") }
        return Answer(status: status, headers: headers, body: body)
    }

    /// Hands over the body part by part, until the receiver has had enough.
    ///
    /// - Returns: the status, and the headers by lower-case name.
    func get(
        _ path: String,
        receive: (UnsafeRawBufferPointer) -> Bool
    ) async throws(Obstacle) -> (status: Int, headers: [String: String]) {
        // Asked of the kernel itself: the client tries again until its time is over, and then tells of that alone.
        if let number = refusal(), let obstacle = obstacle(number) { throw obstacle }
        do {
            var request = HTTPClientRequest(url: try url(path))
            request.headers.add(name: "Host", value: "docker")
            let response = try await HTTPClient.shared.execute(
                request,
                timeout: .microseconds(max(1, Int64(timeout / .microseconds(1))))
            )
            let headers = response.headers.map { ($0.name.lowercased(), $0.value) }
            for try await part in response.body {
                guard part.withUnsafeReadableBytes({ receive($0) }) else { break }
            }
            return (Int(response.status.code), Dictionary(headers, uniquingKeysWith: { first, _ in first }))
        } catch let error as Obstacle {
            throw error
        } catch {
            throw obstacle(error)
        }
    }

    private func url(_ path: String) throws(Obstacle) -> String {
        guard let url = URL(httpURLWithSocketPath: socket, uri: path) else {
            throw .unreadable("\(PlainText.line(socket)) is no path of a socket")
        }
        return url.absoluteString
    }

    private func obstacle(_ error: any Error) -> Obstacle {
        if let number = (error as? IOError)?.errnoCode, let obstacle = obstacle(number) { return obstacle }
        if let error = error as? HTTPClientError, [.deadlineExceeded, .readTimeout, .connectTimeout].contains(error) {
            return .unreadable("the Docker engine did not answer within \(timeout.components.seconds) seconds")
        }
        return .unreadable("the Docker engine's answer on \(PlainText.line(socket)) cannot be read")
    }

    /// Why there is no connection, by the `errno` of trying; nil for what says nothing.
    func obstacle(_ number: Int32) -> Obstacle? {
        let place = PlainText.line(socket)
        switch number {
        case ENOENT, ENOTDIR, ENAMETOOLONG:
            return .unreadable(
                "there is no Docker engine: no socket \(place)",
                mend: "run verify on the machine of the engine, or set DOCKER_HOST=unix://… to its socket"
            )
        case EACCES, EPERM:
            return .unreadable(
                "the Docker engine's socket \(place) may not be used by this user",
                mend: "add the user to the group docker, or run verify as root"
            )
        case ECONNREFUSED, ENOTSOCK:
            return .unreadable("nothing listens on the Docker engine's socket \(place)", mend: "start the engine")
        default: return nil
        }
    }

    /// The `errno` of connecting to the socket; nil where that works.
    private func refusal() -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(socket.utf8) + [0]
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { place in
            guard path.count <= place.count else { return false }
            place.copyBytes(from: path)
            return true
        }
        guard fits else { return ENAMETOOLONG }
        let number = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard number >= 0 else { return nil }
        defer { close(number) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return result == 0 ? nil : errno
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
            throw .unreadable("the Docker engine's answer is not as its interface describes it")
        }
    }

    /// What an answer that is no success says.
    static func refusal(_ answer: Answer) -> Obstacle {
        struct Body: Decodable { let message: String }
        let message = (try? JSONDecoder().decode(Body.self, from: Data(answer.body)))?.message
        let said = message.map { ": " + SecretMask.masked(PlainText.line(String($0.prefix(200)))) } ?? ""
        if answer.status == 404 { return .notRunning("the Docker engine does not know it\(said)") }
        return .unreadable("the Docker engine answered \(answer.status)\(said)")
    }
}
