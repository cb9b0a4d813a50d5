package import Model
internal import Synchronization
package import Verification

/// Asks servers over HTTP: one request for each attempt, on a connection of its own.
///
/// Redirects are not followed: they would carry the key to where no one declared it. Nor is a proxy of the environment
/// used, which would see it.
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
        var question = HTTPQuestion(
            url: Self.url(probe, attempt),
            method: attempt.address?.method ?? "GET",
            headers: Self.headers(probe, attempt),
            authority: probe.authority,
            timeout: probe.timeout
        )
        question.patience = patience
        if let body = attempt.address?.body { question.body = Secret(text: body) }
        // Some keys that others made cannot be in a header: no server can have accepted them.
        guard question.isSendable else { return .unsent("it cannot be sent in a header") }
        let body = BodyBeginning(limit: Self.largestBody)
        do throws(HTTPFailure) {
            let reply = try await TransferLoop.shared.ask(question) { body.append($0) }
            return .answered(
                ProbeAnswer.Answer(
                    status: reply.status,
                    headers: Dictionary(reply.headers.map { ($0.name, $0.value) }) { "\($0), \($1)" },
                    body: body.secret
                )
            )
        } catch {
            return .failed(error, probe)
        }
    }

    package func awaitAcceptance(
        _ probe: ServerProbe,
        of key: Secret,
        between marks: ProbeMarks?
    ) async -> ProbeVerdict {
        let clock = ContinuousClock()
        let end = clock.now + probe.timeout
        while true {
            let verdict = probe.verdict(on: await present(key, to: probe, between: marks))
            if verdict.isAccepted { return verdict }
            guard clock.now + pause < end, (try? await clock.sleep(for: pause)) != nil else { return verdict }
        }
    }

    private func present(_ key: Secret, to probe: ServerProbe, between marks: ProbeMarks?) async -> ProbeAnswer {
        guard let marks else { return await ask(probe, ProbeAttempt(key: key)) }
        let opening = await ask(probe, ProbeAttempt(key: marks.opening))
        // Whoever does not answer that question would not answer the next.
        if case .none = opening { return opening }
        let answer = await ask(probe, ProbeAttempt(key: key))
        _ = await ask(probe, ProbeAttempt(key: marks.closing))
        return answer
    }

    /// What is sent besides may replace a usual header, the key whatever else has its header's name.
    private static func headers(_ probe: ServerProbe, _ attempt: ProbeAttempt) -> [HTTPQuestion.Header] {
        var headers = [
            HTTPQuestion.Header("Accept", "text/event-stream, application/json, */*"),
            HTTPQuestion.Header("User-Agent", ProbeMarks.agent),
        ]
        if attempt.address?.body != nil { headers.append(HTTPQuestion.Header("Content-Type", "application/json")) }
        func set(_ header: HTTPQuestion.Header) {
            headers.removeAll { $0.name.lowercased() == header.name.lowercased() }
            headers.append(header)
        }
        for (name, value) in attempt.headers.sorted(by: { $0.key < $1.key }) { set(HTTPQuestion.Header(name, value)) }
        if let key = attempt.key {
            switch probe.credential {
            case .header(let name): set(HTTPQuestion.Header(name, key))
            case .bearer: set(HTTPQuestion.Header("Authorization", bearer(key)))
            }
        }
        return headers
    }

    private static func url(_ probe: ServerProbe, _ attempt: ProbeAttempt) -> String {
        var url = probe.url
        if let address = attempt.address {
            let scheme = url.firstRange(of: "://")?.upperBound ?? url.startIndex
            url = url[..<(url[scheme...].firstIndex { $0 == "/" || $0 == "?" } ?? url.endIndex)] + address.path
        }
        return attempt.query.map { url + (url.contains("?") ? "&" : "?") + $0 } ?? url
    }

    private static func bearer(_ key: Secret) -> Secret {
        var value = Array("Bearer ".utf8)
        value.reserveCapacity(value.count + key.count)
        key.withBytes { value.append(contentsOf: $0) }
        defer { for index in value.indices { value[index] = 0 } }
        return Secret(value)
    }
}

/// Collects the beginning of a body.
private final class BodyBeginning: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Whether more is wanted.
    func append(_ part: UnsafeRawBufferPointer) -> Bool {
        bytes.withLock { bytes in
            bytes.append(contentsOf: part.prefix(limit - bytes.count))
            return bytes.count < limit
        }
    }

    /// Taken once: what was collected is overwritten.
    var secret: Secret {
        bytes.withLock { bytes in
            defer { for index in bytes.indices { bytes[index] = 0 } }
            return Secret(bytes)
        }
    }
}
