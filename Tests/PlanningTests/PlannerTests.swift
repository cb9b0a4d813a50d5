import Diagnostics
import Fragments
import Model
import Testing

@testable import Planning

@Suite struct PlannerTests {
    @Test func `an identity without rows is issued a key`() {
        let plan = plan(Scene(owners: []))
        #expect(plan.changes.map(\.action) == [.issue])
        #expect(plan.changes.first?.reasons == [.noLiveKey(dead: 0)])
        #expect(plan.changes.first?.files == [FileChange(path: "backend.env")])
        #expect(plan.changes.first?.to == nil)
    }

    @Test func `a key that is live, young and delivered needs nothing`() {
        let plan = plan(Scene(rows: [row(1, created: -1 * day)], delivered: key(1)))
        #expect(plan.isEmpty)
        #expect(plan.environments.first?.nextRotation?.at == now + 29 * day)
    }

    @Test(arguments: [false, nil] as [Bool?])
    func `a key that is not active, or NULL, is dead`(active: Bool?) {
        let plan = plan(Scene(rows: [row(1, active: active)], delivered: key(1)))
        #expect(plan.changes.map(\.reasons) == [[.noLiveKey(dead: 1)]])
    }

    @Test func `a key is live at the very instant of its end and dead after it`() {
        #expect(row(1, ends: .zero).isLive(at: now))
        #expect(!row(1, ends: .zero).isLive(at: now + .microseconds(1)))
    }

    @Test func `a live key that no fragment holds is adopted`() {
        let plan = plan(Scene(rows: [row(1, created: -1 * day)]))
        #expect(plan.changes.map(\.action) == [.adopt])
        #expect(plan.changes.first?.to == fingerprint(1))
    }

    @Test func `a fragment with another key is delivered again, and told where that key is dead`() {
        let rows = [row(1, created: -1 * day), row(2, created: -9 * day, ends: -1 * day)]
        let plan = plan(Scene(rows: rows, delivered: key(2)))
        #expect(plan.changes.map(\.action) == [.deliver])
        #expect(plan.changes.first?.files.map(\.finding) == [.holdsOther(fingerprint(2))])
        #expect(plan.changes.first?.files.first?.holdsDeadKey == true)
    }

    @Test func `a fragment that still holds a retiring key is delivered again`() {
        let rows = [row(1, created: -2 * day, ends: 5 * hour), row(2, created: -1 * hour)]
        let plan = plan(Scene(rows: rows, delivered: key(1)))
        #expect(plan.changes.map(\.action) == [.deliver])
        #expect(plan.changes.first?.files.first?.holdsDeadKey == false)
    }

    @Test func `a key of another format is replaced and ends after its overlap`() {
        let weak = Secret(text: "hand-made")
        let plan = plan(Scene(rows: [row(1, created: -1 * day, secret: weak)]))
        #expect(plan.changes.map(\.action) == [.replace])
        #expect(plan.changes.first?.reasons == [.wrongFormat(format)])
        #expect(plan.changes.first?.ends == now + 48 * hour)
        #expect(plan.changes.first?.from == Fingerprint(of: weak))
    }

    @Test func `a replaced key that ends sooner by itself keeps its own end`() {
        let weak = Secret(text: "hand-made")
        let plan = plan(Scene(rows: [row(1, created: -1 * day, ends: 3 * hour, secret: weak)]))
        #expect(plan.changes.first?.ends == now + 3 * hour)
    }

    @Test func `a key is rotated when it is as old as its schedule allows, not before`() {
        let young = plan(Scene(rows: [row(1, created: .seconds(1) - 30 * day)], delivered: key(1)))
        let old = plan(Scene(rows: [row(1, created: -30 * day)], delivered: key(1)))
        #expect(young.isEmpty)
        #expect(old.changes.map(\.action) == [.rotate])
        #expect(old.changes.first?.reasons == [.due(age: 30 * day, every: 30 * day)])
    }

    @Test func `a key that ends within its overlap is rotated, whoever set the end`() {
        let plan = plan(Scene(rows: [row(1, created: -1 * day, ends: 47 * hour)], delivered: key(1)))
        #expect(plan.changes.map(\.action) == [.rotate])
        #expect(plan.changes.first?.reasons == [.ending(now + 47 * hour)])
    }

    @Test func `of several live keys without an expiry the older ones are retired`() {
        let rows = [row(3, created: -1 * hour), row(1, created: -3 * day), row(2, created: -2 * day)]
        let plan = plan(Scene(rows: rows, delivered: key(3)))
        #expect(plan.changes.map(\.action) == [.retire, .retire])
        #expect(plan.changes.map(\.from) == [fingerprint(2), fingerprint(1)])
        #expect(plan.changes.map(\.reasons) == [[.older(than: fingerprint(3))], [.older(than: fingerprint(3))]])
        #expect(plan.changes.allSatisfy { $0.ends == now + 48 * hour })
    }

    @Test func `an older key that was born with a far end is retired all the same`() {
        let rows = [row(1, created: -30 * day, ends: 60 * day), row(2, created: -1 * hour)]
        #expect(plan(Scene(rows: rows, delivered: key(2))).changes.map(\.from) == [fingerprint(1)])
    }

    @Test(arguments: [Duration.zero, .seconds(1), .seconds(299)])
    func `a retired key is not retired again, not even by a machine whose clock is behind`(lag: Duration) {
        let rows = [row(1, created: -30 * day, ends: 48 * hour + lag), row(2, created: -1 * hour)]
        #expect(plan(Scene(rows: rows, delivered: key(2))).isEmpty)
    }

    @Test func `a key under another name is left alone and listed`() {
        let rows = [
            row(1, created: -1 * day), row(2, name: "by hand"), row(3, name: nil), row(4, active: false, name: "dead"),
        ]
        let plan = plan(Scene(rows: rows, delivered: key(1)))
        #expect(plan.isEmpty)
        #expect(plan.environments.first?.unmanaged.map(\.fingerprint) == [fingerprint(2), fingerprint(3)])
    }

    @Test func `an owner's e-mail under another id refuses the environment`() {
        let taken = Owner(id: otherID, email: owner.email, name: "Somebody")
        let plan = plan(Scene(owners: [taken]), Scene(name: "staging", owners: []))
        #expect(plan.diagnostics.map(\.code) == [PlanningCode.ownerEmailTaken.rawValue])
        #expect(plan.environments.map(\.isRefused) == [true, false])
        #expect(plan.changes.map(\.address.environment) == ["staging"])
    }

    @Test func `an owner who differs is a warning and refuses nothing`() {
        let plan = plan(Scene(owners: [Owner(id: ownerID, email: "x@y", name: owner.name)]))
        #expect(plan.diagnostics.map(\.severity) == [.warning])
        #expect(plan.changes.map(\.action) == [.issue])
    }

    @Test func `something that is not a file in a fragment's place refuses the environment`() {
        let plan = plan(Scene(rows: [row(1, created: -1 * day)], file: .obstacle("a folder")))
        #expect(plan.environments.first?.isRefused == true)
        #expect(plan.isEmpty)
    }

    @Test func `a plan is the same promise at a later moment, and another one for another key`() {
        let scene = Scene(rows: [row(1, created: -40 * day)], delivered: key(1))
        let later = Planner.plan([scene.view], comparedWith: [], Situation(now: now + hour))
        #expect(later.promisesTheSame(as: plan(scene)))
        #expect(!plan(scene).promisesTheSame(as: plan(Scene(rows: [row(2, created: -40 * day)], delivered: key(2)))))
    }
}
