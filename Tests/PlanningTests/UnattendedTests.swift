import Diagnostics
import Fragments
import Model
import Planning
import Testing

/// What a scheduled job does, and what it leaves to someone.
@Suite struct UnattendedTests {
    @Test func `a due rotation is carried out`() {
        let plan = plan(Scene(rows: [row(1, created: -30 * day)], delivered: key(1)), as: unattended)
        #expect(plan.changes.map(\.action) == [.rotate])
        #expect(plan.left.isEmpty)
    }

    @Test func `a new identity is left`() {
        let plan = plan(Scene(owners: []), as: unattended)
        #expect(plan.isEmpty)
        #expect(plan.left.map(\.action) == [.issue])
    }

    @Test func `an identity whose key ran out is given a new one`() {
        let plan = plan(Scene(rows: [row(1, created: -90 * day, ends: -1 * hour)], delivered: key(1)), as: unattended)
        #expect(plan.changes.map(\.action) == [.issue])
    }

    @Test func `an identity whose key someone switched off is left`() {
        let plan = plan(Scene(rows: [row(1, created: -1 * day, active: false)], delivered: key(1)), as: unattended)
        #expect(plan.left.map(\.action) == [.issue])
    }

    @Test func `a key that no one delivered yet is left`() {
        let plan = plan(Scene(rows: [row(1, created: -1 * day)]), as: unattended)
        #expect(plan.left.map(\.action) == [.adopt])
    }

    @Test(arguments: ["", "PM_MCP_API_KEY=changeme\n", "OTHER=1\n"])
    func `a live key is delivered where a fragment is gone or holds none, in a folder that is known`(_ text: String) {
        let beside = "OLD=" + key(2).withBytes { String(decoding: $0, as: UTF8.self) } + "\n"
        let rows = [row(1, created: -1 * day), row(2, created: -9 * day, ends: -1 * day)]
        let file = ObservedFile.file(Secret(text: text + beside), attributesMatch: true)
        let plan = plan(Scene(rows: rows, file: file), as: unattended)
        #expect(plan.left.isEmpty)
        #expect(plan.changes.map { $0.action == .deliver || $0.action == .adopt } == [true])
        #expect(plan.diagnostics.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a dead key of whatever row is no reason to wait`(isNamed: Bool) {
        let dead = row(9, created: -40 * day, active: nil, name: isNamed ? "Former" : keyName)
        let plan = plan(Scene(rows: [row(1, created: -1 * day), dead], delivered: key(9)), as: unattended)
        #expect(plan.changes.map(\.action) == [.deliver])
        #expect(plan.diagnostics.isEmpty)
    }

    @Test func `a folder that is gone is dark now, and nothing is written into it`() {
        let plan = plan(Scene(rows: [row(1, created: -1 * day)]), as: unattended)
        #expect(plan.isEmpty)
        #expect(plan.diagnostics.map(\.code) == ["dark-now"])
    }

    @Test func `a rotation that is due is not begun in a folder that is gone, unless someone asks for it`() {
        let scene = Scene(rows: [row(1, created: -31 * day)])
        let due = plan(scene, as: unattended)
        #expect(due.isEmpty && due.left.map(\.action) == [.rotate])
        #expect(due.diagnostics.map(\.code) == ["dark-now"])
        let asked = Mandate(scope: .unattended, request: .rotate(reason: "drill"))
        #expect(plan(scene, as: asked).changes.map(\.action) == [.rotate])
        #expect(plan(scene, as: .everything).changes.map(\.action) == [.rotate])
    }

    @Test func `an identity whose only key someone switched off is dark now`() {
        for active in [false, nil] {
            let plan = plan(Scene(rows: [row(1, created: -1 * day, active: active)], delivered: key(1)), as: unattended)
            #expect(plan.isEmpty)
            #expect(plan.diagnostics.map(\.code) == ["dark-now"])
        }
        #expect(plan(Scene(owners: []), as: unattended).diagnostics.isEmpty)
    }

    @Test func `a replaced format is left until the key is due`() {
        let weak = Secret(text: "hand-made")
        let young = plan(Scene(rows: [row(1, created: -1 * day, secret: weak)]), as: unattended)
        #expect(young.left.map(\.action) == [.replace])
        let old = plan(Scene(rows: [row(1, created: -31 * day, secret: weak)], delivered: weak), as: unattended)
        #expect(old.changes.map(\.action) == [.rotate])
    }

    @Test func `a rotation that was interrupted before its delivery is gone on with`() {
        let rows = [row(1, created: -31 * day), row(2, created: -1 * hour)]
        let plan = plan(Scene(rows: rows, delivered: key(1)), as: unattended)
        #expect(plan.changes.map(\.action) == [.deliver, .retire])
        #expect(plan.left.isEmpty)
    }

    @Test func `a rotation that was interrupted before its end is gone on with`() {
        let rows = [row(1, created: -31 * day), row(2, created: -1 * hour)]
        let plan = plan(Scene(rows: rows, delivered: key(2)), as: unattended)
        #expect(plan.changes.map(\.action) == [.retire])
    }

    @Test func `a fragment with an ended key of the identity is written again`() {
        let rows = [row(1, created: -31 * day, ends: -1 * hour), row(2, created: -1 * day)]
        let plan = plan(Scene(rows: rows, delivered: key(1)), as: unattended)
        #expect(plan.changes.map(\.action) == [.deliver])
    }

    @Test func `a fragment with a foreign key is left, and no old key is ended before it is fixed`() {
        let foreign = row(9, created: -40 * day, name: "Former")
        let rows = [row(1, created: -31 * day, ends: 80 * hour), row(2, created: -1 * day), foreign]
        let plan = plan(Scene(rows: rows, delivered: key(9)), as: unattended)
        #expect(plan.isEmpty)
        #expect(plan.left.map(\.action) == [.deliver, .retire])
    }

    @Test(arguments: [false, true])
    func `no old key is ended while the replacement of the current one is left`(isShared: Bool) {
        let hand = isShared ? key(7) : Secret(text: "hand-made")
        let rows = [row(1, created: -1 * day, ends: 80 * hour), row(2, created: -1 * hour, secret: hand)]
        var other = Scene(rows: [row(7, created: -1 * day)], delivered: key(7))
        other.name = "dev"
        let plan = plan(Scene(rows: rows, delivered: key(1)), comparedWith: isShared ? [other] : [], as: unattended)
        #expect(plan.isEmpty)
        #expect(plan.left.map(\.action) == [.replace, .retire])
    }

    @Test func `an absent identity is left, and its key is not rotated`() {
        let scene = Scene(rows: [row(1, created: -31 * day)], isAbsent: true, delivered: key(1))
        let plan = plan(scene, as: unattended)
        #expect(plan.isEmpty)
        #expect(plan.left.map(\.action) == [.remove])
    }

    @Test func `by hand a key is rotated whatever its age`() {
        let mandate = Mandate(
            scope: .unattended,
            only: [Address("prod", "backend")],
            request: .rotate(reason: "an engineer left")
        )
        let plan = plan(Scene(rows: [row(1, created: -1 * day)], delivered: key(1)), as: mandate)
        #expect(plan.changes.map(\.reasons) == [[.requested("an engineer left")]])
    }

    @Test func `by hand an absent identity is not rotated, and that is an error`() {
        let mandate = Mandate(
            scope: .unattended,
            only: [Address("prod", "backend")],
            request: .rotate(reason: "by hand")
        )
        let plan = plan(Scene(rows: [row(1)], isAbsent: true), as: mandate)
        #expect(plan.diagnostics.map(\.code) == ["absent-rotation"])
    }

    @Test func `a key in a reason is shown as its fingerprint`() {
        let text = key(1).withBytes { String(decoding: $0, as: UTF8.self) }
        let mandate = Mandate(
            scope: .unattended,
            only: [Address("prod", "backend")],
            request: .rotate(reason: "found \(text) and \(text.dropFirst(4)) in a log")
        )
        let plan = plan(Scene(rows: [row(1, created: -1 * day)], delivered: key(1)), as: mandate)
        let shown = "found [\(fingerprint(1))] and [\(fingerprint(1))] in a log"
        #expect(plan.changes.map(\.reasons) == [[.requested(shown)]])
    }

    @Test func `identities that were not named are not looked at`() {
        let mandate = Mandate(scope: .unattended, only: [Address("prod", "worker")])
        let plan = plan(Scene(rows: [row(1, created: -31 * day)], delivered: key(1)), as: mandate)
        #expect(plan.isEmpty)
        #expect(plan.left.isEmpty)
    }
}
