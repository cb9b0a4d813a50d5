import Diagnostics
import Model
import Testing

@testable import Planning

/// What becomes of findings: severities, exceptions, overrides, and what a run does all the same.
@Suite struct PolicyTests {
    private let scene = Scene(rows: [row(1, created: -1 * day)], delivered: key(1))
    private let due = Scene(rows: [row(1, created: -31 * day)], delivered: key(1))
    private let address = Address("prod", "backend")

    private func strict(_ severity: PolicySeverity = .error, except exceptions: [PolicyException] = []) -> Policy {
        policy(MinOverlap.self, .duration(72 * hour), severity, except: exceptions)
    }

    @Test func `an error refuses the environment`() {
        let plan = plan([due], under: strict())
        #expect(plan.isEmpty)
        #expect(plan.environments.map(\.isRefused) == [true])
        #expect(plan.diagnostics.map(\.code) == ["min-overlap"])
        #expect(plan.diagnostics.hasErrors)
    }

    @Test func `others proceed`() {
        var dev = Scene(name: "dev", rows: [row(2, created: -31 * day)], delivered: key(2))
        dev.rotation = Rotation(every: 30 * day, overlap: 96 * hour)
        #expect(plan([dev, due], under: strict()).changes.map(\.address) == [Address("dev", "backend")])
    }

    @Test func `a warning refuses nothing`() {
        let plan = plan([due], under: strict(.warn))
        #expect(plan.changes.map(\.action) == [.rotate])
        #expect(plan.diagnostics.map(\.severity) == [.warning])
    }

    @Test func `where a rule is not set nothing is judged`() {
        let setting = RuleSetting(
            rule: MinOverlap.name,
            standard: RuleSetting.Assignment(value: .duration(72 * hour), location: policyFile),
            environments: ["prod": nil],
            location: policyFile
        )
        #expect(plan([due], under: Policy(rules: [setting])).objections == [])
    }

    @Test(arguments: [Address("prod"), Address("prod", "backend")])
    func `an exception lets a finding pass, and is listed`(address: Address) {
        let plan = plan([due], under: strict(except: [exception(MinOverlap.self, address)]))
        #expect(plan.changes.map(\.action) == [.rotate])
        #expect(plan.diagnostics == [])
        #expect(plan.policy.exceptions.map(\.outcome) == [.applied(1)])
        #expect(plan.policy.findings.map(\.state) == [.excepted])
    }

    @Test(arguments: [
        (MinOverlap.self as any PolicyRule.Type, Address("prod", "worker")), (MinKeyBits.self, Address("prod")),
    ])
    func `an exception of another address or rule does not`(rule: any PolicyRule.Type, address: Address) {
        let plan = plan([due], under: strict(except: [exception(rule, address)]))
        #expect(plan.objections.count == 1)
        #expect(plan.diagnostics.map(\.code).contains("exception-unused"))
    }

    @Test(arguments: [(Duration.microseconds(1), false), (Duration.zero, true)])
    func `an exception holds to the end of its last day`(lapses: Duration, isLapsed: Bool) {
        let plan = plan([due], under: strict(except: [exception(MinOverlap.self, address, lapses: lapses)]))
        #expect(plan.diagnostics.map(\.code) == (isLapsed ? ["min-overlap", "exception-lapsed"] : []))
    }

    @Test func `one that has lapsed refuses though there is nothing to let pass`() {
        let lenient = policy(
            MinOverlap.self,
            .duration(hour),
            except: [exception(MinOverlap.self, address, lapses: -1 * day)]
        )
        let plan = plan([due], under: lenient)
        #expect(plan.diagnostics.map(\.code) == ["exception-lapsed"])
        #expect(plan.environments.map(\.isRefused) == [true])
        let mandate = Mandate(scope: .everything, override: PolicyOverride(rules: [MinOverlap.name], reason: "why"))
        #expect(PlanningTests.plan([due], under: lenient, as: mandate).environments.map(\.isRefused) == [true])
    }

    @Test func `one with nothing to let pass is listed only`() {
        let plan = plan(
            [due],
            under: policy(MinOverlap.self, .duration(hour), except: [exception(MinOverlap.self, address)])
        )
        #expect(plan.diagnostics == [])
        #expect(plan.policy.exceptions.map(\.outcome) == [.unneeded])
    }

    @Test func `an override turns errors into warnings that say why`() {
        let mandate = Mandate(scope: .everything, override: PolicyOverride(rules: [MinOverlap.name], reason: "a test"))
        let plan = plan([due], under: strict(), as: mandate)
        #expect(plan.changes.map(\.action) == [.rotate])
        #expect(plan.diagnostics.map(\.severity) == [.warning])
        #expect(plan.diagnostics.first?.detail?.contains("Overridden: a test.") == true)
        #expect(plan.policy.overrides.map(\.count) == [1])
    }

    @Test func `an override that ignores nothing is a note`() {
        let mandate = Mandate(scope: .everything, override: PolicyOverride(rules: [MinKeyBits.name], reason: "a test"))
        let plan = plan([scene], under: Policy(), as: mandate)
        #expect(plan.diagnostics.map(\.code) == ["override-unused"])
        #expect(plan.diagnostics.map(\.severity) == [.note])
    }

    @Test func `a key in the reason of an override is shown as its fingerprint`() {
        let text = key(1).withBytes { String(decoding: $0, as: UTF8.self) }
        let mandate = Mandate(scope: .everything, override: PolicyOverride(rules: [MinOverlap.name], reason: text))
        let plan = plan([scene], under: strict(), as: mandate)
        #expect(plan.policy.overrides.map(\.reason) == ["[\(fingerprint(1))]"])
    }

    // MARK: Unattended

    @Test func `an unattended run leaves what policy refuses, and says why`() {
        let plan = plan([due], under: strict(), as: unattended)
        #expect(plan.isEmpty)
        #expect(plan.left.map(\.action) == [.rotate])
        #expect(plan.policy.held == [address: ["min-overlap"]])
        #expect(plan.environments.map(\.isRefused) == [false])
    }

    @Test func `it replaces a key that is ending all the same`() {
        let rotation = Rotation(every: 30 * day, overlap: 48 * hour, expires: 60 * day)
        let ending = Scene(rotation: rotation, rows: [row(1, created: -59 * day, ends: 1 * day)], delivered: key(1))
        let plan = plan([ending], under: strict(), as: unattended)
        #expect(plan.changes.map(\.action) == [.rotate])
        #expect(plan.diagnostics.map(\.code) == ["min-overlap", "done-despite-policy"])
        let early = Scene(rotation: rotation, rows: [row(1, created: -31 * day, ends: 29 * day)], delivered: key(1))
        #expect(PlanningTests.plan([early], under: strict(), as: unattended).left.map(\.action) == [.rotate])
    }

    @Test func `it issues a key again that ran out, continues with deliveries, and ends revoked keys`() {
        let ranOut = Scene(rows: [row(1, created: -90 * day, ends: -1 * hour)], delivered: key(1))
        #expect(plan([ranOut], under: strict(), as: unattended).changes.map(\.action) == [.issue])
        let rows = [row(1, created: -31 * day), row(2, created: -1 * hour)]
        let interrupted = Scene(rows: rows, delivered: key(1))
        let plan = plan([interrupted], under: strict(), as: unattended)
        #expect(plan.changes.map(\.action) == [.deliver])
        #expect(plan.left.map(\.action) == [.retire])
        let entry = RevocationList.Entry(
            fingerprint: fingerprint(1).hex,
            date: "2026-11-20",
            reason: "leaked",
            location: policyFile
        )
        let revoked = PlanningTests.plan([scene], under: strict(), as: unattended, revoked: RevocationList([entry]))
        #expect(revoked.changes.map(\.action) == [.revoke])
    }

    @Test func `by hand a rotation is refused`() {
        let mandate = Mandate(scope: .unattended, only: [address], request: .rotate(reason: "by hand"))
        let plan = plan([scene], under: strict(), as: mandate)
        #expect(plan.isEmpty)
        #expect(plan.environments.map(\.isRefused) == [true])
    }

    @Test func `a revocation is never refused, and told of what stands`() {
        let mandate = Mandate(scope: .unattended, only: [address], request: .revoke(Mandate.Revocation()))
        let plan = plan([scene], under: strict(), as: mandate)
        #expect(plan.changes.map(\.action) == [.revoke])
        #expect(plan.diagnostics.map(\.severity) == [.warning])
    }

    @Test func `findings of identities that the run is not about are not told`() {
        let mandate = Mandate(scope: .unattended, only: [Address("prod", "worker")])
        #expect(plan([due], under: strict(), as: mandate).diagnostics == [])
    }

    // MARK: The list

    @Test func `every rule has a name of its own, a title, an explanation, a fix and an example`() {
        #expect(Set(PolicyRules.names).count == PolicyRules.all.count)
        for rule in PolicyRules.all {
            #expect(!rule.title.hasSuffix("."), "\(rule.name)")
            #expect(rule.explanation.hasSuffix("."), "\(rule.name)")
            #expect(!rule.fix.hasSuffix("."), "\(rule.name)")
            #expect(rule.example.hasPrefix("\(rule.name):"), "\(rule.name)")
            #expect(!rule.stages.isEmpty, "\(rule.name)")
            #expect(PolicyRules.refuses(rule.name))
        }
        #expect(!PolicyRules.refuses("owner-differs"))
    }

    @Test func `many findings of one rule are reported in part, and counted`() {
        let identities = (10..<40).map { identity("service\($0)") }
        let environment = Environment(
            name: "prod",
            database: .sqlite(path: "/prod.sqlite"),
            databaseLocation: policyFile,
            output: "/deploy/prod",
            outputLocation: policyFile,
            identities: identities
        )
        let report = PolicyJudge.declarations(strict(), [environment], comparedWith: [], now: now)
        let told = report.diagnostics(strict())
        #expect(report.findings.count == 30)
        #expect(told.count == 9)
        #expect(told.last?.summary == "prod: 22 more findings of `min-overlap`")
    }
}
