internal import AsyncHTTPClient
internal import Glibc
package import Model
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
package import Verification

/// Asks servers over HTTP: one GET request for each attempt, on a connection of its own where a stream goes on.
///
/// Redirects are not followed: they would carry the key to where nobody declared it.
package struct HTTPServerProber: ServerProber {
    /// How much of a body is looked at.
    private static let largestBody = 64 << 10

    /// How long the body of an answer is waited for, once its head is there: streams never end, and some never begin.
    private let patience: Duration

    /// Between two attempts to be accepted.
    private let pause: Duration

    package init(patience: Duration = .seconds(2), pause: Duration = .milliseconds(500)) {
        self.patience = patience
        self.pause = pause
    }

    package func ask(_ probe: ServerProbe, _ attempt: ProbeAttempt) async -> ProbeAnswer {
        var request = HTTPClientRequest(url: probe.url)
        request.headers.add(name: "Accept", value: "text/event-stream, application/json, */*")
        request.headers.add(name: "User-Agent", value: "keyturn")
        for (name, value) in attempt.headers.sorted(by: { $0.key < $1.key }) {
            request.headers.replaceOrAdd(name: name, value: value)
        }
        if let key = attempt.key {
            // Some keys that others made cannot stand in a header: no server can have accepted them.
            guard let text = Self.headerValue(key) else { return .unsent("it cannot be sent in a header") }
            switch probe.credential {
            case .header(let name): request.headers.replaceOrAdd(name: name, value: text)
            case .bearer: request.headers.replaceOrAdd(name: "Authorization", value: "Bearer \(text)")
            }
        }
        do {
            if let authority = probe.authority { request.tlsConfiguration = try TLSTrust.configuration(authority) }
            let deadline = NIODeadline.now() + .nanoseconds(Int64(probe.timeout / .nanoseconds(1)))
            let response = try await Self.client.execute(request, deadline: deadline)
            let body = await beginning(of: response.body)
            let headers = response.headers.map { ($0.name.lowercased(), $0.value) }
            return .answered(
                ProbeAnswer.Answer(
                    status: Int(response.status.code),
                    headers: Dictionary(headers) { "\($0), \($1)" },
                    body: body
                )
            )
        } catch {
            return TLSTrust.failure(error, probe) ?? .none(Self.words(error, probe))
        }
    }

    package func awaitAcceptance(_ probe: ServerProbe, of key: Secret) async -> ProbeVerdict {
        let clock = ContinuousClock()
        let end = clock.now + probe.timeout
        while true {
            let verdict = probe.verdict(on: await ask(probe, ProbeAttempt(key: key)))
            if verdict.isAccepted { return verdict }
            guard clock.now + pause < end, (try? await clock.sleep(for: pause)) != nil else { return verdict }
        }
    }

    /// Never ended: a command line's process ends before it matters, and a simulation does not ask it.
    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: {
            var configuration = HTTPClient.Configuration.singletonConfiguration
            configuration.redirectConfiguration = .disallow
            configuration.httpVersion = .http1Only
            // A server that is not there is told at once: whoever wants to wait for one asks again.
            configuration.connectionPool.retryConnectionEstablishment = false
            // Bodies come as they are: their beginning is looked at, and none is worth unpacking.
            configuration.decompression = .disabled
            return configuration
        }()
    )

    /// What comes of the body until it is long enough, ends, or has been waited for.
    private func beginning(of body: HTTPClientResponse.Body) async -> Secret {
        let collected = BodyBeginning(limit: Self.largestBody)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    for try await part in body where !(await collected.append(part)) { break }
                } catch {
                    // What came until then is judged: many servers end streams without manners.
                }
            }
            group.addTask { try? await Task.sleep(for: patience) }
            await group.next()
            group.cancelAll()
        }
        return await collected.secret
    }

    private static func headerValue(_ key: Secret) -> String? {
        key.withBytes { bytes in
            guard !bytes.isEmpty, bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// The library's own descriptions are not shown: some quote the request.
    private static func words(_ error: any Error, _ probe: ServerProbe) -> String {
        switch error {
        case let error as HTTPClientError:
            switch error {
            case .deadlineExceeded, .readTimeout, .connectTimeout, .requestStreamCancelled, .cancelled:
                return "no answer within \(probe.timeout.components.seconds) s"
            case .remoteConnectionClosed: return "the server closed the connection without an answer"
            case .tlsHandshakeTimeout: return "no TLS handshake in time"
            default: return "the request could not be made"
            }
        case let error as IOError: return String(cString: strerror(error.errnoCode))
        case let error as NIOConnectionError:
            if error.dnsAError != nil || error.dnsAAAAError != nil { return "the host's name is not known" }
            let number = error.connectionErrors.lazy.compactMap { ($0.error as? IOError)?.errnoCode }.first
            return number.map { String(cString: strerror($0)) } ?? "no connection could be made"
        default: return "what came is no HTTP answer"
        }
    }
}

/// Collects the beginning of a body.
private actor BodyBeginning {
    private var bytes: [UInt8] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Whether more is wanted.
    func append(_ part: ByteBuffer) -> Bool {
        bytes.append(contentsOf: part.readableBytesView.prefix(limit - bytes.count))
        return bytes.count < limit
    }

    var secret: Secret {
        defer { for index in bytes.indices { bytes[index] = 0 } }
        return bytes.withUnsafeBytes { Secret($0) }
    }
}
