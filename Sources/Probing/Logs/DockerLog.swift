internal import Model
internal import Synchronization
internal import Verification

/// The log of a container, as the engine keeps it.
struct DockerLog {
    let engine: DockerEngine
    let limit: Int

    /// How many lines the engine is asked for at most: its last ones.
    private static let most = 100_000

    func tail(of container: String, since: Instant?) async throws(Obstacle) -> LogTail {
        let name = DockerEngine.escaped(container)
        let found = try DockerEngine.decode(DockerContainer.self, try await engine.get("/containers/\(name)/json"))
        var query = "stdout=1&stderr=1&timestamps=0&follow=0&tail=\(Self.most)"
        // Whole seconds, rounded down: the line that was written in the second of the delivery counts.
        if let since { query += "&since=\(since.microseconds / 1_000_000)" }
        let log = Mutex(Received(frames: DockerLogFrames(isRaw: found.config.tty ?? false, limit: limit)))
        let (status, headers) = try await engine.get("/containers/\(name)/logs?\(query)") { bytes in
            log.withLock { $0.append(bytes) }
            return true
        }
        return try log.withLock { received throws(Obstacle) in
            guard status == 200 else {
                throw DockerEngine.refusal(DockerEngine.Answer(status: status, headers: headers, body: received.start))
            }
            guard !received.frames.isBroken else {
                throw .unreadable("the Docker engine's log of it cannot be read")
            }
            let content = received.frames.finish()
            return LogTail(content: content, since: since, isCut: received.frames.isCut)
        }
    }

    private struct Received {
        var frames: DockerLogFrames

        /// Of an answer that is not a log: what the engine says.
        var start: [UInt8] = []

        mutating func append(_ bytes: UnsafeRawBufferPointer) {
            if start.count < 4_096 { start.append(contentsOf: bytes.prefix(4_096 - start.count)) }
            frames.append(bytes)
        }
    }
}
