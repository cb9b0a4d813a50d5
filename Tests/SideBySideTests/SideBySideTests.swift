import Dispatch
import SideBySide
import Testing

@Suite struct SideBySideTests {
    @Test func `values come in the order of the items`() async {
        #expect(await sideBySide(Array(0..<50)) { $0 * 2 } == (0..<50).map { $0 * 2 })
        #expect(await sideBySide([Int]()) { $0 }.isEmpty)
    }

    @Test func `pieces of work that block do not wait for each other, however few cores there are`() async {
        let count = 32
        let arrived = DispatchSemaphore(value: 0)
        let released = DispatchSemaphore(value: 0)
        // No one goes on before all have come: with a thread too few this would never end.
        let values = await sideBySide(Array(0..<count)) { item in
            meet(arrived, released, isFirst: item == 0, count: count)
            return item
        }
        #expect(values == Array(0..<count))
    }

    private func meet(_ arrived: DispatchSemaphore, _ released: DispatchSemaphore, isFirst: Bool, count: Int) {
        arrived.signal()
        if isFirst {
            for _ in 0..<count { arrived.wait() }
            for _ in 1..<count { released.signal() }
        } else {
            released.wait()
        }
    }
}
