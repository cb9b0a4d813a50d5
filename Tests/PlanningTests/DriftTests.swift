import Diagnostics
import Fragments
import Model
import Testing

@testable import Planning

@Suite struct DriftTests {
    @Test(
        arguments: [
            (Reason.noLiveKey(dead: 0), Cause.declared), (.noLiveKey(dead: 1), .drift), (.shared(with: []), .drift),
            (.wrongFormat(format), .drift), (.withoutPublicID, .drift), (.due(age: nil, every: 30 * day), .due),
            (.scheduled(cron: "@daily", zone: "UTC", at: now), .due), (.requested("by hand"), .due),
            (.ending(now), .due), (.reissued, .due),
            (.superseded(by: fingerprint(1)), .due), (.older(than: fingerprint(1)), .due),
            (.adoptionOverdue(since: now), .due),
            (.revoked(date: "2026-11-20", reason: "leaked"), .drift), (.published(in: "compose.yaml"), .drift),
            (.recordedRevocation(date: "2026-11-20"), .drift),
            (.revocationRequested(nil), .due), (.absent, .declared), (.outlived(ended: now, retain: day), .due),
            (.undelivered, .drift), (.outdatedFragments, .drift), (.unrecoverable, .drift), (.unseen([]), .drift),
            (.endReached(now), .due), (.late, .due),
        ]
    )
    func `every reason says what asks for the change`(_ reason: Reason, _ cause: Cause) {
        #expect(reason.cause == cause)
    }

    @Test func `a reason of every code is in the table above`() {
        #expect(Reason.explanations.count == 25)
    }

    private func drift(_ scene: Scene) -> Plan { plan(scene).driftOnly(by: [scene.view]) }

    @Test func `a key that is due is not a drift, and a file that someone altered is`() {
        let dead = row(9, created: -60 * day, ends: -1 * day)
        var scene = Scene(rows: [row(1, created: -31 * day), dead], delivered: key(1))
        #expect(plan(scene).changes.map(\.action) == [.rotate])
        #expect(drift(scene).isEmpty)
        #expect(drift(scene).leftOut == 1)
        scene.delivered = key(9)
        #expect(drift(scene).changes.map(\.action) == [.rotate])
        #expect(drift(scene).leftOut == 0)
    }

    @Test func `an identity that never was is not a drift, and one whose rows are gone is`() {
        #expect(plan(Scene()).changes.map(\.action) == [.issue])
        #expect(drift(Scene()).isEmpty)
        #expect(drift(Scene(delivered: key(1))).diagnostics.map(\.code) == ["unknown-key-delivered"])
        #expect(drift(Scene(rows: [row(1, active: false)], delivered: key(1))).changes.map(\.action) == [.issue])
    }

    @Test func `an identity that is to go is not a drift`() {
        let scene = Scene(rows: [row(1)], isAbsent: true, delivered: key(1))
        #expect(!plan(scene).isEmpty)
        #expect(drift(scene).isEmpty)
    }

    @Test func `a replaced key that waits for its end is not a drift`() {
        let scene = Scene(rows: [row(1, created: -2 * day), row(2, created: -1 * day)], delivered: key(2))
        #expect(plan(scene).changes.map(\.action) == [.retire])
        #expect(drift(scene).isEmpty)
    }
}
