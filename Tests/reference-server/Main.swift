internal import Foundation
internal import Glibc
internal import Model
internal import ReferenceServer

/// ``ReferenceServer`` as a process of its own: `reference-server [QUIRK…]`, which replace the observed ones; `none` is
/// none.
///
/// `REFERENCE_DATABASE_URL` is as an environment declares it, `REFERENCE_LOG` the file of its log lines. Its URL is the
/// first line that it prints. It ends when `REFERENCE_WHILE`, a file, is gone, or the process whose id is in it.
@main enum Main {
    static func main() async throws {
        let variables = ProcessInfo.processInfo.environment
        guard let url = variables["REFERENCE_DATABASE_URL"], let path = variables["REFERENCE_WHILE"] else {
            fatalError("REFERENCE_DATABASE_URL and REFERENCE_WHILE are needed")
        }
        let isSQLite = url.hasPrefix("sqlite:")
        var configuration = ReferenceServer.Configuration(
            database: isSQLite ? .sqlite(path: String(url.dropFirst(7))) : .postgresql(Secret(text: url))
        )
        configuration.log = variables["REFERENCE_LOG"]
        let names = CommandLine.arguments.dropFirst()
        if !names.isEmpty {
            configuration.quirks = Set(
                names.filter { $0 != "none" }.map { name in
                    guard let quirk = Quirk(rawValue: name) else { fatalError("no such quirk: \(name)") }
                    return quirk
                }
            )
        }
        let server = try await ReferenceServer.start(configuration)
        FileHandle.standardOutput.write(Data((server.url + "\n").utf8))
        while Whoever.isThere(path) { try await Task.sleep(for: .milliseconds(50)) }
        await server.stop()
    }
}

/// Whoever wants the process to run.
enum Whoever {
    /// Tests that crash remove no files.
    static func isThere(_ path: String) -> Bool {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return false }
        guard let id = Int32(text) else { return true }
        return kill(id, 0) == 0 || errno == EPERM
    }
}
