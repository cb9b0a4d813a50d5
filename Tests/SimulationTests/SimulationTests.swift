import Foundation
import Glibc
import Synchronization
import Testing

/// Years of faults over the real planner and reconciler; every year follows from its seed.
@Suite(.serialized) struct SimulationTests {
    @Test func `no promise is broken in any of three hundred years`() async {
        _ = await Self.years(300, "years", seed: "KEYTURN_SEED") { Simulation(seed: $0) }
    }

    @Test func `no key is rotated because its row is copied to another database, in any of a hundred years`() async {
        let counts = await Self.expectPromises(in: 1...100) { Simulation(seed: $0, options: .fed()) }.counts
        #expect(counts.fed > 100)
    }

    @Test func `no promise is broken where stores keep digests, in any of a hundred years`() async {
        let years = await Self.years(100, "hashed years", seed: "KEYTURN_HASHED_SEED") {
            Simulation(seed: $0, options: .init(isHashed: true))
        }
        guard let (seeds, counts) = years else { return }
        #expect(counts.unmounted > seeds)
    }

    @Test func `no promise is broken where digests are peppered and salted, in any of a hundred years`() async {
        let years = await Self.years(100, "salted years", seed: "KEYTURN_SALTED_SEED") {
            Simulation(seed: $0, options: .init(isSalted: true))
        }
        guard let (seeds, counts) = years else { return }
        #expect(counts.unmounted > seeds / 2 && counts.copies > seeds / 2)
        #expect(counts.hidden > seeds / 4 && counts.elsewhere > seeds / 4)
    }

    @Test func `a command that follows ends is run for each of them and for nothing else, in any of sixty years`() async
    {
        let counts = await Self.expectPromises(in: 1...60) { Simulation(seed: $0, options: .announcing()) }.counts
        #expect(counts.endCommands > 60)
    }

    @Test func `what a condition of the table refuses is not tried, in any of a hundred years`() async {
        let counts = await Self.expectPromises(in: 1...100) { Simulation(seed: $0, options: .conditioned()) }.counts
        #expect(counts.conditions > 500)
    }

    @Test(arguments: [true, false])
    func `no promise is broken where keyturn ends keys itself, in any of sixty years`(
        isMarked: Bool
    ) async {
        let seed = isMarked ? "KEYTURN_MARKED_SEED" : "KEYTURN_UNMARKED_SEED"
        let years = await Self.years(60, "carried years", seed: seed) {
            Simulation(seed: $0, options: .init(isCarried: true, isMarked: isMarked))
        }
        guard let (seeds, counts) = years else { return }
        #expect(counts.carriedOut > seeds)
    }

    @Test func `no key is issued for a file that cannot be written, in any of a hundred years`() async {
        let counts = await Self.expectPromises(in: 1...100) { Simulation(seed: $0, options: .hindered()) }.counts
        #expect(counts.hindered > 1_000 && counts.issued > 1_000)
    }

    @Test func `first rotations are spread and limited, in any of a hundred years`() async {
        let years = await Self.years(100, "spread years", seed: "KEYTURN_SPREAD_SEED") {
            Simulation(seed: $0, options: .init(isSpread: true))
        }
        guard let (_, counts) = years else { return }
        #expect(counts.spread > 100 && counts.postponed > 20)
    }

    /// As many years as `KEYTURN_SIMULATION_SEEDS` says, or the usual number; or the one year that the variable `seed` names.
    ///
    /// The usual numbers leave a developer who runs all tests a few minutes; CI asks for more.
    ///
    /// - Returns: how many years there were, and what happened in them; nil where one was looked at.
    private static func years(
        _ usual: UInt64,
        _ what: String,
        seed variable: String,
        _ make: @escaping @Sendable (UInt64) -> Simulation
    ) async -> (seeds: UInt64, counts: Simulation.Counts)? {
        if let seed = environment(variable).flatMap(UInt64.init) {
            let year = make(seed)
            year.trace.isKeptWhole = environment("KEYTURN_TRACE") != nil
            year.runYear()
            if let violation = year.violation { Issue.record("\(report(seed, violation, variable))") }
            return nil
        }
        let seeds = environment("KEYTURN_SIMULATION_SEEDS").flatMap(UInt64.init) ?? usual
        let result = await expectPromises(in: 1...seeds, replay: variable, make)
        print("simulated \(seeds) \(what): \(result.counts), \(result.violations.count) violations")
        return (seeds, result.counts)
    }

    /// Reports the first five years that break a promise; with `KEYTURN_ALL` a line for every one of them.
    private static func expectPromises(
        in seeds: ClosedRange<UInt64>,
        replay variable: String? = nil,
        _ make: @escaping @Sendable (UInt64) -> Simulation
    ) async -> Result {
        let result = await simulate(seeds, make)
        for (seed, violation) in result.violations.prefix(5) {
            Issue.record("\(report(seed, violation, variable))")
        }
        if environment("KEYTURN_ALL") != nil {
            for (seed, violation) in result.violations {
                print("VIOL", seed, violation.promise.rawValue, "|", violation.text)
            }
        }
        return result
    }

    private static func report(_ seed: UInt64, _ violation: Simulation.Violation, _ variable: String?) -> String {
        let command = "swift test --disable-xctest --filter SimulationTests.SimulationTests"
        return """
            broken: \(violation.promise.rawValue)
            \(violation.text)
            \(variable.map { "replay: \($0)=\(seed) \(command)" } ?? "seed: \(seed)")
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

    private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
