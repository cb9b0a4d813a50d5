import Testing

/// Years in which someone looks at isolation again and again.
struct IsolationYearTests {
    @Test(arguments: [26, 51, 71] as [UInt64] + Array(1...9))
    func `isolation is denied only where some key may be shared`(_ seed: UInt64) {
        let options = Simulation.Options.judging()
        let year = Simulation(seed: seed, options: options)
        year.runYear()
        #expect(year.counts.judged > 0)
        #expect(year.violation == nil, "\(year.violation.map { "\($0)" } ?? "")")
    }
}
