internal import Glibc
internal import Model
package import Verification

/// Consumers on this machine: its processes, its systemd and its Docker engine.
package struct SystemConsumers: ConsumerInspector {
    private let engine: DockerEngine.Endpoint
    private let timeout: Duration
    private let systemctl: String

    /// Takes what `DOCKER_HOST` says; nil for the engine's usual socket.
    ///
    /// No question takes longer than the timeout for each of its steps.
    package init(
        dockerHost: String? = getenv("DOCKER_HOST").map { String(cString: $0) },
        timeout: Duration = .seconds(10),
        systemctl: String = "systemctl"
    ) {
        engine = DockerEngine.Endpoint(dockerHost: dockerHost)
        self.timeout = timeout
        self.systemctl = systemctl
    }

    package func inspect(_ question: ConsumerQuestion) async -> ConsumerObservation {
        do throws(Obstacle) {
            switch question.consumer {
            case .process(.id(let id)):
                let process = LocalProcess(id: id)
                return .running([try process.instance(.process, "process \(id)", question.variables)])
            case .process(.file(let path)):
                let process = try LocalProcess(idFile: path)
                return .running([try process.instance(.process, "process \(process.id)", question.variables)])
            case .systemd(let unit):
                let id = try await SystemdUnit.mainProcess(of: unit, systemctl: systemctl, timeout: timeout)
                return .running([try LocalProcess(id: id).instance(.unit(unit), "unit \(unit)", question.variables)])
            case .docker(let container):
                let containers = DockerContainers(engine: try DockerEngine(engine, timeout: timeout))
                return .running([try await containers.instance(container, question.variables)])
            case .compose(let service):
                let containers = DockerContainers(engine: try DockerEngine(engine, timeout: timeout))
                return .running(try await containers.instances(of: service, question))
            }
        } catch {
            switch error {
            case .notRunning(let reason): return .notRunning(reason)
            case .unreadable(let reason, let fix): return .unreadable(reason, fix: fix)
            }
        }
    }
}
