import Foundation
import Hooks
import Model
import TestSupport
import Testing

/// A folder in which hooks are run.
struct HookWorld {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func run(
        _ arguments: [String],
        timeout: Duration = .seconds(1_200),
        identities: [String] = ["backend"],
        fragments: [String] = [],
        withheld: Set<String> = [],
        secrets: [Secret] = [],
        in path: String? = nil
    ) async -> HookOutcome {
        await ProcessHooks().run(
            HookCall(
                hook: Hook(arguments: arguments, timeout: timeout, folder: path ?? folder.path),
                environment: "prod",
                identities: identities,
                fragments: fragments,
                withheld: withheld,
                secrets: secrets
            )
        )
    }

    /// Runs a script by a shell, as someone who wants one would declare it.
    func shell(
        _ script: String,
        timeout: Duration = .seconds(1_200),
        withheld: Set<String> = [],
        secrets: [Secret] = []
    ) async -> HookOutcome {
        await run(["sh", "-c", script], timeout: timeout, withheld: withheld, secrets: secrets)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder(name)))
    }

    func read(_ name: String) -> String? {
        FileManager.default.contents(atPath: folder(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the process whose number a script wrote to a file still runs.
    func isRunning(_ name: String) throws -> Bool {
        let number = try #require(pid_t((read(name) ?? "").trimmingCharacters(in: .whitespacesAndNewlines)))
        let file = FileManager.default.contents(atPath: "/proc/\(number)/stat") ?? Data()
        let state = String(decoding: file, as: UTF8.self).split(separator: ")").last?.split(separator: " ").first
        return state.map { $0 != "Z" && $0 != "X" } ?? false
    }
}

extension HookOutcome {
    var output: String {
        switch self {
        case .succeeded(let output), .failed(_, let output): output
        }
    }
}
