import Diagnostics
import Model
import Schedule
import Testing

@testable import Planning

@Suite struct RotationWindowsOnlyTests {
    private let policy = PlanningTests.policy(RotationWindowsOnly.self, .flag(true))
    private let byHand = Mandate(
        scope: .unattended,
        only: [Address("prod", "backend")],
        request: .rotate(reason: "by hand")
    )

    /// `now` is a Friday, 08:00 UTC.
    private func rotation(from: Int, to: Int, expires: Duration? = nil) -> Rotation {
        Rotation(
            every: 30 * day,
            overlap: day,
            expires: expires,
            window: Window(days: 0b111_1111, from: from * 60, to: to * 60, zone: .utc)
        )
    }

    @Test func `a schedule without a window is objected to`() {
        #expect(
            found(RotationWindowsOnly.self, .flag(true), in: environment("prod", identity()))
                == ["prod/backend: its key is rotated at any hour"]
        )
        #expect(
            found(RotationWindowsOnly.self, .flag(true), in: environment("prod", identity(rotation: Rotation()))) == []
        )
        let with = environment("prod", identity(rotation: rotation(from: 2, to: 5)))
        #expect(found(RotationWindowsOnly.self, .flag(true), in: with) == [])
    }

    @Test func `by hand, a key is not rotated outside of its window`() {
        let scene = Scene(rotation: rotation(from: 2, to: 5), rows: [row(1, created: -1 * day)], delivered: key(1))
        let plan = plan([scene], under: policy, as: byHand)
        #expect(plan.isEmpty)
        #expect(plan.environments.map(\.isRefused) == [true])
        #expect(plan.objections == ["prod/backend: a rotation by hand was requested outside its window"])
    }

    @Test func `by hand, a key is rotated inside of its window`() {
        let scene = Scene(rotation: rotation(from: 7, to: 9), rows: [row(1, created: -1 * day)], delivered: key(1))
        let plan = plan([scene], under: policy, as: byHand)
        #expect(plan.changes.map(\.action) == [.rotate])
    }

    @Test func `overridden, it is rotated all the same`() {
        let scene = Scene(rotation: rotation(from: 2, to: 5), rows: [row(1, created: -1 * day)], delivered: key(1))
        var mandate = byHand
        mandate.override = PolicyOverride(rules: [RotationWindowsOnly.name], reason: "a leak")
        #expect(plan([scene], under: policy, as: mandate).changes.map(\.action) == [.rotate])
    }

    @Test func `a rotation that no window is left for is never refused`() {
        let rotation = rotation(from: 2, to: 5, expires: 40 * day)
        let scene = Scene(
            rotation: rotation,
            rows: [row(1, created: -40 * day, ends: 2 * hour)],
            delivered: key(1)
        )
        let plan = plan([scene], under: policy, as: unattended)
        #expect(plan.changes.map(\.action) == [.rotate])
        #expect(plan.diagnostics.map(\.code) == ["outside-window"])
    }
}
