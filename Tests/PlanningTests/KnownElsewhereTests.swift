import Diagnostics
import Model
import State
import Testing

@testable import Planning

/// Whoever saw a key in one environment knows it for all: in whatever row or file it stood there.
@Suite struct KnownElsewhereTests {
    private static let prod = Scene(name: "prod", rows: [row(1, created: -1 * day)], delivered: key(1))

    private static func dev(_ more: KeyRow...) -> Scene {
        Scene(name: "dev", rows: [row(2, created: -1 * day)] + more, delivered: key(2))
    }

    /// Where else prod's key is said to be.
    private static func places(_ plan: Plan) -> [Place] {
        let reasons = plan.changes.filter { $0.address.description == "prod/backend" }.flatMap(\.reasons)
        return reasons.flatMap { reason -> [Place] in if case .shared(let places) = reason { places } else { [] } }
    }

    @Test func `a key that ended elsewhere under another name is replaced`() {
        let plan = plan(Self.dev(row(1, active: false, name: "Old script")), Self.prod)
        #expect(plan.changes.map(\.action) == [.replace])
        #expect(Self.places(plan) == [Place(environment: "dev", kind: .endedUnmanaged(name: "Old script"))])
    }

    @Test func `a key that ended elsewhere under another owner is replaced`() {
        var dev = Self.dev()
        dev.others = [StoreObservation.OtherKey(fingerprint: fingerprint(1), isActive: false, expiresAt: nil)]
        let plan = plan(dev, Self.prod)
        #expect(plan.changes.map(\.action) == [.replace])
        #expect(Self.places(plan) == [Place(environment: "dev", kind: .endedOtherOwner)])
    }

    @Test func `a key that is in a file beside the fragments is replaced, and the file is left and named`() {
        var dev = Self.dev()
        dev.otherFiles = ["notes/old.env": Secret(text: "# was: \(text(key(1)))!\n")]
        let plan = plan(dev, Self.prod)
        #expect(plan.changes.map(\.action) == [.replace])
        #expect(plan.changes.flatMap(\.files).map(\.path) == ["backend.env"])
        #expect(Self.places(plan) == [Place(environment: "dev", kind: .otherFile("notes/old.env"))])
        #expect(plan.diagnostics.map(\.code) == [PlanningCode.sharedKeyRemains.rawValue])
        #expect(plan.diagnostics.first?.summary.contains("dev:notes/old.env (not declared)") == true)
    }

    @Test func `such a file stays as a trace: one environment may be changed alone`() {
        var dev = Self.dev()
        dev.otherFiles = ["old.env": key(1)]
        let plan = plan(dev, comparedWith: [Self.prod])
        #expect(plan.diagnostics.map(\.severity) == [.warning])
        #expect(plan.environments.map(\.isRefused) == [false])
    }

    @Test func `words of files that no store knows are nothing, however many files hold them`() {
        let word = Secret(text: "a-long-word-that-is-in-every-file")
        var (dev, prod) = (Self.dev(), Self.prod)
        dev.otherFiles = ["a": word]
        prod.otherFiles = ["a": word]
        #expect(SharedKeys(among: [dev.view, prod.view], now: now).places.isEmpty)
        #expect(plan(dev, prod).isEmpty)
    }

    @Test func `an environment's own key in a file of its own is not a sharing`() {
        var prod = Self.prod
        prod.otherFiles = ["backup.env": key(1)]
        #expect(plan(Self.dev(), prod).isEmpty)
    }

    @Test func `a credential that is watched elsewhere is no key of ours`() {
        var dev = Self.dev()
        dev.watched = [watched(1, "Jira Cloud")]
        let plan = plan(dev, Self.prod)
        #expect(plan.changes.map(\.action) == [.replace])
        #expect(plan.diagnostics.first?.summary.contains("api_token (Jira Cloud)") == true)
    }

    @Test func `keys that are live in undeclared rows alone are reported once for an environment`() {
        func others(_ isActive: Bool) -> [StoreObservation.OtherKey] {
            (10..<15).map { .init(fingerprint: fingerprint($0), isActive: isActive, expiresAt: nil) }
        }
        var (dev, prod) = (Self.dev(), Self.prod)
        dev.others = others(true)
        prod.others = others(false)
        let plan = plan(dev, prod)
        #expect(plan.isEmpty)
        #expect(plan.diagnostics.map(\.code) == [PlanningCode.sharedKeyRemains.rawValue])
        #expect(plan.diagnostics.first?.summary.hasPrefix("5 undeclared live keys of dev") == true)
        #expect(plan.diagnostics.first?.detail?.contains("and 2 more") == true)
    }
}

/// A key that is dead in dev and prod and comes alive again in prod is refused: it is replaced, never delivered.
@Suite struct RevivalTests {
    private static let dead = row(1, created: -90 * day, ends: -30 * day)

    private static func dev(_ rows: KeyRow...) -> Scene {
        Scene(name: "dev", rows: [row(2, created: -1 * day)] + rows, delivered: key(2))
    }

    /// What holds the key in dev, all of it dead.
    static let traces: [(String, Scene)] = {
        var other = dev()
        other.others = [StoreObservation.OtherKey(fingerprint: fingerprint(1), isActive: false, expiresAt: nil)]
        return [
            ("a row of the identity", dev(dead)),
            ("a row of another name", dev(row(1, created: -90 * day, ends: -30 * day, name: "Former"))),
            ("a row of another owner", other),
        ]
    }()

    private func expectRefused(_ plan: Plan) {
        let prod = plan.changes.filter { $0.address == Address("prod", "backend") }
        #expect(prod.allSatisfy { $0.to != fingerprint(1) })
        #expect(prod.first?.action == .replace)
        #expect(prod.first?.from == fingerprint(1))
        #expect(prod.first?.reasons.contains { if case .shared = $0 { true } else { false } } == true)
    }

    @Test(arguments: traces)
    func `someone activates its row, which is the only live one`(_ trace: (String, Scene)) {
        let revived = row(1, created: -90 * day)
        expectRefused(plan(trace.1, Scene(name: "prod", rows: [revived])))
        expectRefused(plan(trace.1, Scene(name: "prod", rows: [revived], delivered: key(1))))
        let delivered = row(3, created: -60 * day, ends: -1 * day)
        expectRefused(plan(trace.1, Scene(name: "prod", rows: [revived, delivered], delivered: key(3))))
    }

    @Test(arguments: traces)
    func `someone inserts it again, as the newest`(_ trace: (String, Scene)) {
        let rows = [row(1, created: -1 * hour), row(3, created: -5 * day)]
        expectRefused(plan(trace.1, Scene(name: "prod", rows: rows, delivered: key(3))))
    }

    @Test(arguments: traces)
    func `its row is activated beside a newer one: it is given its end`(_ trace: (String, Scene)) {
        let rows = [row(1, created: -90 * day), row(3, created: -5 * day)]
        let plan = plan(trace.1, Scene(name: "prod", rows: rows, delivered: key(3)))
        #expect(plan.changes.map(\.action) == [.retire])
        #expect(plan.changes.map(\.from) == [fingerprint(1)])
    }

    @Test(arguments: traces)
    func `a fragment is restored that holds it: the current key is delivered`(_ trace: (String, Scene)) {
        let rows = [Self.dead, row(3, created: -5 * day)]
        let plan = plan(trace.1, Scene(name: "prod", rows: rows, delivered: key(1)))
        #expect(plan.changes.map(\.action) == [.deliver])
        #expect(plan.changes.map(\.to) == [fingerprint(3)])
        #expect(plan.changes.first?.files.map(\.holdsDeadKey) == [true])
    }

    @Test func `a scheduled run leaves it to someone, and does not deliver it`() {
        let rows = [row(1, created: -1 * hour), row(3, created: -60 * day, ends: -1 * day)]
        let prod = Scene(name: "prod", rows: rows, delivered: key(3))
        let plan = plan(Self.dev(Self.dead), prod, as: unattended)
        #expect(plan.changes.isEmpty)
        #expect(plan.left.map(\.action) == [.replace])
    }

    @Test func `a run that ends another key at once does not deliver it either`() {
        let rows = [row(1, created: -1 * hour), row(3, created: -5 * day)]
        let revocation = Mandate.Revocation(fingerprint: fingerprint(3).description)
        let mandate = Mandate(
            scope: .everything,
            only: [Address("prod", "backend")],
            request: .revoke(revocation)
        )
        let prod = Scene(name: "prod", rows: rows, delivered: key(3))
        let plan = plan(prod, comparedWith: [Self.dev(Self.dead)], as: mandate)
        #expect(plan.changes.map(\.action) == [.replace, .revoke])
        #expect(plan.changes.map(\.from) == [fingerprint(1), fingerprint(3)])
        #expect(plan.changes.allSatisfy { $0.to == nil })
    }
}

/// The characters of a secret, for a test's own files.
func text(_ secret: Secret) -> String { secret.withBytes { String(decoding: $0, as: UTF8.self) } }

func watched(_ seed: UInt8, _ label: String) -> WatchedCredential {
    WatchedCredential(
        source: .column(table: "pm_provider_connections", column: "api_token", labels: [label]),
        fingerprint: fingerprint(seed),
        location: SourceLocation(file: "environments/dev.yaml", line: 9, column: 5)
    )
}
