import Foundation
import Model
import TestSupport
import Testing
import Verification

@testable import Probing

@Suite(.unlessItHangs) struct DockerConsumerTests {
    let world: EngineWorld
    let key = randomKey()
    let variable = ConsumerVariable("PM_MCP_API_KEY")
    let path = ConsumerVariable("PM_MCP_API_KEY_FILE", holdsPath: true)

    init() throws { world = try EngineWorld() }

    /// What is found of a container `pm-backend-api`.
    func inspect(
        _ consumer: Consumer = .docker(container: "pm-backend-api"),
        _ variables: [ConsumerVariable]? = nil,
        files: Set<String> = [],
        timeout: Duration = .seconds(600)
    ) async throws -> ConsumerObservation {
        let question = ConsumerQuestion(consumer, variables ?? [variable], composeFiles: files)
        let consumers = SystemConsumers(dockerHost: world.host, timeout: timeout)
        return try await world.serve { await consumers.inspect(question) }
    }

    func word(_ text: String) -> HeldValue { .word(HeldWord(Fingerprint(of: Secret(text: text)))) }

    func instance(_ observation: ConsumerObservation) throws -> ConsumerInstance {
        guard case .running(let instances) = observation, instances.count == 1 else {
            throw TestProcess.Failure(description: "no single instance: \(observation)")
        }
        return instances[0]
    }

    @Test func `a container's variable is read, with when the container was made`() async throws {
        let environment = ["PATH=/bin", "PM_MCP_API_KEY=\(key)", "PM_MCP_API_KEY_OLD=x"]
        world.answer(
            "/containers/pm-backend-api/json",
            .json(EngineWorld.container("pm-backend-api", environment: environment))
        )
        let found = try instance(try await inspect())
        #expect(found.name == "container pm-backend-api")
        #expect(found.kind == .container(service: nil))
        #expect(found.since == Instant(text: "2027-01-15T07:00:00.640013Z"))
        #expect(found.values == [variable: word(key)])
    }

    @Test func `a variable that is not set, and one that is empty`() async throws {
        let empty = ConsumerVariable("EMPTY")
        world.answer("/containers/pm-backend-api/json", .json(EngineWorld.container("x", environment: ["EMPTY="])))
        let found = try instance(try await inspect(.docker(container: "pm-backend-api"), [variable, empty]))
        #expect(found.values == [variable: .missing, empty: .empty])
    }

    @Test func `a secret's file is read as the container sees it`() async throws {
        let environment = ["PM_MCP_API_KEY_FILE=/run/secrets/pm key"]
        world.answer("/containers/pm-backend-api/json", .json(EngineWorld.container("x", environment: environment)))
        let id = "aa86eacfb3b3ed4cd362c1e88fc89a53908ad05fb3a4103bca3f9b28292d14bf"
        world.answer("/containers/\(id)/archive", try EngineWorld.archive(key))
        let found = try instance(try await inspect(.docker(container: "pm-backend-api"), [path]))
        let file = HeldFile.word(HeldWord(Fingerprint(of: Secret(text: key))))
        #expect(found.values == [path: .file(path: "/run/secrets/pm key", file)])
        #expect(world.asked.last == "/containers/\(id)/archive?path=%2Frun%2Fsecrets%2Fpm%20key")
    }

    @Test func `a secret's file that the container does not have is missing`() async throws {
        let environment = ["PM_MCP_API_KEY_FILE=/run/secrets/pm"]
        world.answer("/containers/pm-backend-api/json", .json(EngineWorld.container("x", environment: environment)))
        let found = try instance(try await inspect(.docker(container: "pm-backend-api"), [path]))
        #expect(found.values == [path: .file(path: "/run/secrets/pm", .missing)])
    }

    @Test func `a container that the engine does not know does not run`() async throws {
        #expect(
            try await inspect()
                == .notRunning("the Docker engine does not have it: No such container: pm-backend-api")
        )
    }

    @Test func `a container that has stopped does not run`() async throws {
        world.answer("/containers/pm-backend-api/json", .json(EngineWorld.container("api", running: false)))
        #expect(try await inspect() == .notRunning("container api is not running: it is exited"))
    }

    @Test func `an engine that fails says why`() async throws {
        world.answer("/containers/pm-backend-api/json", .message("layer \(key) is gone", status: 500))
        let found = try await inspect()
        #expect(found == .unreadable("the Docker engine answered 500: layer \(Secret.mask) is gone", fix: nil))
    }

    @Test(arguments: ["", "{}", "[]", "<html>", #"{"Id":"x","State":{"Running":"yes"},"Config":{}}"#])
    func `an answer that is none is not taken for one`(_ body: String) async throws {
        world.answer("/containers/pm-backend-api/json", .json(body))
        #expect(
            try await inspect()
                == .unreadable("the Docker engine's answer does not match its API", fix: nil)
        )
    }

    @Test func `a huge environment is read, and a huger answer is not`() async throws {
        let noise = (0..<1_000).map { "NOISE_\($0)=" + String(repeating: "x", count: 4_000) }
        let environment = noise + ["PM_MCP_API_KEY=\(key)"]
        world.answer("/containers/pm-backend-api/json", .json(EngineWorld.container("x", environment: environment)))
        #expect(try instance(try await inspect()).values == [variable: word(key)])
        let more = EngineWorld.container("x", environment: environment + noise + noise)
        world.answer("/containers/pm-backend-api/json", .json(more))
        #expect(
            try await inspect() == .unreadable("the Docker engine's answer is longer than 8 MiB", fix: nil)
        )
    }

    @Test func `a name is escaped, whatever is in it`() async throws {
        _ = try await inspect(.docker(container: "../images?x=1"))
        #expect(world.asked == ["/containers/..%2Fimages%3Fx%3D1/json"])
    }

    // MARK: Compose

    func summaries(_ containers: [(id: String, project: String, files: String)]) -> String {
        let entries = containers.map { container in
            """
            {"Id":"\(container.id)","Names":["/\(container.id)"],"Image":"api","Created":1800000000,"State":"running",
            "Ports":[],"Labels":{"com.docker.compose.service":"api","com.docker.compose.project":"\(container.project)",
            "com.docker.compose.project.config_files":"\(container.files)"}}
            """
        }
        return "[\(entries.joined(separator: ","))]"
    }

    func answer(_ id: String, _ key: String) {
        let labels = ["com.docker.compose.service": "api"]
        let text = EngineWorld.container(id, environment: ["PM_MCP_API_KEY=\(key)"], labels: labels)
        world.answer("/containers/\(id)/json", .json(text))
    }

    @Test func `every container of a compose service is read`() async throws {
        let other = randomKey()
        world.answer("/containers/json", .json(summaries([("b", "pm", "/x.yaml"), ("a", "pm", "/x.yaml")])))
        answer("a", key)
        answer("b", other)
        guard case .running(let found) = try await inspect(.compose(service: "api")) else {
            Issue.record("nothing is found")
            return
        }
        #expect(found.map(\.name) == ["container a", "container b"])
        #expect(found.map(\.values) == [[variable: word(key)], [variable: word(other)]])
        #expect(found.allSatisfy { $0.kind == .container(service: "api") })
        let filters = world.asked[0].removingPercentEncoding
        #expect(filters == #"/containers/json?filters={"label":["com.docker.compose.service=api"]}"#)
    }

    @Test func `of several projects the one counts that reads our override`() async throws {
        let ours = "/deploy/prod/compose.keyturn.yaml"
        world.answer(
            "/containers/json",
            .json(summaries([("a", "dev", "/dev/compose.yaml"), ("b", "prod", "/prod/compose.yaml,\(ours)")]))
        )
        answer("b", key)
        #expect(try instance(try await inspect(.compose(service: "api"), files: [ours])).name == "container b")
    }

    @Test func `of several projects of which none reads our override none is guessed`() async throws {
        world.answer("/containers/json", .json(summaries([("a", "dev", "/a"), ("b", "prod", "/b")])))
        guard case .unreadable(let reason, let fix) = try await inspect(.compose(service: "api"), files: ["/c"]) else {
            Issue.record("something was guessed")
            return
        }
        #expect(reason.contains("several compose projects have the service (dev, prod)"))
        #expect(fix?.contains("declare the container with `docker`") == true)
    }

    @Test func `a service without containers does not run`() async throws {
        world.answer("/containers/json", .json("[]"))
        #expect(
            try await inspect(.compose(service: "api"))
                == .notRunning("no container of a compose service api is running")
        )
    }

    // MARK: No engine

    func withoutServer(_ host: String) async -> ConsumerObservation {
        await SystemConsumers(dockerHost: host, timeout: .seconds(600))
            .inspect(ConsumerQuestion(.docker(container: "api"), [variable]))
    }

    @Test func `without a socket there is no engine`() async throws {
        guard case .unreadable(let reason, let fix) = await withoutServer(world.host) else {
            Issue.record("an engine was found")
            return
        }
        #expect(reason == "no Docker engine: no socket \(world.socket)")
        #expect(fix?.contains("DOCKER_HOST=unix://") == true)
    }

    @Test func `a socket on which no one listens is reported`() async throws {
        try TestProcess.run([
            "python3", "-c", "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", world.socket,
        ])
        guard case .unreadable(let reason, _) = await withoutServer(world.host) else {
            Issue.record("an engine was found")
            return
        }
        #expect(reason == "nothing listens on the Docker engine's socket \(world.socket)")
    }

    @Test(arguments: [EACCES, EPERM]) func `who may not use the socket is told of the group`(_ number: Int32) throws {
        let engine = try DockerEngine(.socket("/var/run/docker.sock"), timeout: .seconds(1))
        #expect(
            engine.obstacle(number)
                == .unreadable(
                    "this user is not allowed to use the Docker engine's socket /var/run/docker.sock",
                    fix: "add the user to the group docker, or run verify as root"
                )
        )
    }

    @Test func `an engine that is not on a Unix socket is not asked`() async throws {
        guard case .unreadable(let reason, _) = await withoutServer("tcp://user:secret@engine:2376") else {
            Issue.record("an engine was found")
            return
        }
        #expect(reason == "DOCKER_HOST reaches the engine by tcp, not by a Unix socket")
    }

    @Test(.timeLimit(.minutes(5))) func `an engine that never answers is not waited for`() async throws {
        let folder = world.folder
        try TestProcess.run([
            "sh", "-c",
            "python3 -c 'import socket,sys,time; s=socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(9); "
                + "open(sys.argv[2],\"w\").close(); time.sleep(600)' \(world.socket) \(folder("up")) & echo $! > \(folder("pid"))",
        ])
        let pid = try #require(pid_t(try String(contentsOfFile: folder("pid"), encoding: .utf8).dropLast()))
        defer { kill(pid, SIGKILL) }
        while !FileManager.default.fileExists(atPath: folder("up")) { try await Task.sleep(for: .milliseconds(10)) }
        let consumers = SystemConsumers(dockerHost: world.host, timeout: .seconds(1))
        let found = await consumers.inspect(ConsumerQuestion(.docker(container: "api"), [variable]))
        #expect(found == .unreadable("the Docker engine did not answer within 1 seconds", fix: nil))
    }
}
