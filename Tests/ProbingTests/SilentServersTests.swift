import Model
import Synchronization
import Testing
import Verification

@testable import Probing

/// How long a server that stays silent is asked on.
@Suite struct SilentServersTests {
    /// Says what it is told to, and counts.
    private final class Scripted: ServerProber {
        let asked = Mutex(0)
        let isSilent = Mutex(true)

        func ask(_ probe: ServerProbe, _ attempt: ProbeAttempt) async -> ProbeAnswer {
            asked.withLock { $0 += 1 }
            return isSilent.withLock { $0 }
                ? .none("Connection refused")
                : .answered(ProbeAnswer.Answer(status: 401, headers: [:], body: Secret(text: "")))
        }

        func awaitAcceptance(
            _ probe: ServerProbe,
            of key: Secret,
            between marks: ProbeMarks?
        ) async -> ProbeVerdict {
            probe.verdict(on: await ask(probe, ProbeAttempt(key: key)))
        }
    }

    private let scripted = Scripted()
    private let servers: SilentServers

    init() { servers = SilentServers(scripted) }

    private static func probe(_ url: String) -> ServerProbe { ServerProbe(url: url, credential: .bearer) }

    private func ask(_ url: String, times: Int) async {
        for _ in 0..<times { _ = await servers.ask(Self.probe(url), ProbeAttempt(key: nil)) }
    }

    private var asked: Int { scripted.asked.withLock { $0 } }

    @Test func `a silent server is given up, whatever the path`() async {
        await ask("http://h:1/a", times: SilentServers.patience - 1)
        await ask("http://H:1/b?c", times: 5)
        #expect(asked == SilentServers.patience)
        let verdict = await servers.awaitAcceptance(Self.probe("http://h:1/c"), of: Secret(text: "k"), between: nil)
        #expect(verdict == .unanswered("not asked: the server answered none of the last 20 questions"))
        #expect(asked == SilentServers.patience)
    }

    @Test func `another server is asked all the same`() async {
        await ask("http://h:1/a", times: SilentServers.patience)
        await ask("https://h:1/a", times: 1)
        await ask("http://h:2/a", times: 1)
        #expect(asked == SilentServers.patience + 2)
    }

    @Test func `one answer gives it all its time again`() async {
        await ask("http://h/a", times: SilentServers.patience - 1)
        scripted.isSilent.withLock { $0 = false }
        await ask("http://h/a", times: 1)
        scripted.isSilent.withLock { $0 = true }
        await ask("http://h/a", times: SilentServers.patience - 1)
        let verdict = await servers.awaitAcceptance(Self.probe("http://h/a"), of: Secret(text: "k"), between: nil)
        #expect(verdict == .unanswered("Connection refused"))
        #expect(asked == 2 * SilentServers.patience)
    }
}
