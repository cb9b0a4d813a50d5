import Model

/// What is to happen and when: a heap, in which equal times keep the order of their arrival.
struct EventQueue {
    private struct Entry {
        let time: Int64
        let number: Int
        let event: Event

        func precedes(_ other: Entry) -> Bool { time < other.time || time == other.time && number < other.number }
    }

    private var heap: [Entry] = []
    private var arrivals = 0

    var nextTime: Int64? { heap.first?.time }

    mutating func add(_ event: Event, at time: Instant) {
        arrivals += 1
        heap.append(Entry(time: time.microseconds, number: arrivals, event: event))
        var child = heap.count - 1
        while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The first event that is not after `now`.
    mutating func take(notAfter now: Instant) -> Event? {
        guard let first = heap.first, first.time <= now.microseconds else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].precedes(heap[smallest]) { smallest = child }
            }
            guard smallest != parent else { break }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
        return first.event
    }
}

/// What happens besides the steps of runs.
enum Event {
    /// A scheduled job starts, perhaps several times.
    case job
    /// A consumer restarts and reads its fragment.
    case restart(consumer: Int)
    case operatorActs
    case databaseLeaves(environment: Int)
    case databaseReturns(environment: Int)
    case clockJumps(machine: Int)
    case clockIsRepaired(machine: Int)
    case diskFills(environment: Int)
    case diskHasRoom(environment: Int)
    /// Rows of the first environment's database come into the second one's.
    case databaseIsFed
    case folderLeaves(environment: Int)
    case folderReturns(environment: Int)
    /// Someone copies a folder to a second machine, whose schedule runs on that copy for a while.
    case folderIsCopied(environment: Int)
    case databaseIsRestored(environment: Int)
    case leftoversAreLost(environment: Int)
    /// A person does something to a fragment that keeps it from being written.
    case fileIsHindered(environment: Int)
    /// A person takes that back.
    case fileIsFree(environment: Int, path: String)
    /// A person puts a condition on the table of keys.
    case conditionComes(environment: Int)
    /// A person takes it back.
    case conditionGoes(environment: Int)
    /// Someone looks at isolation.
    case isolationIsJudged
    /// The machine that has the output folders loses its power, and every run with it.
    case powerCut
}
