import Diagnostics
import Model
import Planning
import Testing

@Suite struct AdoptionTests {
    static func scene(
        oldUsed: Duration?,
        newUsed: Duration?,
        deadline: Duration? = nil,
        then: Adoption.AfterDeadline = .wait
    )
        -> Scene
    {
        var scene = Scene(delivered: key(2))
        scene.rotation = Rotation(
            every: 30 * day,
            overlap: 48 * hour,
            adoption: Adoption(quiet: .seconds(600), deadline: deadline, afterDeadline: then)
        )
        scene.rows = [row(1, created: -31 * day, used: oldUsed), row(2, created: -1 * day, used: newUsed)]
        return scene
    }

    @Test func `an old key is retired once the new one was used and it has been quiet`() {
        let plan = plan(Self.scene(oldUsed: .seconds(-600), newUsed: .seconds(-1)))
        #expect(plan.changes.map(\.action) == [.retire])
        #expect(plan.waiting.isEmpty)
    }

    @Test(
        arguments: [
            (.seconds(-599), .seconds(-1), .oldInUse(last: now - .seconds(599))),
            (.seconds(-3_600), nil, .oldInUse(last: now - .seconds(3_600))),
            (-25 * hour, nil, .newUnused),
            (nil, .seconds(-1), .oldUseUnknown),
            (nil, nil, .oldUseUnknown),
            // A clock that is ahead of ours.
            (.seconds(120), .seconds(-1), .oldInUse(last: now + .seconds(120))),
        ] as [(Duration?, Duration?, Waiting.Evidence)]
    )
    func `until then it never expires, and the plan says why`(
        oldUsed: Duration?,
        newUsed: Duration?,
        evidence: Waiting.Evidence
    ) {
        let plan = plan(Self.scene(oldUsed: oldUsed, newUsed: newUsed))
        #expect(plan.isEmpty)
        #expect(plan.waiting.map(\.evidence) == [evidence])
        #expect(plan.waiting.map(\.old) == [fingerprint(1)])
        #expect(plan.diagnostics.isEmpty)
    }

    @Test func `an old key that is used after its replacement is in use, whatever end it was born with`() {
        var scene = Self.scene(oldUsed: nil, newUsed: nil)
        scene.rows = [row(1, created: -31 * day, ends: 59 * day, used: .seconds(-60)), row(2, created: -1 * day)]
        let statuses = IdentityStatus.all(in: scene.view, plan: plan(scene).environments[0], now: now)
        #expect(statuses.flatMap(\.retiring).map(\.isInUse) == [true])
    }

    @Test func `after the deadline it warns and waits on`() {
        let plan = plan(Self.scene(oldUsed: .seconds(-1), newUsed: nil, deadline: 24 * hour))
        #expect(plan.isEmpty)
        #expect(plan.diagnostics.map(\.code) == ["adoption-overdue"])
        #expect(!plan.diagnostics.hasErrors)
    }

    @Test func `after the deadline it is retired where that is declared`() {
        let plan = plan(Self.scene(oldUsed: .seconds(-1), newUsed: nil, deadline: 24 * hour, then: .retire))
        #expect(plan.changes.map(\.reasons) == [[.adoptionOverdue(since: now)]])
        #expect(plan.changes.map(\.ends) == [now + 48 * hour])
    }

    @Test func `a rotation leaves the old key without an expiry`() {
        var scene = Self.scene(oldUsed: nil, newUsed: nil)
        scene.rows = [row(1, created: -31 * day, used: .seconds(-5))]
        scene.delivered = key(1)
        let plan = plan(scene)
        #expect(plan.changes.map(\.action) == [.rotate])
        #expect(plan.changes.first?.awaitsAdoption == true)
        #expect(plan.changes.first?.ends == nil)
    }
}
