import Model
import Schedule
import Testing

private let hour = Duration.seconds(3_600)
private let day = Duration.seconds(86_400)

private func * (count: Int, unit: Duration) -> Duration { unit * count }

/// A fleet of keys that were old when they were declared, and a job that looks at them now and then.
struct FirstTurnsTests {
    /// Numbers that are the same for the same seed.
    private struct Lots: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 29) &* 0x9E37_79B9_7F4A_7C15
        }
    }

    /// When each identity of a fleet is rotated by a job that begins somewhere and comes again after each of `pauses`.
    private func rotated(
        _ rotation: Rotation,
        fleet: Int = 400,
        from begin: Instant,
        pauses: () -> Duration,
        runs: Int
    ) -> [[Int]] {
        let addresses = (0..<fleet).map { Address("prod", "service-\($0)") }
        var left = Set(addresses.indices)
        var now = begin
        var told: [[Int]] = []
        for _ in 0..<runs {
            let due = left.filter { index in
                let address = addresses[index]
                let time = rotation.next(
                    createdAt: begin - 400 * day,
                    expiresAt: nil,
                    delay: rotation.delay(of: address),
                    first: rotation.firstTurns(of: address),
                    asOf: now
                )
                return time.map { $0.start <= now } ?? false
            }
            left.subtract(due)
            told.append(due.sorted())
            now = now + pauses()
        }
        #expect(left.isEmpty)
        return told
    }

    @Test(arguments: [3, 7, 14, 30, 90], [1, 2, 3] as [UInt64])
    func `all are rotated within the time that was asked for, and no run has many of them`(days: Int, seed: UInt64) {
        var lots = Lots(state: seed)
        let rotation = Rotation(every: 30 * day, firstWithin: days * day)
        let begin = instant("2026-11-01") + .seconds(Int64.random(in: 0..<20_000_000, using: &lots))
        // A day, or an hour more: a job that is started a little later each day.
        var random = lots
        let runs = rotated(
            rotation,
            from: begin,
            pauses: { .seconds(Int64.random(in: 82_800...86_400, using: &random)) },
            runs: days + days / 24 + 1
        )
        let fair = 400.0 / Double(days)
        let most = runs.map(\.count).max() ?? 0
        #expect(Double(most) <= max(2.6 * fair, 400 / 3 * 1.4), "\(runs.map(\.count))")
        if days >= 14 { #expect(most <= 400 / 5, "\(runs.map(\.count))") }
    }

    @Test func `a job that runs every hour rotates a few at a time after its first run`() {
        let rotation = Rotation(every: 30 * day, firstWithin: 14 * day)
        let runs = rotated(rotation, from: instant("2026-11-01"), pauses: { hour }, runs: 14 * 24 + 1)
        #expect(runs[0].count <= 60)
        #expect((runs.dropFirst().map(\.count).max() ?? 0) <= 10)
    }

    @Test(arguments: [3, 7, 10, 14, 21, 28])
    func `a job that runs rarely meets every identity, too`(pause: Int) {
        let rotation = Rotation(every: 30 * day, firstWithin: 14 * day)
        let runs = rotated(rotation, from: instant("2026-11-01"), pauses: { pause * day }, runs: 50)
        #expect((runs.map(\.count).max() ?? 0) <= 80)
    }

    @Test func `with a window they start in it, spread over its openings`() {
        let rotation = Rotation(every: 30 * day, window: window([2, 4], 2, 5), firstWithin: 14 * day)
        let begin = instant("2026-11-01")
        let runs = rotated(rotation, from: begin, pauses: { hour }, runs: 24 * 21)
        let busy = runs.indices.filter { !runs[$0].isEmpty }
        #expect(busy.allSatisfy { rotation.window?.contains(begin + $0 * hour) == true })
        #expect(Set(busy.map { $0 / 24 }).count >= 4)
        #expect((runs.map(\.count).max() ?? 0) <= 180)
    }

    @Test func `what was missed is caught up in the next round, and the time that is told is kept`() throws {
        let rotation = Rotation(every: 30 * day, firstWithin: 14 * day)
        let address = Address("prod", "backend")
        let begin = instant("2026-11-01")
        func next(_ now: Instant, created: Instant = begin - 400 * day, ends: Instant? = nil) -> RotationTime? {
            rotation.next(createdAt: created, expiresAt: ends, first: rotation.firstTurns(of: address), asOf: now)
        }
        var now = begin
        for _ in 0..<20 {
            let time = try #require(next(now))
            if time.start > now {
                #expect(time.isFirst && time.start <= now + 14 * day)
                // Until then it stays, and then it may start.
                #expect(next(now + (time.start - now) / 2)?.start == time.start)
                #expect(next(time.start)?.start == time.start)
                now = time.start
            }
            now = now + 33 * hour + 40 * .seconds(60)
        }
    }

    @Test func `a key that is about to end does not wait`() throws {
        let rotation = Rotation(every: 30 * day, overlap: 2 * day, firstWithin: 14 * day)
        let begin = instant("2026-11-01")
        for number in 0..<50 {
            let turns = rotation.firstTurns(of: Address("prod", "service-\(number)"))
            for days in 0..<20 {
                let end = begin + days * day
                let time = try #require(
                    rotation.next(createdAt: begin - 90 * day, expiresAt: end, first: turns, asOf: begin)
                )
                #expect(time.start <= max(end - 2 * day, begin))
            }
        }
    }

    @Test func `a key that is not due is rotated no sooner`() throws {
        let rotation = Rotation(every: 30 * day, firstWithin: 14 * day)
        let born = instant("2026-11-01")
        for number in 0..<50 {
            let turns = rotation.firstTurns(of: Address("prod", "service-\(number)"))
            let time = try #require(rotation.next(createdAt: born, expiresAt: nil, first: turns, asOf: born))
            #expect(time.start >= born + 30 * day && time.start <= born + 44 * day)
        }
        #expect(Rotation(every: day).firstTurns(of: Address("prod", "backend")) == nil)
    }

    @Test func `only the first rotation waits for a turn`() throws {
        let rotation = Rotation(every: 30 * day, firstWithin: 14 * day)
        let now = instant("2026-11-01")
        let times = rotation.upcoming(
            createdAt: now - 90 * day,
            expiresAt: nil,
            first: rotation.firstTurns(of: Address("prod", "backend")),
            asOf: now,
            until: now + 100 * day
        ).times
        #expect(times.count >= 3)
        #expect(times.dropFirst().allSatisfy { !$0.isFirst })
        #expect(zip(times, times.dropFirst()).allSatisfy { $1.start - max($0.start, now) == 30 * day })
    }
}
