import Model
import Schedule
import Testing

@Suite struct RunPaceTests {
    private let end = Instant(microseconds: 1_800_000_000_000_000)
    private let pace = RunPace(interval: .seconds(900))

    @Test(
        arguments: [
            // Nothing is due: the interval, and its share of a tenth.
            (nil, 0, 900), (nil, 1, 990),
            // What is due sooner is not kept waiting, and what is due later is looked for before.
            (60, 1, 60), (2_000, 0, 900),
            // What was due already was left by the run.
            (0, 0, 900), (-5, 0.5, 945),
        ] as [(Int?, Double, Int)]
    )
    func `the next run comes when something is due, or after the interval`(due: Int?, share: Double, expected: Int) {
        let next = pace.next(after: end, due: due.map { end + .seconds($0) }, share: share)
        #expect(next == end + .seconds(expected))
    }

    @Test func `only a success that is younger than three intervals is healthy`() {
        var health = RunHealth(interval: .seconds(900))
        #expect(health.problem(at: end) == "no run has ended yet")
        health.ended(at: end, succeeded: false)
        #expect(health.problem(at: end) == "the last run failed")
        health.ended(at: end, succeeded: true)
        #expect(health.runs == 2)
        #expect(health.problem(at: end + .seconds(2_700)) == nil)
        #expect(health.problem(at: end + .seconds(2_701)) == "the last run ended 45 min 1 s ago")
    }
}
