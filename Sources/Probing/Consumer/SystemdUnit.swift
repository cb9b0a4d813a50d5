internal import Diagnostics
internal import Redaction
internal import Subprocess

/// What `systemctl show` says of a unit.
struct SystemdUnit: Equatable {
    let loadState: String
    let activeState: String

    /// 0 for none.
    let mainProcess: Int32

    private static let properties = "LoadState,ActiveState,MainPID"

    /// From lines of `Name=value`, in any order.
    init(show text: String) {
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            guard let sign = line.firstIndex(of: "=") else { continue }
            values[line[..<sign]] = line[line.index(after: sign)...]
        }
        loadState = String(values["LoadState", default: ""])
        activeState = String(values["ActiveState", default: ""])
        mainProcess = values["MainPID"].flatMap { Int32($0) } ?? 0
    }

    /// The id of the unit's main process, by asking the system's systemd.
    static func mainProcess(of unit: String, systemctl: String, timeout: Duration) async throws(Obstacle) -> Int32 {
        let answer = await withTaskGroup(of: Answer.self) { group in
            group.addTask { await ask(unit, systemctl) }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return .late
            }
            let first = await group.next() ?? .late
            group.cancelAll()
            return first
        }
        switch answer {
        case .late: throw .unreadable("systemctl did not answer within \(timeout.components.seconds) seconds")
        case .absent:
            throw .unreadable("systemctl is not installed on this machine", fix: "run verify where the unit runs")
        case .failed(let reason):
            throw .unreadable("systemctl failed: \(reason)", fix: "run verify where systemd runs the unit")
        case .shown(let text): return try SystemdUnit(show: text).process(of: unit)
        }
    }

    func process(of unit: String) throws(Obstacle) -> Int32 {
        let name = PlainText.line(unit)
        guard loadState != "not-found" else { throw .notRunning("systemd has no unit \(name)") }
        guard mainProcess > 0 else {
            let state = activeState.isEmpty ? "unknown" : PlainText.line(activeState)
            guard activeState != "active" else {
                throw .unreadable(
                    "the unit is active but has no main process",
                    fix: "declare its process with `process`"
                )
            }
            throw .notRunning("the unit is not running: it is \(state)")
        }
        return mainProcess
    }

    private enum Answer {
        case shown(String)
        case failed(String)
        case absent
        case late
    }

    private static func ask(_ unit: String, _ systemctl: String) async -> Answer {
        do {
            let result = try await run(
                systemctl.utf8.contains(UInt8(ascii: "/")) ? .path(path(systemctl)) : .name(systemctl),
                arguments: ["show", "--no-pager", "--property=\(properties)", "--", unit],
                environment: .inherit.updating(["LC_ALL": "C"]),
                output: .string(limit: 65_536),
                error: .string(limit: 4_096)
            )
            guard case .exited(0) = result.terminationStatus else {
                let said = result.standardError.split(separator: "\n").first.map(String.init) ?? ""
                return .failed(said.isEmpty ? "it failed" : SecretMask.masked(PlainText.line(said)))
            }
            return .shown(result.standardOutput)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return .absent
        } catch {
            let why = (error as? SubprocessError)?.underlyingError.map { ": \($0)" } ?? ""
            return .failed(PlainText.line("it cannot be run\(why)"))
        }
    }

    /// The type is swift-system's, on which nothing of Keyturn's depends: it is never named here.
    private static func path<Path: ExpressibleByStringLiteral>(
        _ text: String
    ) -> Path where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }
}
