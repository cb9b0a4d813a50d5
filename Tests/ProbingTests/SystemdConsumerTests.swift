import Foundation
import Model
import TestSupport
import Testing
import Verification

@testable import Probing

/// No systemd runs where these tests do: what it says is in the shape that `systemctl show` (252) writes.
@Suite(.unlessItHangs) struct SystemdConsumerTests {
    let variable = ConsumerVariable("PM_MCP_API_KEY")

    func inspect(_ systemctl: String, _ timeout: Duration = .seconds(600)) async -> ConsumerObservation {
        await SystemConsumers(timeout: timeout, systemctl: systemctl)
            .inspect(ConsumerQuestion(.systemd(unit: "backend.service"), [variable]))
    }

    /// A program that writes this, in place of systemctl.
    func program(_ script: String, in folder: TemporaryFolder) throws -> String {
        try writeProgram("#!/bin/sh\n\(script)\n", to: folder("systemctl"))
        return folder("systemctl")
    }

    @Test func `a unit's main process is read`() throws {
        let unit = SystemdUnit(show: "MainPID=4711\nLoadState=loaded\nActiveState=active\n")
        #expect(try unit.process(of: "backend.service") == 4_711)
    }

    @Test(arguments: [
        ("MainPID=0\nLoadState=not-found\nActiveState=inactive\n", "systemd has no unit backend.service"),
        ("MainPID=0\nLoadState=loaded\nActiveState=inactive\n", "the unit is not running: it is inactive"),
        ("MainPID=0\nLoadState=loaded\nActiveState=failed\n", "the unit is not running: it is failed"),
        ("", "the unit is not running: it is unknown"),
    ])
    func `a unit without a process does not run`(_ text: String, _ reason: String) {
        #expect(throws: Obstacle.notRunning(reason)) { try SystemdUnit(show: text).process(of: "backend.service") }
    }

    @Test func `a unit that is active without a process cannot be looked at`() {
        let unit = SystemdUnit(show: "MainPID=0\nLoadState=loaded\nActiveState=active\n")
        #expect(throws: Obstacle.self) { try unit.process(of: "backend.service") }
    }

    @Test func `what systemd names is read as any process`() async throws {
        let key = randomKey()
        let folder = try TemporaryFolder()
        let process = try ConsumerProcess(["PM_MCP_API_KEY": key])
        let systemctl = try program(
            "echo \"$@\" > \(folder("asked")); printf 'MainPID=\(process.id)\\nLoadState=loaded\\nActiveState=active\\n'",
            in: folder
        )
        guard case .running(let found) = await inspect(systemctl) else {
            Issue.record("nothing is found")
            return
        }
        #expect(found.map(\.kind) == [.unit("backend.service")])
        #expect(found.map(\.values) == [[variable: .word(HeldWord(Fingerprint(of: Secret(text: key))))]])
        let asked = try String(contentsOfFile: folder("asked"), encoding: .utf8)
        #expect(asked == "show --no-pager --property=LoadState,ActiveState,MainPID -- backend.service\n")
    }

    @Test func `a systemctl that fails is quoted`() async throws {
        let folder = try TemporaryFolder()
        let systemctl = try program(
            "echo \"System has not been booted with systemd as init system (PID 1). Can't operate.\" >&2; exit 1",
            in: folder
        )
        guard case .unreadable(let reason, let fix) = await inspect(systemctl) else {
            Issue.record("a unit was found")
            return
        }
        #expect(reason.contains("System has not been booted with systemd"))
        #expect(fix?.contains("where systemd runs the unit") == true)
    }

    @Test func `a systemctl that cannot be started is reported with what the system says`() async throws {
        let folder = try TemporaryFolder()
        let writer = open(try program("exit 0", in: folder), O_WRONLY | O_CLOEXEC)
        defer { close(writer) }
        guard case .unreadable(let reason, _) = await inspect(folder("systemctl")) else {
            Issue.record("a unit was found")
            return
        }
        #expect(reason == "systemctl failed: it cannot be run: Text file busy")
    }

    @Test func `a machine without systemctl is reported`() async throws {
        let folder = try TemporaryFolder()
        guard case .unreadable("systemctl is not installed on this machine", _) = await inspect(folder("systemctl"))
        else {
            Issue.record("a systemctl was found")
            return
        }
    }

    @Test func `a systemctl that hangs is not waited for`() async throws {
        let folder = try TemporaryFolder()
        let systemctl = try program("exec sleep 3600", in: folder)
        #expect(
            await inspect(systemctl, .seconds(1))
                == .unreadable("systemctl did not answer within 1 seconds", fix: nil)
        )
    }

    @Test(.enabled(if: !FileManager.default.fileExists(atPath: "/run/systemd/system")))
    func `this machine, which was not booted with systemd, says so`() async throws {
        guard case .unreadable = await inspect("systemctl") else {
            Issue.record("a unit was found")
            return
        }
    }
}
