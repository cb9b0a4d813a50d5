import Model
import Planning
import Reconciler

/// One run of apply: a process of its own.
final class Run: @unchecked Sendable {
    let number: Int
    let fleet: Fleet
    /// The declarations that the run read when it started.
    let declared: Declarations
    let machine: Int
    let timeout: Duration
    /// By step.
    var faults: [Int: Fault] = [:]
    /// At the first step of that kind.
    var aimed: [Effect: Fault] = [:]
    var steps = 0
    var isDead = false
    var isOver = false
    /// Nothing was met that could excuse a failure.
    var isUndisturbed = true
    var report: ApplyReport?
    /// How many times the world of each environment had been changed by others when the run looked at it.
    var seen: [Int: Int] = [:]
    /// The same, counting only what people changed.
    var seenEdits: [Int: Int] = [:]
    /// How many effects changed rows or files.
    var writes = 0

    init(_ number: Int, _ declared: Declarations, fleet: Fleet, machine: Int, timeout: Duration) {
        self.number = number
        self.declared = declared
        self.fleet = fleet
        self.machine = machine
        self.timeout = timeout
    }
}
