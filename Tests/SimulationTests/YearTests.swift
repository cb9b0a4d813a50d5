import Reconciler
import Synchronization
import Diagnostics
import Model
import Planning
import Testing

/// A year of daily runs, each of which may be killed anywhere, with a consumer in each environment that restarts when it
/// likes but at least once within the overlap.
@Suite struct YearTests {
    @Test(arguments: 1...50)
    func `through a year of killed runs every consumer is accepted on every day`(seed: Int) async throws {
        var random = SplitMix(state: UInt64(seed))
        let fleet = SimulatedFleet()
        try fleet.shareOneKey()
        var consumers: [String: (key: Secret?, age: Int)] = [:]
        var run = 0
        for dayNumber in 0..<365 {
            run += 1
            let dies = random.next() % 3 == 0
            let effect = Int(random.next() % 30) + 1
            let happens = random.next() % 2 == 0
            fleet.world.state.withLock { state in
                state.effects = 0
                state.crash = dies ? (effect, happens) : nil
            }
            // A job that never started is part of life too.
            if random.next() % 10 != 0 { await fleet.apply(run: run) }
            fleet.world.bury(run: run)

            for environment in ["dev", "prod", "staging"] {
                let mustRestart = consumers[environment].map { $0.age >= 1 } ?? true
                let delivered = fleet.world.state.withLock { $0.files[environment]?["api.env"] }
                if mustRestart || random.next() % 2 == 0 {
                    consumers[environment] = (delivered, 0)
                } else {
                    consumers[environment]?.age += 1
                }
                let isAccepted = accepts(consumers[environment]?.key, in: environment, fleet)
                #expect(isAccepted, "seed \(seed), day \(dayNumber): \(environment)'s consumer is refused")
            }
            let jitter = Duration.seconds(Int64(random.next() % 3_600))
            fleet.world.advance(SimulatedFleet.day - jitter)
        }
        let violations = fleet.world.state.withLock { $0.violations }
        #expect(violations.isEmpty, "seed \(seed): \(violations.first ?? "")")
        let rows = fleet.world.state.withLock { $0.rows["prod"]?.count ?? 0 }
        #expect((12...20).contains(rows), "seed \(seed): \(rows) keys in a year of a 30-day schedule")
    }

    /// By the seed's rules: some live row holds exactly the key that the consumer read from its fragment.
    private func accepts(_ fragment: Secret?, in environment: String, _ fleet: SimulatedFleet) -> Bool {
        guard let fragment else { return false }
        let text = fragment.withBytes { String(decoding: $0, as: UTF8.self) }
        guard let value = text.split(separator: "\n").last?.split(separator: "=").last else { return false }
        let presented = Secret(text: String(value))
        return fleet.world.state.withLock { state in
            (state.rows[environment] ?? [:]).values.contains { row in
                row.isActive && row.secret == presented && row.expiresAt.map { $0 >= state.now } ?? true
            }
        }
    }
}

/// Sebastiano Vigna's SplitMix64: the same seed, the same year.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
