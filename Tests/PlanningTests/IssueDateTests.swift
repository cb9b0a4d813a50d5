import Diagnostics
import Model
import State
import Testing

@testable import Planning

@Suite struct IssueDateTests {
    private func state(_ rows: KeyRow...) -> KeyState {
        var state = KeyState()
        for row in rows { state.insert(row, now: now) }
        return state
    }

    @Test func `a key is dated now where nothing is newer`() {
        #expect(state().issueDate(now: now) == now)
        #expect(state(row(1, created: -1 * hour)).issueDate(now: now) == now)
    }

    @Test func `a row dated hours ahead by another zone's clock never looks newer than the key that we issue`() {
        let ahead = row(1, created: 7 * hour)
        let issued = row(2, created: state(ahead).issueDate(now: now) - now)
        #expect(issued.isNewer(than: ahead, asOf: now))
        #expect(state(issued, ahead).current == issued)
        #expect(state(ahead, issued).current == issued)
    }

    @Test func `rows of the same instant always give the same current key`() {
        let (one, two) = (row(1, id: "a"), row(2, id: "b"))
        #expect(state(one, two).current == two)
        #expect(state(two, one).current == two)
    }

    @Test func `a date beyond every time zone is not believed: it is told, and the key is due`() {
        let plan = plan(Scene(rows: [row(1, created: 27 * hour)], delivered: key(1)))
        #expect(plan.diagnostics.map(\.code) == [PlanningCode.futureIssueDate.rawValue])
        #expect(plan.changes.map(\.reasons) == [[.due(age: nil, every: 30 * day)]])
    }

    @Test(arguments: [27 * hour, 3_000 * 365 * day])
    func `a key that we issue is dated now, whatever nonsense another row is dated`(ahead: Duration) {
        let nonsense = row(1, created: ahead)
        #expect(state(nonsense).issueDate(now: now) == now)
        #expect(state(nonsense, row(2)).current?.fingerprint == fingerprint(2))
    }

    @Test func `a row that says infinity does not end the program`() {
        let far = KeyRow(
            id: "far",
            owner: ownerID,
            name: keyName,
            plaintext: key(1),
            isActive: true,
            expiresAt: .distantFuture,
            createdAt: .distantFuture,
            lastUsedAt: nil
        )
        #expect(plan(Scene(rows: [far], delivered: key(1))).changes.map(\.action) == [.rotate])
    }
}
