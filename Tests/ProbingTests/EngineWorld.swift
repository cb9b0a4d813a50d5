import FlyingFox
import FlyingSocks
import Foundation
import Probing
import Synchronization
import TestSupport

/// A Unix socket in a folder of its own, behind which a real HTTP server answers as the Docker Engine API (v1.43) describes
/// it: no engine runs where these tests do.
final class EngineWorld: Sendable {
    struct Answer: Sendable {
        var status = 200
        var type = "application/json"
        var body = Data()

        static func json(_ text: String, status: Int = 200) -> Answer { Answer(status: status, body: Data(text.utf8)) }

        static func message(_ text: String, status: Int) -> Answer { json(#"{"message":"\#(text)"}"#, status: status) }
    }

    let folder: TemporaryFolder
    private let answers = Mutex<[String: Answer]>([:])
    private let requests = Mutex<[String]>([])
    private let isServing = Atomic(false)

    init() throws { folder = try TemporaryFolder() }

    var socket: String { folder("docker.sock") }
    var host: String { "unix://\(socket)" }

    /// The paths that were asked for, with their queries, in order.
    var asked: [String] { requests.withLock { $0 } }

    /// What is answered to a path without its query; 404 to all others, as by the engine.
    func answer(_ path: String, _ answer: Answer) { answers.withLock { $0[path] = answer } }

    /// Serves while the body runs, and from then on for as long as the tests do.
    func serve<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        if isServing.exchange(true, ordering: .relaxed) { return try await body() }
        let server = HTTPServer(
            config: HTTPServer.Configuration(address: .unix(path: socket), timeout: 3_600, logger: .disabled),
            handler: ClosureHTTPHandler { self.respond(to: $0) }
        )
        Task.detached { try await server.run() }
        try await server.waitUntilListening(timeout: 3_600)
        return try await body()
    }

    private func respond(to request: HTTPRequest) -> HTTPResponse {
        let target = request.target.rawValue
        requests.withLock { $0.append(target) }
        let path = target.split(separator: "?", maxSplits: 1).first.map(String.init) ?? ""
        let answer =
            answers.withLock { $0[path] }
            ?? .message("No such container: \(path.split(separator: "/").dropFirst().first ?? "")", status: 404)
        return HTTPResponse(
            statusCode: HTTPStatusCode(answer.status, phrase: ""),
            headers: HTTPHeaders([.contentType: answer.type]),
            body: answer.body
        )
    }

    /// `GET /containers/NAME/json`, in the shape of the API's own example, with what is asked for in place.
    static func container(
        _ name: String,
        environment: [String] = [],
        labels: [String: String] = [:],
        created: String = "2027-01-15T07:00:00.64001363Z",
        running: Bool = true,
        tty: Bool = false
    ) -> String {
        let text = { (value: Any) in
            String(decoding: (try? JSONSerialization.data(withJSONObject: value)) ?? Data(), as: UTF8.self)
        }
        return """
            {"Id":"aa86eacfb3b3ed4cd362c1e88fc89a53908ad05fb3a4103bca3f9b28292d14bf","Created":"\(created)",
            "Path":"python","Args":["-m","api"],"State":{"Status":"\(running ? "running" : "exited")",
            "Running":\(running),"Paused":false,"Restarting":false,"OOMKilled":false,"Dead":false,
            "Pid":\(running ? 1234 : 0),"ExitCode":0,"Error":"","StartedAt":"2027-01-15T09:06:08.1Z",
            "FinishedAt":"0001-01-01T00:00:00Z","Health":{"Status":"healthy","FailingStreak":0,"Log":[]}},
            "Image":"sha256:72297848456d5d37d1262630108ab308d3e9ec7ed1c3286a32fe09856619a782",
            "Name":"/\(name)","RestartCount":0,"Driver":"overlay2","Mounts":[],
            "HostConfig":{"CpuShares":0,"Memory":0,"NanoCpus":0,"OomKillDisable":null,"PidsLimit":-1,
            "MemorySwappiness":60.5},"Config":{"Hostname":"aa86eacfb3b3","Domainname":"","User":"web:web",
            "AttachStdout":false,"ExposedPorts":{"80/tcp":{}},"Tty":\(tty),"Env":\(text(environment)),
            "Cmd":["-m","api"],"Image":"api","Volumes":null,"WorkingDir":"/app","Labels":\(text(labels))},
            "NetworkSettings":{"Bridge":"","Ports":{"80/tcp":null}}}
            """
    }

    /// A frame of the log stream.
    static func frame(_ text: String, stream: UInt8 = 1) -> Data {
        let bytes = Data(text.utf8)
        let size = UInt32(bytes.count)
        return Data([stream, 0, 0, 0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) }) + bytes
    }

    /// What the machine's own tar makes of a file.
    static func archive(_ content: String) throws -> Answer {
        let folder = try TemporaryFolder()
        try content.write(toFile: folder("key"), atomically: false, encoding: .utf8)
        try TestProcess.run(["tar", "-C", folder.path, "-cf", folder("a.tar"), "key"])
        let archive = FileManager.default.contents(atPath: folder("a.tar")) ?? Data()
        return Answer(type: "application/x-tar", body: archive)
    }
}
