import Diagnostics
import Model
import Testing
import Verification

@testable import Planning
@testable import Rendering

@Suite struct MetricsTests {
    private static let now = Instant(secondsSince1970: 1_800_000_000)

    private func status(_ environment: String, retiring: Int = 0) -> IdentityStatus {
        IdentityStatus(
            address: Address(environment, "backend"),
            current: Fingerprint(of: Secret(text: environment)),
            createdAt: Self.now - .seconds(90),
            ends: nil,
            nextRotation: Self.now - .seconds(30),
            lastUsedAt: nil,
            delivery: .incomplete(["backend.env"]),
            retiring: (0..<retiring).map {
                RetiringKey(fingerprint: Fingerprint(of: Secret(text: "\($0)")), ends: nil)
            },
            waiting: [],
            pending: [.deliver]
        )
    }

    private func run(
        _ command: String,
        in selected: [String] = ["dev", "prod"],
        declared: [String] = ["dev", "prod"],
        _ statuses: [IdentityStatus]? = [],
        checked checklists: [Checklist]? = nil,
        failing diagnostics: [Diagnostic] = [],
        at now: Instant = now
    ) -> RunMetrics {
        RunMetrics(
            command: command,
            version: "1",
            now: now,
            duration: .milliseconds(1_500),
            selected: selected,
            declared: declared,
            statuses: statuses,
            checklists: checklists,
            diagnostics: diagnostics
        )
    }

    private func value(_ samples: [MetricSample], _ family: MetricFamily, _ labels: String...) -> Double? {
        let found = samples.filter { $0.family == family && $0.labels == labels }
        #expect(found.count <= 1, "\(family.rawValue) \(labels) is there twice")
        return found.first?.value
    }

    private func failure(_ address: String?) -> Diagnostic {
        Diagnostic(.error, StoreCodeLike.lockHeld, "held", address: address)
    }

    private enum StoreCodeLike: String, DiagnosticCode {
        case lockHeld = "lock-held"
        var explanation: String { "" }
    }

    @Test func `an identity's samples tell age, due date, live keys and delivery`() {
        let samples = run("status", [status("prod", retiring: 2)]).samples(after: [])
        #expect(value(samples, .keyAge, "prod", "backend") == 90)
        #expect(value(samples, .keyDueIn, "prod", "backend") == -30)
        #expect(value(samples, .keyDue, "prod", "backend") == 1_799_999_970)
        #expect(value(samples, .keyEnd, "prod", "backend") == nil)
        #expect(value(samples, .liveKeys, "prod", "backend") == 3)
        #expect(value(samples, .delivered, "prod", "backend") == 0)
        #expect(value(samples, .pending, "prod", "backend") == 1)
        #expect(value(samples, .duration, "status") == 1.5)
    }

    private func checklist(_ address: Address, _ verdicts: CheckResult.Verdict...) -> Checklist {
        Checklist(address: address, results: verdicts.map { CheckResult(.storeRow, $0, "as it is") })
    }

    @Test func `failed checks are counted for each identity and each database, and are no success`() {
        let backend = Address("prod", "backend")
        let first = run(
            "verify",
            nil,
            checked: [
                checklist(backend, .fail, .pass, .fail, .warn), checklist(Address("prod"), .pass),
                checklist(Address("dev", "gone"), .fail), checklist(Address("dev"), .skipped),
            ]
        ).samples(after: [])
        #expect(value(first, .failedChecks, "prod", "backend") == 2)
        #expect(value(first, .failedChecks, "prod", "") == 0)
        #expect(value(first, .lastRun, "prod", "verify") != nil)
        #expect(value(first, .lastSuccess, "prod", "verify") == nil)
        let status = run("status", [status("dev"), status("prod")]).samples(after: first)
        #expect(value(status, .failedChecks, "prod", "backend") == 2)
        let second = run("verify", in: ["dev"], nil, checked: [checklist(Address("dev"), .pass)])
            .samples(after: status)
        #expect(value(second, .failedChecks, "dev", "gone") == nil)
        #expect(value(second, .failedChecks, "prod", "backend") == 2)
        #expect(value(second, .liveKeys, "dev", "backend") == 1)
        #expect(value(second, .lastSuccess, "dev", "verify") != nil)
    }

    @Test func `what a run did not look at is kept, and what is not declared any more goes`() {
        let first = run("apply", [status("dev"), status("prod")]).samples(after: [])
        let second = run("rotate", in: ["prod"], [status("prod", retiring: 1)]).samples(after: first)
        #expect(value(second, .liveKeys, "dev", "backend") == 1)
        #expect(value(second, .liveKeys, "prod", "backend") == 2)
        #expect(value(second, .lastSuccess, "dev", "apply") != nil)
        #expect(value(second, .lastSuccess, "dev", "rotate") == nil)
        #expect(value(second, .lastSuccess, "prod", "rotate") != nil)
        let third = run("rotate", in: ["prod"], declared: ["prod"], [status("prod")]).samples(after: second)
        #expect(!third.contains { $0.labels.contains("dev") })
    }

    @Test func `a failure moves the last run and not the last success, and is counted on`() {
        let later = Self.now + .seconds(60)
        let before = run("rotate").samples(after: [])
        var samples = run("rotate", failing: [failure("prod/backend")], at: later).samples(after: before)
        #expect(value(samples, .lastRun, "prod", "rotate") == 1_800_000_060)
        #expect(value(samples, .lastSuccess, "prod", "rotate") == 1_800_000_000)
        #expect(value(samples, .lastSuccess, "dev", "rotate") == 1_800_000_060)
        #expect(value(samples, .failures, "prod", "rotate", "lock-held") == 1)
        samples = run("rotate", failing: [failure("prod"), failure(nil)], at: later).samples(after: samples)
        #expect(value(samples, .failures, "prod", "rotate", "lock-held") == 2)
        #expect(value(samples, .failures, "", "rotate", "lock-held") == 1)
    }

    @Test func `a configuration that cannot be used leaves what was known of identities`() {
        let before = run("rotate", [status("prod")]).samples(after: [])
        let after = run("rotate", nil, failing: [failure(nil)]).samples(after: before)
        #expect(value(after, .liveKeys, "prod", "backend") == 1)
    }

    @Test(arguments: ["plain", "quote \" and \\ and\nline", "brace } comma , equals =", "ключ ✓", ""])
    func `what is written is read back, whatever names hold`(_ name: String) throws {
        let samples = [
            MetricSample(.liveKeys, [name, "backend"], 2), MetricSample(.keyAge, ["dev", name], 0.25),
            MetricSample(.failures, [name, "apply", "lock-held"], 12), MetricSample(.build, [name], 1),
        ]
        let read = try #require(MetricsReader.read(MetricsText.render(samples)))
        #expect(Set(read) == Set(samples))
    }

    @Test(
        arguments: [
            "keyturn_live_keys 1\n", "keyturn_live_keys{environment=\"dev\"} 1\n", "keyturn_live_keys{environment=\"d",
            "keyturn_live_keys{environment=\"dev\",identity=\"b\"} much\n", "hello\n",
        ]
    )
    func `what keyturn did not write is not taken over`(_ text: String) {
        #expect(MetricsReader.read(text) == nil)
    }

    @Test func `families of another version are left out`() throws {
        let read = try #require(MetricsReader.read("keyturn_of_the_future{a=\"b\"} 1\n"))
        #expect(read.isEmpty)
    }
}
