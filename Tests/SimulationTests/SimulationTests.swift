import Foundation
import Glibc
import Synchronization
import Testing

/// Years of faults over the real planner and reconciler; every year follows from its seed.
@Suite(.serialized) struct SimulationTests {
    @Test func `no promise is broken in any of a thousand years`() async throws {
        if let text = environment("KEYTURN_SEED"), let seed = UInt64(text) {
            let year = Simulation(seed: seed)
            year.trace.isKeptWhole = environment("KEYTURN_TRACE") != nil
            year.runYear()
            if let violation = year.violation { Issue.record("\(Self.report(seed, violation))") }
            return
        }
        let seeds = environment("KEYTURN_SIMULATION_SEEDS").flatMap(UInt64.init) ?? 1_000
        let result = await Self.simulate(1...seeds) { seed in Simulation(seed: seed) }
        for (seed, violation) in result.violations.prefix(5) { Issue.record("\(Self.report(seed, violation))") }
        if environment("KEYTURN_ALL") != nil {
            for (seed, violation) in result.violations {
                print("VIOL", seed, violation.promise.rawValue, "|", violation.text)
            }
        }
        print("simulated \(seeds) years: \(result.counts), \(result.violations.count) violations")
    }

    @Test func `no key is rotated because its row is copied to another database, in any of a hundred years`() async {
        let result = await Self.simulate(1...100) { Simulation(seed: $0, options: .fed()) }
        for (seed, violation) in result.violations.prefix(5) { Issue.record("\(Self.report(seed, violation))") }
        #expect(result.counts.fed > 100)
    }

    @Test func `no promise is broken where stores keep digests, in any of three hundred years`() async throws {
        if let text = environment("KEYTURN_HASHED_SEED"), let seed = UInt64(text) {
            let year = Simulation(seed: seed, options: .init(isHashed: true))
            year.trace.isKeptWhole = environment("KEYTURN_TRACE") != nil
            year.runYear()
            if let violation = year.violation { Issue.record("\(Self.report(seed, violation))") }
            return
        }
        let seeds = environment("KEYTURN_SIMULATION_SEEDS").flatMap(UInt64.init) ?? 300
        let result = await Self.simulate(1...seeds) { Simulation(seed: $0, options: .init(isHashed: true)) }
        for (seed, violation) in result.violations.prefix(5) { Issue.record("\(Self.report(seed, violation))") }
        if environment("KEYTURN_ALL") != nil {
            for (seed, violation) in result.violations {
                print("VIOL", seed, violation.promise.rawValue, "|", violation.text)
            }
        }
        print("simulated \(seeds) hashed years: \(result.counts), \(result.violations.count) violations")
        #expect(result.counts.unmounted > seeds)
    }

    @Test func `no promise is broken where digests are peppered and salted, in any of two hundred years`() async throws
    {
        let options = Simulation.Options(isSalted: true)
        if let text = environment("KEYTURN_SALTED_SEED"), let seed = UInt64(text) {
            let year = Simulation(seed: seed, options: options)
            year.trace.isKeptWhole = environment("KEYTURN_TRACE") != nil
            year.runYear()
            if let violation = year.violation { Issue.record("\(Self.report(seed, violation))") }
            return
        }
        let seeds = environment("KEYTURN_SIMULATION_SEEDS").flatMap(UInt64.init) ?? 200
        let result = await Self.simulate(1...seeds) { Simulation(seed: $0, options: options) }
        for (seed, violation) in result.violations.prefix(5) { Issue.record("\(Self.report(seed, violation))") }
        if environment("KEYTURN_ALL") != nil {
            for (seed, violation) in result.violations {
                print("VIOL", seed, violation.promise.rawValue, "|", violation.text)
            }
        }
        print("simulated \(seeds) salted years: \(result.counts), \(result.violations.count) violations")
        #expect(result.counts.unmounted > seeds / 2 && result.counts.copies > seeds / 2)
        #expect(result.counts.hidden > seeds / 4 && result.counts.elsewhere > seeds / 4)
    }

    @Test func `a command that follows ends is run for each of them and for nothing else, in any of sixty years`() async
    {
        let result = await Self.simulate(1...60) { Simulation(seed: $0, options: .announcing()) }
        for (seed, violation) in result.violations.prefix(5) { Issue.record("\(Self.report(seed, violation))") }
        #expect(result.counts.endCommands > 60)
    }

    @Test func `what a condition of the table refuses is not tried, in any of a hundred years`() async {
        let result = await Self.simulate(1...100) { Simulation(seed: $0, options: .conditioned()) }
        for (seed, violation) in result.violations.prefix(5) { Issue.record("\(Self.report(seed, violation))") }
        #expect(result.counts.conditions > 500)
    }

    @Test(arguments: [true, false])
    func `no promise is broken where keyturn ends keys itself, in any of a hundred and fifty years`(
        isMarked: Bool
    ) async throws {
        let make: @Sendable (UInt64) -> Simulation = {
            Simulation(seed: $0, options: .init(isCarried: true, isMarked: isMarked))
        }
        if let text = environment(isMarked ? "KEYTURN_MARKED_SEED" : "KEYTURN_UNMARKED_SEED"), let seed = UInt64(text) {
            let year = make(seed)
            year.trace.isKeptWhole = environment("KEYTURN_TRACE") != nil
            year.runYear()
            if let violation = year.violation { Issue.record("\(Self.report(seed, violation))") }
            return
        }
        let seeds = environment("KEYTURN_SIMULATION_SEEDS").flatMap(UInt64.init) ?? 150
        let result = await Self.simulate(1...seeds, make)
        for (seed, violation) in result.violations.prefix(5) { Issue.record("\(Self.report(seed, violation))") }
        if environment("KEYTURN_ALL") != nil {
            for (seed, violation) in result.violations {
                print("VIOL", seed, violation.promise.rawValue, "|", violation.text)
            }
        }
        print("simulated \(seeds) carried years: \(result.counts), \(result.violations.count) violations")
        #expect(result.counts.carriedOut > seeds)
    }

    @Test func `no key is issued for a file that cannot be written, in any of a hundred years`() async {
        let result = await Self.simulate(1...100) { Simulation(seed: $0, options: .hindered()) }
        for (seed, violation) in result.violations.prefix(5) { Issue.record("\(Self.report(seed, violation))") }
        #expect(result.counts.hindered > 1_000 && result.counts.issued > 1_000)
    }

    @Test func `first rotations are spread and limited, in any of a hundred years`() async throws {
        let options = Simulation.Options(isSpread: true)
        if let text = environment("KEYTURN_SPREAD_SEED"), let seed = UInt64(text) {
            let year = Simulation(seed: seed, options: options)
            year.trace.isKeptWhole = environment("KEYTURN_TRACE") != nil
            year.runYear()
            if let violation = year.violation { Issue.record("\(Self.report(seed, violation))") }
            return
        }
        let seeds = environment("KEYTURN_SIMULATION_SEEDS").flatMap(UInt64.init) ?? 100
        let result = await Self.simulate(1...seeds) { Simulation(seed: $0, options: options) }
        for (seed, violation) in result.violations.prefix(5) { Issue.record("\(Self.report(seed, violation))") }
        #expect(result.counts.spread > 100 && result.counts.postponed > 20)
    }

    static func report(_ seed: UInt64, _ violation: Simulation.Violation) -> String {
        """
        broken: \(violation.promise.rawValue)
        \(violation.text)
        replay: KEYTURN_SEED=\(seed) swift test --disable-xctest --filter SimulationTests.SimulationTests
        the last steps:
        \(violation.trace)
        """
    }

    struct Result: Sendable {
        var violations: [(seed: UInt64, violation: Simulation.Violation)] = []
        var counts = Simulation.Counts()
    }

    /// On as many threads as there are cores, each with its own share of the seeds.
    static func simulate(_ seeds: ClosedRange<UInt64>, _ make: @escaping @Sendable (UInt64) -> Simulation) async
        -> Result
    {
        let batch = Batch(seeds, make)
        // Threads of their own: those that tasks share are as many as cores, and every other test waits for one.
        await withTaskGroup { group in
            for _ in 0..<2 {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        let thread = Thread {
                            batch.work()
                            continuation.resume()
                        }
                        thread.stackSize = 8 << 20
                        thread.start()
                    }
                }
            }
        }
        return batch.result
    }

    /// Seeds that several threads share.
    private final class Batch: Sendable {
        private let seeds: ClosedRange<UInt64>
        private let make: @Sendable (UInt64) -> Simulation
        private let next: Atomic<UInt64>
        private let total = Mutex(Result())

        init(_ seeds: ClosedRange<UInt64>, _ make: @escaping @Sendable (UInt64) -> Simulation) {
            self.seeds = seeds
            self.make = make
            next = Atomic(seeds.lowerBound)
        }

        var result: Result { total.withLock { $0 } }

        /// Takes one seed after the other until there are none.
        func work() {
            var result = Result()
            while true {
                let seed = next.add(1, ordering: .relaxed).oldValue
                guard seeds.contains(seed) else { break }
                let year = make(seed)
                year.runYear()
                result.counts += year.counts
                if let violation = year.violation { result.violations.append((seed, violation)) }
            }
            total.withLock { [result] total in
                total.counts += result.counts
                total.violations += result.violations
                total.violations.sort { $0.seed < $1.seed }
            }
        }
    }

    private func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
