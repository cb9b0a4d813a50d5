import Diagnostics
import Model
import Planning
import Testing

/// Two live keys under one name, of which no one knows that one is not needed any more.
@Suite struct ParallelKeysTests {
    private static func issued(_ seed: UInt8, created: Duration, used: Duration? = nil, ends: Duration? = nil) -> KeyRow
    {
        row(seed, created: created, ends: ends, used: used, id: fingerprint(seed).rowID.dashed)
    }

    private static func pair(used: Duration?, delivered: Secret? = key(2)) -> Scene {
        Scene(
            rows: [row(1, created: -90 * day, used: used), row(2, created: -10 * day, used: .seconds(-60))],
            delivered: delivered
        )
    }

    @Test(arguments: [Mandate.everything, unattended], [nil, key(2)])
    func `of two keys made by hand the older one is left alone while it is used`(mandate: Mandate, delivered: Secret?) {
        let plan = plan(Self.pair(used: -5 * day, delivered: delivered), as: mandate)
        #expect(!(plan.changes + plan.left).contains { $0.action == .retire })
        // Without a fragment an unattended run says that consumers are in the dark.
        let told = plan.diagnostics.filter { $0.code != "dark-now" }
        #expect(told.map(\.code) == ["parallel-key"])
        #expect(!told.hasErrors)
    }

    @Test(arguments: [nil, -31 * day] as [Duration?])
    func `one that was not used for thirty days, or of which nothing is known, is retired`(used: Duration?) {
        let plan = plan(Self.pair(used: used))
        #expect(plan.changes.map(\.action) == [.retire])
        #expect(plan.changes.map(\.fromLastUsedAt) == [used.map { now + $0 }])
    }

    @Test func `one that keyturn replaced is retired, however much it is used`() {
        let scene = Scene(
            rows: [row(1, created: -31 * day, used: .seconds(-1)), Self.issued(2, created: .seconds(-60))],
            delivered: key(2)
        )
        #expect(plan(scene, as: unattended).changes.map(\.action) == [.retire])
    }

    @Test func `a later rotation ends what it replaces, and not what was left alone before`() {
        var scene = Self.pair(used: .seconds(-1))
        scene.rows.append(Self.issued(3, created: .seconds(-60)))
        scene.delivered = key(3)
        let plan = plan(scene, as: unattended)
        #expect(plan.changes.map(\.action) == [.retire])
        #expect(plan.changes.map(\.from) == [fingerprint(2)])
        #expect(plan.diagnostics.map(\.code) == ["parallel-key"])
    }

    @Test func `a key of keyturn's own is replaced by the next that it issues, whatever was inserted between them`() {
        var scene = Scene(
            rows: [
                Self.issued(1, created: -40 * day, used: .seconds(-1)), row(2, created: -5 * day),
                Self.issued(3, created: .seconds(-60)),
            ],
            delivered: key(3)
        )
        let rotated = plan(scene, as: unattended)
        #expect(rotated.changes.map(\.action) == [.retire, .retire])
        #expect(rotated.diagnostics.isEmpty)
        // The one that was inserted replaces nothing.
        scene.rows.removeLast()
        scene.delivered = key(2)
        #expect(plan(scene, as: unattended).changes.isEmpty)
    }

    @Test func `the row between two live ones is not deleted while the older one is left alone`() {
        var scene = Scene(
            rows: [
                row(1, created: -90 * day, used: .seconds(-1)), row(2, created: -80 * day, ends: -40 * day),
                Self.issued(3, created: -1 * day),
            ],
            delivered: key(3)
        )
        scene.rotation = Rotation(every: 30 * day, overlap: 48 * hour, retain: 30 * day)
        #expect(plan(scene).isEmpty)
    }

    @Test func `a shared key is ended all the same`() {
        var other = Scene(rows: [row(1, created: -90 * day)], delivered: key(1))
        other.name = "dev"
        let plan = plan(Self.pair(used: .seconds(-1)), comparedWith: [other])
        #expect(plan.changes.map(\.action) == [.retire])
    }

    @Test(arguments: [(true, unattended), (false, .everything), (false, unattended)] as [(Bool, Mandate)])
    func `but not where no one looks, or where the other key is delivered nowhere`(
        isDelivered: Bool,
        mandate: Mandate
    ) {
        var other = Scene(rows: [row(1, created: -90 * day)], delivered: key(1))
        other.name = "dev"
        var pair = Self.pair(used: .seconds(-1))
        if !isDelivered { (pair.isDeclaredSomewhere, pair.delivered) = (false, nil) }
        let plan = plan(pair, comparedWith: [other], as: mandate)
        #expect(!(plan.changes + plan.left).contains { $0.action == .retire })
        #expect(plan.diagnostics.contains { $0.code == "parallel-key" })
    }

    @Test func `a forecast leaves it alone as long as a plan does, also when the key between them has ended`() {
        var scene = Self.pair(used: -1 * day)
        scene.rotation = Rotation(overlap: 48 * hour)
        scene.rows[1] = row(2, created: -10 * day, ends: 2 * day)
        scene.rows.append(Self.issued(3, created: .seconds(-60)))
        scene.delivered = key(3)
        let view = scene.view
        let plan = Planner.plan([view], comparedWith: [], Situation(now: now))
        let events = Forecaster(until: now + 60 * day).run(plan, of: [view]).events
        #expect(events.filter { $0.kind == .change(.retire) }.map(\.at) == [now + 29 * day])
    }

    @Test func `a delivery is not the rest of a rotation only since another key is in use`() {
        let plan = plan(Self.pair(used: .seconds(-1), delivered: nil), as: unattended)
        #expect(plan.isEmpty)
        #expect(plan.left.map(\.action) == [.adopt])
    }

    @Test func `by hand every live key is ended`() {
        let mandate = Mandate(
            scope: .unattended,
            only: [Address("prod", "backend")],
            request: .revoke(Mandate.Revocation())
        )
        #expect(
            Set(plan(Self.pair(used: .seconds(-1)), as: mandate).changes.map(\.from)) == [
                fingerprint(1), fingerprint(2),
            ]
        )
    }

    // MARK: - Old keys that are used

    private static func retired(used: Duration?) -> Scene {
        Scene(
            rows: [
                Self.issued(1, created: -31 * day, used: used, ends: 47 * hour),
                Self.issued(2, created: -2 * hour),
            ],
            delivered: key(2)
        )
    }

    @Test(arguments: [Mandate.everything, unattended])
    func `an old key that was used after it was given its end is told with that`(mandate: Mandate) {
        let plan = plan(Self.retired(used: .seconds(-60)), as: mandate)
        #expect(plan.isEmpty)
        #expect(plan.diagnostics.map(\.code) == ["old-key-in-use"])
        #expect(plan.diagnostics.first?.detail?.contains((now + 47 * hour).iso8601) == true)
    }

    @Test(arguments: [nil, -3 * hour, -90 * Duration.seconds(60)] as [Duration?])
    func `a use before that, while its consumers were moved, is none`(used: Duration?) {
        #expect(plan(Self.retired(used: used)).diagnostics.isEmpty)
    }

    // MARK: - Revocations that were begun

    @Test(arguments: [Mandate.everything, unattended])
    func `a revocation that was interrupted after the new key was issued is finished`(mandate: Mandate) {
        let rows = [
            row(1, created: -31 * day, ends: .seconds(240)), Self.issued(2, created: .seconds(-60)),
        ]
        let plan = plan(Scene(rows: rows, delivered: key(1)), as: mandate)
        #expect(plan.changes.map(\.action) == [.deliver, .revoke])
        #expect(plan.changes.last?.reasons == [.revocationBegun])
        #expect(plan.changes.last?.ends == now)
    }

    @Test func `an end that the overlap explains is left`() {
        var scene = Scene(
            rows: [row(1, created: -31 * day, ends: .seconds(240)), Self.issued(2, created: .seconds(-60))],
            delivered: key(2)
        )
        scene.rotation = Rotation(every: 30 * day, overlap: .seconds(300))
        #expect(plan(scene).isEmpty)
    }

    // MARK: - Shared keys

    @Test func `a shared key that the plan revokes is not said to end later`() {
        var other = Scene(rows: [row(1, created: -90 * day)], delivered: key(1))
        other.name = "dev"
        let scene = Scene(
            rows: [row(1, created: -90 * day, ends: 40 * hour), row(2, created: -1 * day)],
            delivered: key(2)
        )
        #expect(plan(scene, comparedWith: [other]).ending.map(\.fingerprint) == [fingerprint(1)])
        let revoking = plan(scene, comparedWith: [other], revoked: [fingerprint(1)])
        #expect(revoking.changes.map(\.action) == [.revoke])
        #expect(revoking.ending.isEmpty)
    }
}
