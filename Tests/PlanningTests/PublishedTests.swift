import Diagnostics
import Model
import Testing

@testable import Planning

/// Keys of public default configurations are treated like those on the revocation list.
@Suite struct PublishedTests {
    private static let list = [PublishedKey(fingerprint: fingerprint(1), place: "a public compose file")]
    private static let scene = Scene(rows: [row(1, created: -1 * day)], delivered: key(1))

    @Test(arguments: [Mandate.everything, unattended])
    func `a current one is replaced and ended, by apply and by a schedule`(_ mandate: Mandate) {
        let plan = plan(Self.scene, as: mandate, published: Self.list)
        #expect(plan.changes.map(\.action) == [.revoke])
        #expect(plan.changes.first?.reasons == [.published(in: "a public compose file")])
        #expect(plan.changes.first?.issuesKey == true)
    }

    @Test(arguments: [Mandate.everything, unattended])
    func `an older one, one of another name and one of another owner end`(_ mandate: Mandate) {
        let rows = [row(2, created: -1 * day), row(1, created: -9 * day)]
        let older = plan(Scene(rows: rows, delivered: key(2)), as: mandate, published: Self.list)
        #expect(older.changes.map(\.action) == [.revoke])
        #expect(older.changes.map(\.issuesKey) == [false])

        let named = [row(2, created: -1 * day), row(1, created: -9 * day, name: "Default")]
        var scene = Scene(rows: named, delivered: key(2))
        let unmanaged = plan(scene, as: mandate, published: Self.list)
        #expect(unmanaged.changes.map(\.address.description) == ["prod"])
        #expect(unmanaged.changes.first?.reasons == [.published(in: "a public compose file")])

        scene.rows = [row(2, created: -1 * day)]
        scene.others = [StoreObservation.OtherKey(fingerprint: fingerprint(1), expiresAt: nil)]
        #expect(plan(scene, as: mandate, published: Self.list).changes.map(\.from) == [fingerprint(1)])
        scene.others = [StoreObservation.OtherKey(fingerprint: fingerprint(1), isActive: false, expiresAt: nil)]
        #expect(plan(scene, as: mandate, published: Self.list).isEmpty)
    }

    @Test func `the removal of an absent identity says so`() {
        var scene = Self.scene
        scene.isAbsent = true
        let plan = plan(scene, as: unattended, published: Self.list)
        #expect(plan.changes.map(\.action) == [.remove])
        #expect(plan.changes.first?.reasons == [.absent, .published(in: "a public compose file")])
    }

    @Test func `in a file that is not declared it is told of, and the file is left`() {
        var scene = Scene(rows: [row(2, created: -1 * day)], delivered: key(2))
        scene.otherFiles = ["docker-compose.yml": key(1)]
        let plan = plan(scene, published: Self.list)
        #expect(plan.isEmpty)
        #expect(plan.diagnostics.map(\.code) == [PlanningCode.revokedKeyRemains.rawValue])
        #expect(plan.diagnostics.first?.summary.hasPrefix("published key") == true)
    }

    @Test func `a dead key of the list is not a business of anyone`() {
        let rows = [row(2, created: -1 * day), row(1, created: -9 * day, active: false)]
        #expect(plan(Scene(rows: rows, delivered: key(2)), published: Self.list).isEmpty)
    }
}
