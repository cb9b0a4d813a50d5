internal import Glibc
package import Model
package import Verification

/// Logs on this machine: files, and containers of its Docker engine.
package struct SystemLogs: LogReader {
    private let engine: DockerEngine.Endpoint
    private let timeout: Duration
    private let limit: Int

    /// Takes what `DOCKER_HOST` says, nil for the engine's usual socket, and how many bytes of a log are looked at: its end.
    package init(
        dockerHost: String? = getenv("DOCKER_HOST").map { String(cString: $0) },
        timeout: Duration = .seconds(10),
        limit: Int = 8 << 20
    ) {
        engine = DockerEngine.Endpoint(dockerHost: dockerHost)
        self.timeout = timeout
        self.limit = limit
    }

    package func read(_ source: LogExpectation.Source, since: Instant?) async -> LogObservation {
        do throws(Obstacle) {
            switch source {
            case .file(let path): return .tail(try LogFile(path: path, limit: limit).tail(since: since))
            case .docker(let container):
                let log = DockerLog(engine: try DockerEngine(engine, timeout: timeout), limit: limit)
                return .tail(try await log.tail(of: container, since: since))
            }
        } catch {
            switch error {
            case .notRunning(let reason): return .missing(reason)
            case .unreadable(let reason, let fix): return .unreadable(reason, fix: fix)
            }
        }
    }
}
