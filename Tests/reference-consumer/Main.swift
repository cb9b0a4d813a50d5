internal import Foundation
internal import Glibc
internal import Model

/// A backend that reads its environment once, at its start, and then uses the server as fast as it is told to.
///
/// `PM_MCP_API_KEY` is the key (another variable where `REFERENCE_VARIABLE` names one), `REFERENCE_SERVER_URL` the server
/// (`http://127.0.0.1:PORT`), `REFERENCE_INTERVAL` the milliseconds between two requests. It ends when `REFERENCE_WHILE`,
/// a file, is gone, or the process whose id is in it.
///
/// The seed's log line comes first; then a line for each request: `request TIME OUTCOME STATUS FINGERPRINT PATH`, TIME
/// being microseconds since 1970 before it was sent, OUTCOME `accepted`, `refused` or `failed`, and `-` what is not there.
@main struct Main {
    private let port: UInt16
    private let headers: [String]
    private let fingerprint: String

    /// For all but streams.
    private var kept: Connection?

    static func main() {
        let variables = ProcessInfo.processInfo.environment
        guard let path = variables["REFERENCE_WHILE"],
            let port = variables["REFERENCE_SERVER_URL"]?.split(separator: ":").last.flatMap({ UInt16($0) })
        else { fatalError("REFERENCE_SERVER_URL and REFERENCE_WHILE are needed") }
        let variable = variables["REFERENCE_VARIABLE"] ?? "PM_MCP_API_KEY"
        let key = variables[variable].flatMap { $0.isEmpty ? nil : $0 }
        say(
            key == nil
                ? "[MCPSync] \(variable) not set! Requests may fail authentication."
                : "[PM-CHAT] Adding MCP API key to headers for backend authentication"
        )
        var consumer = Main(port: port, key: key)
        let interval = variables["REFERENCE_INTERVAL"].flatMap { UInt32($0) } ?? 2
        var count = 0
        // Tests that crash remove no files.
        let owner = (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { Int32($0) } ?? getpid()
        while access(path, F_OK) == 0, kill(owner, 0) == 0 || errno == EPERM {
            // Streams cost a connection each.
            consumer.use(count % 8 == 0 ? "/sse" : "/providers/sync/status")
            count += 1
            usleep(interval * 1_000)
        }
    }

    /// Each line is one write: readers of a file never see half of one.
    private static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }

    private init(port: UInt16, key: String?) {
        self.port = port
        headers = key.map { ["X-MCP-API-Key: \($0)"] } ?? []
        fingerprint = key.map { Fingerprint(of: Secret(text: $0)).description } ?? "-"
    }

    private mutating func use(_ path: String) {
        let time = Int64(Date().timeIntervalSince1970 * 1_000_000)
        let response = try? path == "/sse" ? stream(path) : get(path)
        let outcome =
            switch response?.status {
            case 200: "accepted"
            case 401, 403: "refused"
            case 500 where response?.body.contains("401") ?? false: "refused"
            default: "failed"
            }
        Self.say("request \(time) \(outcome) \(response.map { "\($0.status)" } ?? "-") \(fingerprint) \(path)")
    }

    /// Reads the first event, and hangs up.
    private func stream(_ path: String) throws(Connection.Failure) -> Connection.Response {
        let connection = try Connection(port: port)
        defer { connection.close() }
        return try connection.get(path, headers)
    }

    private mutating func get(_ path: String) throws(Connection.Failure) -> Connection.Response {
        let connection: Connection
        if let kept { connection = kept } else { connection = try Connection(port: port) }
        kept = nil
        do {
            let response = try connection.get(path, headers)
            kept = connection
            return response
        } catch {
            connection.close()
            throw error
        }
    }
}
