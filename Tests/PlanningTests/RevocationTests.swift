import Diagnostics
import Fragments
import Model
import Planning
import Testing

@Suite struct RevocationTests {
    private static func revoking(_ fingerprint: String? = nil, first: Bool = false) -> Mandate {
        Mandate(
            scope: .unattended,
            only: [Address("prod", "backend")],
            request: .revoke(Mandate.Revocation(fingerprint: fingerprint, reason: "seen in a chat", isFirst: first))
        )
    }

    private static let twoKeys = Scene(
        rows: [row(1, created: -2 * day, ends: 5 * hour), row(2, created: -1 * day)],
        delivered: key(2)
    )

    @Test(arguments: [Mandate.everything, unattended])
    func `a current key on the list is replaced and ended at once, by apply and by rotate`(mandate: Mandate) {
        let plan = plan(Self.twoKeys, as: mandate, revoked: [fingerprint(2)])
        #expect(plan.changes.map(\.action) == [.revoke])
        #expect(plan.changes.first?.issuesKey == true)
        #expect(plan.changes.first?.from == fingerprint(2))
        #expect(plan.changes.first?.ends == now)
        #expect(plan.changes.first?.reasons == [.revoked(date: "2026-11-20", reason: "leaked")])
    }

    @Test func `where an identity is delivered nowhere its key is ended, and none is issued`() {
        var scene = Scene(rows: [row(1, created: -1 * day)])
        scene.isDeclaredSomewhere = false
        let ended = plan(scene, as: Self.revoking())
        #expect(ended.changes.map(\.action) == [.revoke] && !ended.changes.contains(where: \.issuesKey))
        #expect(ended.diagnostics.map(\.code) == ["delivered-nowhere"])
        scene.rows = [row(1, created: -1 * day, active: false)]
        let again = plan(scene, as: Self.revoking())
        #expect(again.isEmpty && again.diagnostics.map(\.severity) == [.note])
    }

    @Test func `an older key on the list is ended at once, without a new one`() {
        let plan = plan(Self.twoKeys, revoked: [fingerprint(1)])
        #expect(plan.changes.map(\.action) == [.revoke])
        #expect(plan.changes.first?.issuesKey == false)
        #expect(plan.changes.first?.from == fingerprint(1))
    }

    @Test func `a key on the list is ended in rows that no one declares too`() {
        var scene = Scene(rows: [row(1, created: -1 * day), row(2, name: "Old script")], delivered: key(1))
        scene.others = [StoreObservation.OtherKey(fingerprint: fingerprint(3), expiresAt: nil)]
        let plan = plan(scene, as: unattended, revoked: [fingerprint(2), fingerprint(3)])
        #expect(plan.changes.map(\.action) == [.revoke, .revoke])
        #expect(Set(plan.changes.map(\.from)) == [fingerprint(2), fingerprint(3)])
        #expect(plan.changes.allSatisfy { $0.address == Address("prod") && !$0.issuesKey })
    }

    @Test func `a dead key on the list needs nothing`() {
        let scene = Scene(rows: [row(1, created: -1 * day), row(2, active: false)], delivered: key(1))
        #expect(plan(scene, revoked: [fingerprint(2)]).isEmpty)
    }

    @Test func `a key on the list in a line that no one declares is reported, and left to a person`() {
        let text = key(1).withBytes { one in
            key(9).withBytes { nine in
                "PM_MCP_API_KEY=\(String(decoding: one, as: UTF8.self))\nOTHER=\(String(decoding: nine, as: UTF8.self))\n"
            }
        }
        var scene = Scene(rows: [row(1, created: -1 * day)])
        scene.file = .file(Secret(text: text), attributesMatch: true)
        let plan = plan(scene, revoked: [fingerprint(9)])
        #expect(plan.isEmpty)
        #expect(plan.diagnostics.map(\.code) == ["revoked-key-remains"])
    }

    @Test func `by hand, every live key ends and the current one is replaced`() {
        let plan = plan(Self.twoKeys, as: Self.revoking())
        #expect(plan.changes.map(\.from) == [fingerprint(2), fingerprint(1)])
        #expect(plan.changes.map(\.issuesKey) == [true, false])
        #expect(plan.changes.allSatisfy { $0.action == .revoke && $0.ends == now })
    }

    @Test func `by hand, a fingerprint limits it to one key`() {
        let plan = plan(Self.twoKeys, as: Self.revoking(fingerprint(1).description))
        #expect(plan.changes.map(\.from) == [fingerprint(1)])
        #expect(plan.changes.map(\.issuesKey) == [false])
    }

    @Test func `a fingerprint that no live key has is an error, and one that has ended a note`() {
        let unknown = plan(Self.twoKeys, as: Self.revoking(fingerprint(7).description))
        #expect(unknown.diagnostics.map(\.code) == ["nothing-to-revoke"])
        #expect(unknown.diagnostics.hasErrors)

        let scene = Scene(rows: [row(1, active: false), row(2, created: -1 * day)], delivered: key(2))
        let ended = plan(scene, as: Self.revoking(fingerprint(1).description))
        #expect(ended.diagnostics.map(\.severity) == [.note])
        #expect(ended.isEmpty)
    }

    @Test func `a revocation that was interrupted before its delivery delivers, then ends`() {
        let rows = [row(1, created: -2 * day), row(2, created: -1 * hour)]
        let plan = plan(Scene(rows: rows, delivered: key(1)), as: Self.revoking(fingerprint(1).description))
        #expect(plan.changes.map(\.action) == [.deliver, .revoke])
        #expect(plan.changes.map(\.issuesKey) == [false, false])
        #expect(plan.left.isEmpty)
    }

    @Test func `one that ended the key first and was interrupted then delivers`() {
        let rows = [row(1, created: -2 * day, ends: -1 * hour, active: false)]
        let issuing = plan(Scene(rows: rows, delivered: key(1)), as: Self.revoking(fingerprint(1).description))
        #expect(issuing.changes.map(\.action) == [.issue])
        let delivering = plan(
            Scene(rows: rows + [row(2, created: -1 * hour)], delivered: key(1)),
            as: Self.revoking(fingerprint(1).description)
        )
        #expect(delivering.changes.map(\.action) == [.deliver])
        #expect(!delivering.diagnostics.hasErrors)
    }

    @Test func `a key without its prefix is not a fingerprint`() {
        let text = key(1).withBytes { String(decoding: $0, as: UTF8.self) }
        let plan = plan(Self.twoKeys, as: Self.revoking(String(text.dropFirst(4))))
        #expect(plan.diagnostics.map(\.code) == ["key-for-fingerprint"])
        #expect(plan.isEmpty)
    }

    @Test func `a key in the revocation list stops everything`() {
        let text = key(1).withBytes { String(decoding: $0, as: UTF8.self) }
        let location = SourceLocation(file: "environments/_revoked.yaml", line: 2, column: 5)
        let list = RevocationList([
            RevocationList.Entry(
                fingerprint: String(text.dropFirst(4)),
                date: "2026-11-20",
                reason: "leaked",
                location: location
            )
        ])
        let situation = Situation(now: now, revoked: list)
        let plan = Planner.plan([Self.twoKeys.view], comparedWith: [], situation)
        #expect(plan.diagnostics.map(\.code) == ["key-for-fingerprint"])
        #expect(plan.environments.map(\.isRefused) == [true])
    }

    @Test func `a fragment that cannot be written does not keep a key from being ended first`() {
        var scene = Self.twoKeys
        scene.file = .obstacle("a folder")
        #expect(plan(scene, as: Self.revoking()).isEmpty)
        let first = plan(scene, as: Self.revoking(first: true))
        #expect(first.changes.map(\.action) == [.revoke, .revoke])
        #expect(first.diagnostics.hasErrors)
    }

    @Test func `a key that is revoked by hand in one environment and live in another is reported`() {
        let shared = Scene(rows: [row(1, created: -1 * day)], delivered: key(1))
        var other = shared
        other.name = "dev"
        let plan = plan(shared, comparedWith: [other], as: Self.revoking())
        #expect(plan.changes.map(\.action) == [.revoke])
        #expect(plan.diagnostics.map(\.code).contains("revoked-elsewhere"))
        #expect(!plan.diagnostics.hasErrors)
    }
}
