import Testing

/// The teeth of the simulation: each deliberate defect breaks a promise within few years.
@Suite(.serialized) struct MutationTests {
    @Test(arguments: Mutation.allCases)
    func `a deliberate defect is noticed, and is what was noticed`(mutation: Mutation) async throws {
        var tried: UInt64 = 0
        while tried < 400 {
            let result = await SimulationTests.simulate(tried + 1...tried + 16) { Self.year($0, mutation) }
            tried += 16
            guard let found = result.violations.first(where: { mutation.breaks.contains($0.violation.promise) })
            else { continue }
            let control = Self.year(found.seed, mutation, isControl: true)
            control.runYear()
            #expect(control.violation == nil, "seed \(found.seed) breaks a promise without the defect")
            return
        }
        Issue.record("\(mutation) survives \(tried) seeds")
    }

    private static func year(_ seed: UInt64, _ mutation: Mutation, isControl: Bool = false) -> Simulation {
        var options = mutation.options(days: 120)
        if isControl { options.mutation = nil }
        return Simulation(seed: seed, options: options)
    }

    @Test func `the same seed is the same year, and another seed another`() {
        func digest(_ seed: UInt64) -> UInt64 {
            let year = Simulation(seed: seed)
            year.runYear()
            return year.trace.digest
        }
        #expect(digest(11) == digest(11))
        #expect(digest(11) != digest(12))
    }
}
