internal import Model
internal import TestSupport
internal import Testing

/// Many rotations at once, some of them killed at any moment: one new key for each that was due.
@Suite(.unlessItHangs) struct RotationRaceTests {
    private let world: World

    init() throws { world = try World() }

    /// Times to live in milliseconds, the same for a seed; nil for runs that no one kills.
    private func lives(_ seed: UInt64) -> [Int?] {
        var state = seed
        return (0..<20).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let number = Int(state >> 33)
            // Most are killed, early and late alike, whatever the machine's speed.
            return number % 4 == 0 ? nil : [40, 150, 600, 2_400][number / 4 % 4] * (number / 16 % 100 + 20) / 100
        }
    }

    @Test func `twenty rotations at once, killed at random, are one`() async throws {
        let places = [
            try await DueRotation(world, "dev", .sqliteDashed).place,
            try await DueRotation(world, "prod", .postgreSQLBySQL).place,
        ]
        let world = world
        for seed in UInt64(1)...3 {
            let before = places.map { Set($0.keys) }
            let runs = try await withThrowingTaskGroup(of: Run.self) { group in
                for life in lives(seed) {
                    group.addTask {
                        // `timeout` knows its own child: a number that is someone else's by then is never killed.
                        let wrapper = life.map { ["timeout", "-s", "KILL", "\(Double($0) / 1_000)"] } ?? []
                        return try await world.keyturn(
                            "rotate",
                            "--lock-timeout",
                            "10m",
                            wrapper: wrapper,
                            mayLeave: true
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for run in runs where run.signal == nil && run.exitCode != 137 { #expect(run.exitCode == 0, "\(run)") }
            #expect(runs.count { $0.exitCode == 0 } >= 1, "seed \(seed): someone is left")
            for (place, before) in zip(places, before) {
                let new = Set(place.keys).subtracting(before)
                #expect(new.count == 1, "\(place.name), seed \(seed)")
                #expect(try Set(world.delivered(to: place).values) == new, "\(place.name), seed \(seed)")
                #expect(try place.accepted().isSuperset(of: new), "\(place.name), seed \(seed)")
                for key in before { #expect(try place.end(of: key) != nil, "\(place.name), seed \(seed)") }
            }
            try await world.expectOrder()
            for place in places { try DueRotation.age(place) }
        }
    }
}
