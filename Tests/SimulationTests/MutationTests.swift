import Testing

/// The teeth of the simulation: each deliberate defect breaks a promise within few years.
@Suite(.serialized) struct MutationTests {
    @Test(arguments: Mutation.allCases)
    func `a deliberate defect is noticed`(mutation: Mutation) async {
        let result = await SimulationTests.simulate(1...16) { seed in
            Simulation(seed: seed, options: Simulation.Options(mutation: mutation, days: 120))
        }
        let found = Dictionary(grouping: result.violations, by: \.violation.promise).mapValues(\.count)
        print(
            "\(mutation.rawValue): noticed in \(result.violations.count) of 16 by \(found.map { "\($0.key) ×\($0.value)" })"
        )
        #expect(found.keys.contains { mutation.breaks.contains($0) }, "\(mutation) survives: \(found)")
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
