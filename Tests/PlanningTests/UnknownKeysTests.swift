import Diagnostics
import Fragments
import Model
import Planning
import Testing

/// Keys that stand in fragments and that the store has never seen: whether it is the right store.
@Suite struct UnknownKeysTests {
    private static let live = row(1, created: -1 * day)
    private static let other = StoreObservation.OtherKey(fingerprint: fingerprint(2), isActive: false, expiresAt: nil)

    private func file(_ text: String) -> ObservedFile { .file(Secret(text: text), attributesMatch: true) }

    private func text(_ key: Secret) -> String { key.withBytes { String(decoding: $0, as: UTF8.self) } }

    private func reissuing(_ addresses: Address...) -> Mandate {
        Mandate(scope: .everything, reissue: addresses.isEmpty ? .all : .some(Set(addresses)))
    }

    @Test(
        arguments: [
            Scene(owners: [], delivered: key(2)),
            Scene(rows: [live], delivered: key(2)),
            Scene(rows: [live, row(3, created: -9 * day, ends: -1 * day)], delivered: key(2)),
            Scene(rows: [row(3, created: -60 * day)], delivered: key(2)),
            Scene(rows: [live], isAbsent: true, delivered: key(2)),
        ],
        [Mandate.everything, unattended]
    )
    func `an unknown key alone in its folder is an error, and nothing is done`(_ scene: Scene, _ mandate: Mandate) {
        let plan = plan(scene, as: mandate)
        #expect(plan.diagnostics.filter(\.isError).map(\.code) == ["unknown-key-delivered"])
        #expect(plan.changes.isEmpty)
        #expect(plan.left.isEmpty)
        #expect(plan.environments.map(\.isRefused) == [true])
        #expect(plan.environments.map(\.untouchedFolders) == [[""]])
    }

    @Test func `the message names the file and the key, and both ways out`() throws {
        let error = try #require(plan(Scene(owners: [], delivered: key(2))).diagnostics.first)
        #expect(error.summary.contains("prod:backend.env holds \(fingerprint(2))"))
        #expect(error.fix?.contains("database.url") == true)
        #expect(error.fix?.contains("keyturn apply -e prod --reissue prod/backend") == true)
    }

    @Test(arguments: [
        row(2, created: -9 * day, ends: -1 * day), row(2, active: false), row(2, active: false, name: "Former"),
    ])
    func `a key that the store knows in whatever row is evidence that it is the right one`(_ trace: KeyRow) {
        let plan = plan(Scene(rows: [Self.live, trace], delivered: key(2)))
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.changes.contains { $0.action == .deliver })
    }

    @Test func `a key of another owner is evidence too`() {
        let plan = plan(Scene(rows: [Self.live], others: [Self.other], delivered: key(2)))
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.changes.map(\.action) == [.deliver])
    }

    @Test func `one unknown key beside a known one is told and replaced`() {
        let beside = "\n# the former one\nOLD_KEY=\(text(key(1)))\n"
        let scene = Scene(rows: [Self.live], file: file("PM_MCP_API_KEY=\(text(key(2)))" + beside))
        let plan = plan(scene)
        // The other line is not a declaration's.
        #expect(plan.diagnostics.map(\.code) == ["orphaned-fragment", "unknown-key"])
        #expect(!plan.diagnostics.hasErrors)
        #expect(plan.changes.map(\.action) == [.deliver])
    }

    @Test func `a key that a person wrote into a file of their own is reported as well`() {
        let plan = plan(Scene(owners: [], file: file("# mine\nPM_MCP_API_KEY=\(text(key(2)))\n")))
        #expect(plan.diagnostics.map(\.code) == ["unknown-key-delivered"])
    }

    @Test(arguments: ["changeme", "", "not a key at all", "a-word-that-is-long-enough-for-a-key"])
    func `what is no key of the identity's format in a person's file is replaced as before`(_ word: String) {
        let plan = plan(Scene(owners: [], file: file("# mine\nPM_MCP_API_KEY='\(word)'\n")))
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.changes.map(\.action) == [.issue])
    }

    @Test func `a key that another environment knows is shared, not unknown`() {
        let dev = Scene(name: "dev", rows: [Self.live], delivered: key(2))
        let prod = Scene(rows: [row(2, created: -1 * day)], delivered: key(2))
        let plan = plan(dev, prod)
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.changes.map(\.action) == [.deliver, .replace])
    }

    @Test func `where two URLs were exchanged, nothing is done in either`() {
        let dev = Scene(name: "dev", rows: [Self.live], delivered: key(2))
        let prod = Scene(rows: [row(2, created: -1 * day)], delivered: key(1))
        let plan = plan(dev, prod)
        #expect(plan.diagnostics.filter(\.isError).map(\.code) == ["unknown-key-delivered", "unknown-key-delivered"])
        #expect(plan.isEmpty)
    }

    @Test func `a revoked key is replaced, whether the store knows it or not`() {
        let plan = plan(Scene(rows: [Self.live], delivered: key(2)), revoked: [fingerprint(2)])
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.changes.map(\.action) == [.deliver])
    }

    @Test func `by name an identity is given a new key, never one that the store happens to hold`() {
        for mandate in [reissuing(), reissuing(Address("prod")), reissuing(Address("prod", "backend"))] {
            let held = plan(Scene(rows: [Self.live], delivered: key(2)), as: mandate)
            #expect(held.diagnostics.isEmpty)
            #expect(held.changes.map(\.action) == [.replace])
            #expect(held.changes.map(\.reasons) == [[.reissued]])
            #expect(plan(Scene(owners: [], delivered: key(2)), as: mandate).changes.map(\.action) == [.issue])
        }
        let elsewhere = plan(Scene(owners: [], delivered: key(2)), as: reissuing(Address("dev", "backend")))
        #expect(elsewhere.diagnostics.map(\.code) == ["unknown-key-delivered"])
    }

    @Test func `where nothing is in doubt no one is given a new key by name`() {
        #expect(plan(Scene(rows: [Self.live], delivered: key(1)), as: reissuing()).isEmpty)
    }

    @Test func `a key that is revoked by its fingerprint is ended, and nothing is issued`() {
        func revoking(_ fingerprint: String?) -> Mandate {
            let request = Mandate.Request.revoke(Mandate.Revocation(fingerprint: fingerprint))
            return Mandate(scope: .unattended, only: [Address("prod", "backend")], request: request)
        }
        let scene = Scene(rows: [Self.live], delivered: key(2))
        let named = plan(scene, as: revoking(fingerprint(1).description))
        #expect(named.changes.map(\.action) == [.revoke])
        #expect(named.changes.allSatisfy { !$0.issuesKey })
        #expect(named.diagnostics.map(\.code) == ["unknown-key-delivered"])
        let withoutKey = "consumers of prod/backend that use it have no key until"
        #expect(named.diagnostics[0].detail?.contains(withoutKey) == true)
        let byName = plan(scene, as: revoking(nil))
        #expect(byName.isEmpty)
        #expect(byName.diagnostics.allSatisfy { $0.detail?.contains(withoutKey) != true })
    }
}
