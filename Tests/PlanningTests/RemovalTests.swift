import Fragments
import Model
import Planning
import Testing

@Suite struct RemovalTests {
    @Test func `an absent identity loses its variables and its live keys`() {
        let rows = [row(1, created: -31 * day, ends: 5 * hour), row(2, created: -1 * day), row(3, active: false)]
        let plan = plan(Scene(rows: rows, isAbsent: true, delivered: key(2)))
        #expect(plan.changes.map(\.action) == [.remove, .remove])
        #expect(plan.changes.map(\.from) == [fingerprint(2), fingerprint(1)])
        #expect(plan.changes[0].files.map(\.path) == ["backend.env"])
        #expect(plan.changes[1].files.isEmpty)
    }

    @Test func `an absent identity that is gone needs nothing`() {
        #expect(plan(Scene(rows: [row(1, active: false)], isAbsent: true)).isEmpty)
        #expect(plan(Scene(isAbsent: true, owners: [])).isEmpty)
    }

    @Test func `what is left of an absent identity in a fragment goes, also without a live key`() {
        let plan = plan(Scene(rows: [row(1, active: false)], isAbsent: true, delivered: key(1)))
        #expect(plan.changes.map(\.action) == [.remove])
        #expect(plan.changes.first?.from == nil)
    }

    private static func keeping(_ retain: Duration?, _ rows: [KeyRow]) -> Scene {
        var scene = Scene(rows: [row(9, created: -1 * day)] + rows, delivered: key(9))
        scene.rotation = Rotation(every: 30 * day, overlap: 48 * hour, retain: retain)
        return scene
    }

    @Test func `dead rows are kept unless told otherwise`() {
        #expect(plan(Self.keeping(nil, [row(1, created: -900 * day, ends: -800 * day)])).isEmpty)
    }

    @Test(arguments: [Mandate.everything, unattended])
    func `a row that ended longer ago than rows are kept is deleted`(mandate: Mandate) {
        let rows = [
            row(1, created: -300 * day, ends: -180 * day),
            row(2, created: -300 * day, ends: -179 * day),
            row(3, created: -300 * day, ends: -200 * day, active: false),
        ]
        let plan = plan(Self.keeping(180 * day, rows), as: mandate)
        #expect(plan.changes.map(\.action) == [.remove, .remove])
        #expect(Set(plan.changes.map(\.from)) == [fingerprint(1), fingerprint(3)])
    }

    @Test func `a row whose end no one knows is kept`() {
        #expect(plan(Self.keeping(180 * day, [row(1, created: -900 * day, active: false)])).isEmpty)
    }

    @Test func `the only trace of a key that two environments knew is kept`() {
        let scene = Self.keeping(180 * day, [row(1, created: -300 * day, ends: -200 * day)])
        var other = Scene(rows: [row(1, created: -300 * day, ends: -250 * day), row(8, created: -1 * day)])
        other.name = "dev"
        other.delivered = key(8)
        #expect(plan(scene, comparedWith: [other]).isEmpty)
    }
}
