import Diagnostics
import Model
import State
import Testing

@testable import Planning

@Suite struct PromoteThroughTests {
    private let policy = PlanningTests.policy(PromoteThrough.self, .environments(["dev", "staging", "prod"]))

    private func scene(_ name: String, rows: [KeyRow] = [], delivered: Secret? = nil) -> Scene {
        Scene(name: name, rows: rows, delivered: delivered)
    }

    private let withoutKey = ObservedFile.file(Secret(text: "OTHER=1\n"), attributesMatch: true)

    private func converged(_ name: String, _ seed: UInt8) -> Scene {
        scene(name, rows: [row(seed, created: -1 * day)], delivered: key(seed))
    }

    @Test func `a new identity reaches the first environment, and is refused in the others`() {
        let plan = plan([scene("dev"), scene("prod"), scene("staging")], under: policy)
        #expect(plan.changes.map(\.address) == [Address("dev", "backend")])
        #expect(
            plan.objections == [
                "prod/backend: its declaration must reach staging first",
                "staging/backend: its declaration must reach dev first",
            ]
        )
    }

    @Test func `it goes on where the environment before has converged`() {
        let plan = plan([converged("dev", 1), scene("prod"), scene("staging")], under: policy)
        #expect(plan.changes.map(\.address) == [Address("staging", "backend")])
    }

    @Test func `the environment before need not be chosen`() {
        let fresh = plan([scene("prod")], comparedWith: [converged("staging", 1)], under: policy)
        #expect(fresh.changes.map(\.action) == [.issue])
        let pending = plan([scene("prod")], comparedWith: [scene("staging")], under: policy)
        #expect(pending.objections == ["prod/backend: its declaration must reach staging first"])
    }

    @Test func `environments that are not declared are ignored`() {
        let plan = plan([scene("prod")], comparedWith: [converged("dev", 1)], under: policy)
        #expect(plan.changes.map(\.action) == [.issue])
    }

    @Test func `an environment before that could not be looked at refuses`() {
        let staging = scene("staging").view.environment
        let plan = Planner.plan(
            [scene("prod").view],
            comparedWith: [],
            Situation(
                now: now,
                policy: PolicySituation(
                    policy: policy,
                    chosen: [scene("prod").view.environment],
                    others: [staging]
                )
            )
        )
        #expect(plan.policy.findings.map(\.detail).first??.hasPrefix("staging could not be read") == true)
        #expect(plan.isEmpty)
    }

    @Test func `another declaration refuses`() {
        var other = converged("staging", 1)
        other.variable = "OTHER_KEY"
        let plan = plan([scene("prod")], comparedWith: [other], under: policy)
        #expect(plan.policy.findings.first?.detail?.hasPrefix("staging declares something else: ") == true)
    }

    @Test func `rotations, retirements and revocations are not held back`() {
        let due = Scene(rows: [row(1, created: -31 * day)], delivered: key(1))
        #expect(plan([due], comparedWith: [scene("staging")], under: policy).changes.map(\.action) == [.rotate])
        let interrupted = Scene(rows: [row(1, created: -31 * day), row(2, created: -1 * hour)], delivered: key(1))
        #expect(
            plan([interrupted], comparedWith: [scene("staging")], under: policy).changes.map(\.action)
                == [.deliver, .retire]
        )
    }

    @Test func `a rotation that would carry a changed declaration is held back, unless the key is ending`() {
        // Due, and the variable that is declared now is not in the file yet.
        let carrying = Scene(rows: [row(1, created: -31 * day)], file: withoutKey)
        let staging = scene("staging")
        #expect(plan([carrying], comparedWith: [staging], under: policy).objections.count == 1)
        let left = plan([carrying], comparedWith: [staging], under: policy, as: unattended)
        #expect(left.isEmpty)
        #expect(left.policy.held == [Address("prod", "backend"): ["promote-through"]])
        let promoted = plan([carrying], comparedWith: [converged("staging", 2)], under: policy, as: unattended)
        #expect(promoted.changes.map(\.action) == [.rotate])
        let ending = Scene(rows: [row(1, created: -31 * day, ends: 1 * day)], file: withoutKey)
        #expect(
            plan([ending], comparedWith: [staging], under: policy, as: unattended).changes.map(\.action) == [.rotate]
        )
    }

    @Test func `an environment before that is chosen, too, is judged by all that is to be done in it`() {
        let carrying = Scene(rows: [row(1, created: -31 * day)], file: withoutKey)
        let plan = plan([carrying, scene("staging")], under: policy, as: unattended)
        #expect(plan.objections == ["prod/backend: its declaration must reach staging first"])
    }

    @Test func `a key that ran out is issued again`() {
        let ranOut = Scene(rows: [row(1, created: -90 * day, ends: -1 * hour)], delivered: key(1))
        #expect(plan([ranOut], comparedWith: [scene("staging")], under: policy).changes.map(\.action) == [.issue])
    }

    @Test func `a shared key is replaced`() {
        let plan = plan([converged("prod", 1)], comparedWith: [converged("staging", 1)], under: policy)
        #expect(plan.changes.map(\.action) == [.replace])
    }

    @Test func `an override ignores it`() {
        let mandate = Mandate(
            scope: .everything,
            override: PolicyOverride(rules: [PromoteThrough.name], reason: "a hot fix")
        )
        let plan = plan([scene("prod")], comparedWith: [scene("staging")], under: policy, as: mandate)
        #expect(plan.changes.map(\.action) == [.issue])
        #expect(plan.policy.overrides.map(\.count) == [1])
        #expect(plan.diagnostics.map(\.severity) == [.warning])
    }

    @Test func `an unattended run is not held back by it`() {
        let plan = plan([scene("prod")], comparedWith: [scene("staging")], under: policy, as: unattended)
        #expect(plan.left.map(\.action) == [.issue])
        #expect(plan.objections == [])
    }
}
