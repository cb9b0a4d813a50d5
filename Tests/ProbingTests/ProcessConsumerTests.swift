import Foundation
import Model
import State
import TestSupport
import Testing
import Verification

@testable import Planning
@testable import Probing

@Suite(.unlessItHangs) struct ProcessConsumerTests {
    let folder: TemporaryFolder
    let key = randomKey()
    let variable = ConsumerVariable("PM_MCP_API_KEY")
    let path = ConsumerVariable("PM_MCP_API_KEY_FILE", holdsPath: true)

    init() throws { folder = try TemporaryFolder() }

    func inspect(_ consumer: Consumer, _ variables: [ConsumerVariable]? = nil) async -> ConsumerObservation {
        await SystemConsumers(timeout: .seconds(600)).inspect(ConsumerQuestion(consumer, variables ?? [variable]))
    }

    func word(_ text: String) -> HeldWord { HeldWord(Fingerprint(of: Secret(text: text))) }

    func instance(_ observation: ConsumerObservation) throws -> ConsumerInstance {
        guard case .running(let instances) = observation, instances.count == 1 else {
            throw TestProcess.Failure(description: "no single instance: \(observation)")
        }
        return instances[0]
    }

    @Test func `a process's variable is read, with when the process was started`() async throws {
        let before = Date().timeIntervalSince1970
        let process = try ConsumerProcess(["PM_MCP_API_KEY": key, "XPM_MCP_API_KEY": "other"])
        let after = Date().timeIntervalSince1970
        let found = try instance(await inspect(.process(.id(process.id))))
        #expect(found.name == "process \(process.id)")
        #expect(found.values == [variable: .word(word(key))])
        let since = Double(try #require(found.since).microseconds) / 1_000_000
        // The kernel counts in hundredths of a second, and the two clocks are read one after the other.
        #expect(since > before - 0.1 && since < after + 0.1)
    }

    @Test func `a variable that is not set, and one that is empty`() async throws {
        let process = try ConsumerProcess(["EMPTY": "", "PM_MCP_API_KEY_2": key])
        let empty = ConsumerVariable("EMPTY")
        let found = try instance(await inspect(.process(.id(process.id)), [variable, empty]))
        #expect(found.values == [variable: .missing, empty: .empty])
    }

    @Test func `the file that a variable names is read`() async throws {
        try (key + "\n").write(toFile: folder("key"), atomically: false, encoding: .utf8)
        let process = try ConsumerProcess(["PM_MCP_API_KEY_FILE": folder("key")])
        let found = try instance(await inspect(.process(.id(process.id)), [path]))
        let held = HeldWord(word(key).fingerprint, dressing: .space)
        #expect(found.values == [path: .file(path: folder("key"), .word(held))])
    }

    @Test func `a file that is not there, and one that is none`() async throws {
        let process = try ConsumerProcess(["PM_MCP_API_KEY_FILE": folder("key"), "FOLDER": folder.path])
        let other = ConsumerVariable("FOLDER", holdsPath: true)
        let found = try instance(await inspect(.process(.id(process.id)), [path, other]))
        #expect(
            found.values == [
                path: .file(path: folder("key"), .missing),
                other: .file(path: folder.path, .unreadable("it is not a regular file")),
            ]
        )
    }

    @Test func `the file is looked for in the root of the process`() async throws {
        try TestProcess.run(["mkdir", "-p", folder("root/secrets")])
        try key.write(toFile: folder("root/secrets/pm"), atomically: false, encoding: .utf8)
        // A static program: there is nothing else in its root.
        let shell = "/bin/busybox"
        guard FileManager.default.fileExists(atPath: shell), getuid() == 0 else { return }
        try TestProcess.run(["cp", shell, folder("root/sh")])
        let process = try ConsumerProcess(
            ["PM_MCP_API_KEY_FILE": "/secrets/pm", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
            ["chroot", folder("root"), "/sh", "sleep", "3600"]
        )
        while (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process.id)/root")) == "/" {
            try await Task.sleep(for: .milliseconds(10))
        }
        let found = try instance(await inspect(.process(.id(process.id)), [path]))
        #expect(found.values == [path: .file(path: "/secrets/pm", .word(word(key)))])
    }

    @Test(arguments: ["%", "  %\n", "%\nmore\n"])
    func `the id of a process is read from a file`(_ shape: String) async throws {
        let process = try ConsumerProcess(["PM_MCP_API_KEY": key])
        let text = shape.replacingOccurrences(of: "%", with: "\(process.id)")
        try text.write(toFile: folder("pid"), atomically: false, encoding: .utf8)
        let found = try instance(await inspect(.process(.file(folder("pid")))))
        #expect(found.values == [variable: .word(word(key))])
    }

    @Test(arguments: ["", "x", "0", "-1", "99999999999"])
    func `a file without an id is reported`(_ text: String) async throws {
        try text.write(toFile: folder("pid"), atomically: false, encoding: .utf8)
        #expect(await inspect(.process(.file(folder("pid")))) == .notRunning("\(folder("pid")) holds no process id"))
    }

    @Test func `a file that is not there is reported`() async throws {
        #expect(await inspect(.process(.file(folder("pid")))) == .notRunning("\(folder("pid")) does not exist"))
    }

    @Test func `a process that has ended does not run`() async throws {
        let process = try ConsumerProcess([:])
        let id = process.id
        process.end()
        #expect(await inspect(.process(.id(id))) == .notRunning("no process \(id)"))
    }

    @Test func `a process that has ended and that no one waited for does not run`() async throws {
        let process = try ConsumerProcess([:], ["true"])
        var info = siginfo_t()
        #expect(waitid(P_PID, id_t(process.id), &info, WEXITED | WNOWAIT) == 0)
        #expect(await inspect(.process(.id(process.id))) == .notRunning("process \(process.id) has ended"))
    }

    @Test func `a process without an environment cannot be told`() async throws {
        let process = try ConsumerProcess([:])
        guard case .unreadable(let reason, _) = await inspect(.process(.id(process.id))) else {
            Issue.record("an environment was found")
            return
        }
        #expect(reason.contains("shows no environment"))
    }

    @Test func `what a process is called does not hide when it was started`() {
        let stat = "7 (a) b ( c) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12345 1000 50"
        let booted = Instant(secondsSince1970: 1_000)
        #expect(
            LocalProcess.state(stat: stat, ticks: 100, bootedAt: booted)
                == .init(isEnded: false, startedAt: booted + .milliseconds(123_450))
        )
        #expect(LocalProcess.state(stat: "", ticks: 100, bootedAt: booted) == .init(isEnded: true, startedAt: nil))
    }

    @Test func `the checks of an identity compare what a process has with what the store knows`() async throws {
        let old = randomKey()
        let now = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        var keys = KeyState()
        for (text, age) in [(key, Duration.seconds(60)), (old, .seconds(600))] {
            let row = KeyRow(
                id: text,
                owner: try #require(OwnerID("00000000-0000-0000-0000-000000000000")),
                name: nil,
                plaintext: Secret(text: text),
                isActive: true,
                expiresAt: nil,
                createdAt: now - age,
                lastUsedAt: nil
            )
            keys.insert(row, now: now)
        }
        let processes = try [key, old, randomKey()].map { try ConsumerProcess(["PM_MCP_API_KEY": $0]) }
        let subject = ConsumerSubject(
            consumers: processes.map { .process(.id($0.id)) },
            variables: [variable],
            keys: keys,
            delivered: DeliveryMoment(now + .seconds(60), .fragment("backend.env")),
            now: now
        )
        let results = await SystemConsumers().check(subject)
        #expect(results.map(\.verdict) == [.pass, .warn, .fail])
        #expect(results[1].detail.contains("before the key was delivered at"))
        #expect(results[1].fix == "restart it with the delivered environment file")
        for key in [key, old] { #expect(results.allSatisfy { !$0.detail.contains(key) }) }
    }
}
