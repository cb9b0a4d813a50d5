internal import Model
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
        var frames = DockerLogFrames(isRaw: found.config.tty ?? false, limit: limit)
        var start: [UInt8] = []
        let (status, headers) = try await engine.get("/containers/\(name)/logs?\(query)") { bytes in
            if start.count < 4_096 { start.append(contentsOf: bytes.prefix(4_096 - start.count)) }
            frames.append(bytes)
            return true
        }
        guard status == 200 else {
            throw DockerEngine.refusal(DockerEngine.Answer(status: status, headers: headers, body: start))
        }
        guard !frames.isBroken else { throw .unreadable("the Docker engine's log of it cannot be read") }
        let content = frames.finish()
        return LogTail(content: content, since: since, isCut: frames.isCut)
    }
}
