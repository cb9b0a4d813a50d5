import Model
import Testing

@testable import Planning

@Suite struct MaxRotationIntervalTests {
    private func found(_ rotation: Rotation) -> [String] {
        PlanningTests.found(
            MaxRotationInterval.self,
            .duration(30 * day),
            in: environment("prod", identity(rotation: rotation))
        )
    }

    @Test func `a key that is rotated often enough is not objected to`() {
        #expect(found(Rotation(every: 30 * day)) == [])
        #expect(found(Rotation(every: 29 * day, jitter: day)) == [])
    }

    @Test func `jitter counts`() {
        #expect(
            found(Rotation(every: 30 * day, jitter: hour)) == [
                "prod/backend: its key may be 30 d 1 h old before it is rotated"
            ]
        )
    }

    @Test func `the wait for a window counts`() {
        let window = Window(days: 0b000_0010, from: 60, to: 120, zone: .utc)
        #expect(
            found(Rotation(every: 28 * day, window: window)) == [
                "prod/backend: its key may be 34 d 23 h old before it is rotated"
            ]
        )
    }

    @Test func `an identity without a schedule is objected to, unless its end is near enough`() {
        #expect(found(Rotation()) == ["prod/backend: its key is never rotated"])
        #expect(found(Rotation(overlap: day, expires: 31 * day)) == [])
        #expect(found(Rotation(overlap: day, expires: 32 * day)).count == 1)
    }

    @Test func `absent identities are not judged`() {
        let environment = environment("prod", identity(rotation: Rotation(), absent: true))
        #expect(PlanningTests.found(MaxRotationInterval.self, .duration(day), in: environment) == [])
    }

    @Test func `a key that is too old and stays is objected to`() {
        let policy = policy(MaxRotationInterval.self, .duration(40 * day))
        // Due at 60 days, so that the declaration violates the rule, too.
        let scene = Scene(rotation: Rotation(every: 60 * day), rows: [row(1, created: -41 * day)], delivered: key(1))
        #expect(plan([scene], under: policy).objections.contains("prod/backend: its key \(fingerprint(1)) is 41 d old"))
    }

    @Test func `a key that is too old and replaced now is not`() {
        let policy = policy(MaxRotationInterval.self, .duration(40 * day))
        let scene = Scene(rows: [row(1, created: -41 * day)], delivered: key(1))
        let plan = plan([scene], under: policy)
        #expect(plan.objections == [])
        #expect(plan.changes.map(\.action) == [.rotate])
    }
}
