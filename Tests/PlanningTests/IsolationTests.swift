import Diagnostics
import Model
import State
import Testing

@testable import Planning

@Suite struct IsolationTests {
    @Test func `a key that three environments share is replaced in each, and each is reported about the others`() {
        let rows = [row(1, created: -9 * day)]
        let plan = plan(
            Scene(name: "dev", rows: rows, delivered: key(1)),
            Scene(name: "prod", rows: rows, delivered: key(1)),
            Scene(name: "staging", rows: rows, delivered: key(1))
        )
        #expect(plan.changes.map(\.action) == [.replace, .replace, .replace])
        guard case .shared(let places)? = plan.changes.first?.reasons.first else {
            Issue.record("dev's key is not said to be shared")
            return
        }
        #expect(
            places == [
                Place(environment: "prod", kind: .identity("backend")),
                Place(environment: "prod", kind: .file("backend.env")),
                Place(environment: "staging", kind: .identity("backend")),
                Place(environment: "staging", kind: .file("backend.env")),
            ]
        )
    }

    @Test func `a key that another environment only delivers is replaced where it is live`() {
        let plan = plan(
            Scene(name: "dev", rows: [row(2, created: -1 * day)], delivered: key(1)),
            Scene(name: "prod", rows: [row(1, created: -1 * day)], delivered: key(1))
        )
        #expect(plan.changes.map(\.action) == [.deliver, .replace])
    }

    @Test func `a key that is or was live elsewhere under an owner that no one declares is shared`() {
        let other = StoreObservation.OtherKey(fingerprint: fingerprint(1), expiresAt: nil)
        let ended = StoreObservation.OtherKey(fingerprint: fingerprint(1), expiresAt: now - hour)
        let prod = Scene(name: "prod", rows: [row(1, created: -1 * day)], delivered: key(1))
        let dev = Scene(name: "dev", rows: [row(2, created: -1 * day)], delivered: key(2))
        var (live, dead) = (dev, dev)
        live.others = [other]
        dead.others = [ended]
        #expect(plan(live, prod).changes.map(\.action) == [.replace])
        #expect(plan(dead, prod).changes.map(\.action) == [.replace])
    }

    @Test func `a key that ended elsewhere is replaced: who saw it there still knows it`() {
        let plan = plan(
            Scene(
                name: "dev",
                rows: [row(1, created: -9 * day, active: false), row(2, created: -1 * day)],
                delivered: key(2)
            ),
            Scene(name: "prod", rows: [row(1, created: -9 * day)], delivered: key(1))
        )
        #expect(plan.changes.map(\.address.environment) == ["prod"])
        #expect(
            plan.changes.first?.reasons == [
                .shared(with: [Place(environment: "dev", kind: .ended("backend"))])
            ]
        )
    }

    @Test func `the only trace of another environment's key is not overwritten while that one is not chosen`() {
        let dev = Scene(name: "dev", rows: [row(2, created: -1 * day)], delivered: key(1))
        let prod = Scene(name: "prod", rows: [row(1, created: -1 * day)], delivered: key(1))
        let alone = plan(dev, comparedWith: [prod])
        #expect(alone.environments.map(\.isRefused) == [true])
        #expect(alone.diagnostics.map(\.code) == [PlanningCode.sharedOutsideSelection.rawValue])
        #expect(alone.diagnostics.first?.fix?.hasPrefix("choose both environments: -e dev,prod, or") == true)
        #expect(plan(dev, prod).changes.map(\.action) == [.deliver, .replace])
    }

    @Test func `a row that stays as a trace makes it a warning`() {
        let rows = [row(1, created: -9 * day)]
        let plan = plan(
            Scene(name: "dev", rows: rows, delivered: key(1)),
            comparedWith: [Scene(name: "prod", rows: rows, delivered: key(1))]
        )
        #expect(plan.diagnostics.map(\.severity) == [.warning])
        #expect(plan.changes.map(\.action) == [.replace])
    }

    @Test func `a shared key that stays in an undeclared row or file is reported`() {
        var dev = Scene(name: "dev", rows: [row(2, created: -1 * day)], delivered: key(2))
        dev.others = [StoreObservation.OtherKey(fingerprint: fingerprint(1), expiresAt: nil)]
        let plan = plan(dev, Scene(name: "prod", rows: [row(1, created: -1 * day)], delivered: key(1)))
        #expect(plan.diagnostics.map(\.code) == [PlanningCode.sharedKeyRemains.rawValue])
        #expect(plan.diagnostics.first?.summary.contains("dev (a key of another owner)") == true)
    }

    @Test func `environments that were not chosen are compared with but not changed`() {
        let rows = [row(1, created: -9 * day)]
        let plan = plan(
            Scene(name: "dev", rows: rows, delivered: key(1)),
            comparedWith: [Scene(name: "prod", rows: rows, delivered: key(1))]
        )
        #expect(plan.changes.map(\.address.description) == ["dev/backend"])
        #expect(plan.environments.map(\.name) == ["dev"])
    }

    @Test func `while its overlap runs a shared key is reported as ending and nothing is to be done`() {
        let old = row(1, created: -9 * day, ends: 40 * hour)
        let plan = plan(
            Scene(name: "dev", rows: [old, row(2, created: -1 * hour)], delivered: key(2)),
            Scene(name: "prod", rows: [old, row(3, created: -1 * hour)], delivered: key(3))
        )
        #expect(plan.isEmpty)
        #expect(plan.ending.map(\.address.description) == ["dev/backend", "prod/backend"])
        #expect(plan.ending.allSatisfy { $0.fingerprint == fingerprint(1) && $0.ends == now + 40 * hour })
    }

    @Test func `a key that is current in one environment and ending in another is replaced`() {
        let plan = plan(
            Scene(
                name: "dev",
                rows: [row(1, created: -9 * day, ends: 40 * hour), row(2, created: -1 * hour)],
                delivered: key(2)
            ),
            Scene(name: "prod", rows: [row(1, created: -9 * day)], delivered: key(1))
        )
        #expect(plan.changes.map(\.address.environment) == ["prod"])
    }

    @Test func `two environments with one database or one folder are both refused`() {
        let plan = plan(
            Scene(name: "dev", owners: [], database: "one", folder: "one"),
            Scene(name: "prod", owners: [], database: "one", folder: "one")
        )
        #expect(plan.environments.map(\.isRefused) == [true, true])
        #expect(
            plan.diagnostics.map(\.code).sorted() == [
                "same-database", "same-database", "same-output", "same-output",
            ]
        )
    }

    @Test func `an output folder inside another's is refused`() {
        let plan = plan(Scene(name: "dev", owners: [], folder: "a"), Scene(name: "prod", owners: [], folder: "a/b"))
        #expect(plan.diagnostics.map(\.code) == ["same-output", "same-output"])
    }
}
