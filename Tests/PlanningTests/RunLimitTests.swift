import Diagnostics
import Model
import Testing

@testable import Planning

/// Many rotations that are due in one run: what is reported, what spreads them and what limits them.
@Suite struct RunLimitTests {
    @Test func `a plan that rotates more than ten keys of others says so, and what spreads them`() {
        let plan = Crowd().plan()
        #expect(plan.changes.count == 42)
        #expect(plan.diagnostics.map(\.code) == ["first-rotations"])
        #expect(plan.diagnostics.first?.fix?.contains("firstWithin: 14d") == true)
        #expect(plan.diagnostics.first?.summary.contains("42") == true)
    }

    @Test func `ten of them, and any number of keys that keyturn issued, are not worth a word`() {
        #expect(Crowd(count: 10).plan().diagnostics.isEmpty)
        #expect(Crowd(count: 11).plan(unattended).diagnostics.map(\.code) == ["first-rotations"])
        #expect(Crowd(isOurs: true).plan().diagnostics.isEmpty)
        let asked = Mandate(scope: .everything, request: .rotate(reason: "drill"))
        #expect(Crowd().plan(asked).diagnostics.isEmpty)
        #expect(Crowd().plan(asked).changes.count == 42)
    }

    @Test(arguments: [Mandate.everything, unattended])
    func `firstWithin spreads them, and a request by hand does not wait`(mandate: Mandate) {
        let crowd = Crowd(rotation: Rotation(every: 30 * day, firstWithin: 14 * day))
        let plan = crowd.plan(mandate)
        #expect((1...12).contains(plan.changes.count))
        #expect(plan.diagnostics.isEmpty)
        let asked = Mandate(scope: mandate.scope, request: .rotate(reason: "drill"))
        #expect(crowd.plan(asked).changes.count == 42)
        // Keys of Keyturn's go by their age alone.
        #expect(Crowd(rotation: crowd.rotation, isOurs: true).plan(mandate).changes.count == 42)
    }

    @Test func `a forecast spreads first rotations over the time that was asked for`() {
        let forecast = Crowd(rotation: Rotation(every: 300 * day, overlap: hour, firstWithin: 14 * day)).forecast(
            days: 20
        )
        #expect(forecast.events.allSatisfy { !$0.issuesKey })
        let old = Crowd(
            rotation: Rotation(every: 300 * day, overlap: hour, firstWithin: 14 * day),
            age: { _ in 400 * day }
        ).forecast(days: 20)
        let moments = old.events.filter(\.issuesKey).map(\.at)
        #expect(moments.count == 42)
        #expect(moments.allSatisfy { $0 <= now + 14 * day })
        #expect(Set(moments.map(\.dayNumber)).count >= 9)
        #expect(old.isAlwaysDelivered)
    }

    @Test func `maxPerRun lets a run begin the oldest, and names the others`() {
        let plan = Crowd(maxPerRun: 10).plan(unattended)
        #expect(plan.changes.allSatisfy { $0.action == .rotate })
        // The older the higher its number.
        #expect(Set(plan.changes.compactMap(\.address.identity)) == Set((32..<42).map { "service-\($0)" }))
        #expect(plan.diagnostics.map(\.code) == ["rotations-postponed"])
        #expect(plan.diagnostics.map(\.severity) == [.note])
        #expect(plan.left.isEmpty)
        let postponed = plan.environments.flatMap(\.postponed).compactMap(\.identity)
        #expect(postponed == (0..<32).reversed().map { "service-\($0)" })
    }

    @Test func `what is due alike comes in natural order`() {
        let plan = Crowd(count: 12, maxPerRun: 3, age: { _ in 40 * day }).plan(unattended)
        #expect(plan.changes.compactMap(\.address.identity) == ["service-0", "service-1", "service-2"])
        #expect(plan.environments[0].postponed.last == Address("prod", "service-11"))
    }

    @Test func `a key that is about to end does not wait, and takes the place of another`() {
        let crowd = Crowd(maxPerRun: 5, age: { _ in 40 * day }, ends: { $0 % 6 == 0 ? hour : nil })
        let plan = crowd.plan(unattended)
        let ending = Set((0..<42).filter { $0 % 6 == 0 }.map { "service-\($0)" })
        #expect(Set(plan.changes.compactMap(\.address.identity)) == ending)
        let roomy = Crowd(maxPerRun: 9, age: crowd.age, ends: crowd.ends).plan(unattended)
        #expect(roomy.changes.count == 9)
        #expect(ending.isSubset(of: roomy.changes.compactMap(\.address.identity)))
    }

    @Test func `someone who looked at a plan is not limited, and is told`() {
        let plan = Crowd(maxPerRun: 10, isOurs: true).plan()
        #expect(plan.changes.count == 42)
        #expect(plan.diagnostics.map(\.code) == ["rotations-postponed"])
        #expect(Crowd(count: 10, maxPerRun: 10, isOurs: true).plan().diagnostics.isEmpty)
        let asked = Mandate(scope: .unattended, request: .rotate(reason: "drill"))
        #expect(Crowd(maxPerRun: 10).plan(asked).changes.count == 42)
    }

    @Test func `what is begun or revoked goes on beside the limit`() {
        var scene = Scene(rows: [row(1, created: -40 * day), row(2, created: -60 * day)], delivered: key(1))
        scene.maxPerRun = 1
        // Its own older key is to be retired in any case.
        let plan = plan(scene, as: unattended, revoked: [fingerprint(1)])
        #expect(plan.changes.contains { $0.action == .revoke })
        #expect(plan.environments[0].postponed.isEmpty)
    }

    @Test func `a forecast goes on with the rest an hour later, the oldest first`() {
        let forecast = Crowd(maxPerRun: 10).forecast(days: 2)
        let issued = forecast.events.filter(\.issuesKey)
        #expect(issued.count == 42)
        let counts = Dictionary(grouping: issued, by: \.at).mapValues(\.count)
        #expect(counts == [now: 10, now + hour: 10, now + 2 * hour: 10, now + 3 * hour: 10, now + 4 * hour: 2])
        let first = issued.filter { $0.at == now }.compactMap { forecast.identities[$0.identity].address.identity }
        #expect(Set(first) == Set((32..<42).map { "service-\($0)" }))
        #expect(forecast.runLimits.map(\.environment) == ["prod"] && forecast.runLimits.map(\.rotations) == [10])
        #expect(forecast.isAlwaysDelivered)
    }
}
