import Model
import Schedule
import Testing

private let hour = Duration.seconds(3_600)
private let day = Duration.seconds(86_400)

private func * (count: Int, unit: Duration) -> Duration { unit * count }

struct RotationTimeTests {
    private func text(_ time: RotationTime?) -> String {
        guard let time else { return "never" }
        return "\(time.cause) \(time.due.iso8601) \(time.start.iso8601)\(time.isForced ? " forced" : "")"
    }

    /// A key of 2026-11-01, which is a Sunday, looked at some days later.
    private func next(_ rotation: Rotation, expires: Duration? = nil, delay: Duration = .zero, after age: Duration)
        -> String
    {
        let born = instant("2026-11-01")
        return text(
            rotation.next(createdAt: born, expiresAt: expires.map { born + $0 }, delay: delay, asOf: born + age)
        )
    }

    @Test func `without window or cron a rotation starts when it is due`() {
        #expect(next(Rotation(), after: day) == "never")
        #expect(next(Rotation(every: 7 * day), after: day) == "age 2026-11-08T00:00:00Z 2026-11-08T00:00:00Z")
        #expect(
            next(Rotation(every: 7 * day), delay: hour, after: 30 * day)
                == "age 2026-11-08T01:00:00Z 2026-11-08T01:00:00Z"
        )
        #expect(next(Rotation(), expires: 9 * day, after: day) == "end 2026-11-09T00:00:00Z 2026-11-09T00:00:00Z")
        #expect(
            next(Rotation(every: 7 * day), expires: 8 * day, delay: hour, after: day)
                == "end 2026-11-08T00:00:00Z 2026-11-08T00:00:00Z"
        )
        #expect(next(Rotation(every: 7 * day), expires: 8 * day, after: day).hasPrefix("age"))
    }

    @Test func `a cron's first slot behind the issue counts, with the identity's delay`() throws {
        let rotation = try Rotation(cron: cron("0 3 * * SUN"))
        #expect(next(rotation, after: day) == "calendar 2026-11-01T03:00:00Z 2026-11-01T03:00:00Z")
        #expect(
            next(rotation, delay: 5 * hour, after: 30 * day) == "calendar 2026-11-01T08:00:00Z 2026-11-01T08:00:00Z"
        )
    }

    @Test func `a key whose age no one knows is due since ever`() throws {
        for rotation in [Rotation(every: day), try Rotation(cron: cron("@yearly"))] {
            let time = try #require(rotation.next(createdAt: nil, expiresAt: nil, asOf: instant("2026-11-01")))
            #expect(time.start < instant("1900-01-01"))
        }
        #expect(Rotation().next(createdAt: nil, expiresAt: nil, asOf: .distantFuture) == nil)
    }

    /// Windows on Tuesdays, from 02:00 to 05:00: the 3rd, 10th, 17th and 24th.
    ///
    /// Due on Sunday, the 8th. Hours since the
    /// issue, days to the end.
    @Test(
        arguments: [
            // Before it is due, and after that up to the window's end.
            (144, nil, "age 2026-11-08T00:00:00Z 2026-11-10T02:00:00Z"),
            (192, nil, "age 2026-11-08T00:00:00Z 2026-11-10T02:00:00Z"),
            (220, nil, "age 2026-11-08T00:00:00Z 2026-11-10T02:00:00Z"),
            // Missed: caught up at the next one, and for as long as it takes.
            (221, nil, "age 2026-11-08T00:00:00Z 2026-11-17T02:00:00Z"),
            (387, nil, "age 2026-11-08T00:00:00Z 2026-11-10T02:00:00Z"),
            (408, nil, "age 2026-11-08T00:00:00Z 2026-11-24T02:00:00Z"),
            // With an end that leaves no window after it is due: in the last one before that.
            (72, 9, "end 2026-11-03T02:00:00Z 2026-11-03T02:00:00Z forced"),
            (51, 9, "end 2026-11-03T02:00:00Z 2026-11-03T02:00:00Z"),
            (24, 9, "end 2026-11-03T02:00:00Z 2026-11-03T02:00:00Z"),
            // With an end that leaves one: in that, and once it is missed, at once.
            (144, 15, "age 2026-11-08T00:00:00Z 2026-11-10T02:00:00Z"),
            (240, 15, "age 2026-11-08T00:00:00Z 2026-11-08T00:00:00Z forced"),
            // An end before any window opens.
            (1, 2, "end 2026-11-02T00:00:00Z 2026-11-02T00:00:00Z forced"),
        ] as [(Int, Int?, String)]
    )
    func `a window holds a rotation back, but never beyond the key's end`(hours: Int, expires: Int?, time: String) {
        let rotation = Rotation(every: 7 * day, window: window([2], 2, 5))
        #expect(next(rotation, expires: expires.map { $0 * day }, after: hours * hour) == time)
    }

    /// Stable forever: another rule would move the rotations of every fleet.
    @Test(arguments: [
        (Address("prod", "backend"), 21_600, 10_265), (Address("prod", "backend"), 86_400, 10_265),
        (Address("staging", "backend"), 21_600, 1_501), (Address("prod"), 60, 34), (Address("prod", "backend"), 0, 0),
    ])
    func `an identity's delay follows from its address alone`(address: Address, jitter: Int, delay: Int) {
        #expect(Rotation(jitter: .seconds(jitter)).delay(of: address) == .seconds(delay))
    }

    @Test func `delays spread over the whole jitter`() {
        let rotation = Rotation(jitter: .seconds(3_600))
        let delays = (0..<6_000).map { rotation.delay(of: Address("prod", "service-\($0)")).components.seconds }
        for sixth in 0..<6 {
            let count = delays.count { $0 / 600 == sixth }
            #expect((850...1_150).contains(count))
        }
    }

    @Test func `what lies ahead assumes that each rotation takes place at its start`() {
        let rotation = Rotation(every: 7 * day, expires: 30 * day, window: window([2], 2, 5))
        let born = instant("2026-11-01")
        let times = rotation.upcoming(
            createdAt: born,
            expiresAt: nil,
            asOf: instant("2026-11-12"),
            until: instant("2026-12-01")
        )
        #expect(
            times.times.map(\.start.iso8601)
                == ["2026-11-17T02:00:00Z", "2026-11-24T02:00:00Z", "2026-12-01T02:00:00Z"].dropLast()
        )
        #expect(!times.isCut)
        let endless = Rotation(every: .seconds(1)).upcoming(
            createdAt: nil,
            expiresAt: nil,
            asOf: born,
            until: .distantFuture,
            limit: 5
        )
        #expect(endless.times.count == 5 && endless.isCut)
        // Born due: a schedule that `validate` refuses, but that a database may hold still.
        let due = Rotation(overlap: 2 * day, expires: day).upcoming(
            createdAt: born,
            expiresAt: born,
            asOf: born,
            until: .distantFuture
        )
        #expect(due.times.count == 1 && !due.isCut)
        // As many as are asked for, and no more of them.
        let three = Rotation(every: day).upcoming(
            createdAt: born,
            expiresAt: nil,
            asOf: born,
            until: born + 3 * day,
            limit: 3
        )
        #expect(three.times.count == 3 && !three.isCut)
    }

    /// Schedules of every kind over zones and changes of clocks, followed through some weeks.
    @Test(arguments: ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago"])
    func `no rotation starts before it is due, after the key must be replaced, or moves while it is not missed`(
        name: String
    ) throws {
        let zone = try zone(name)
        var generator = FixedGenerator(state: 5)
        let crons = try ["0 3 * * SUN", "*/20 1-3 * * *", "30 2 * * *", "@monthly"].map { try cron($0, zone) }
        for _ in 0..<400 {
            let usesCron = Bool.random(using: &generator)
            let hasWindow = Bool.random(using: &generator)
            let rotation = Rotation(
                every: usesCron ? nil : hour * Int.random(in: 1...400, using: &generator),
                cron: usesCron ? crons.randomElement(using: &generator) : nil,
                overlap: hour * Int.random(in: 1...72, using: &generator),
                window: hasWindow
                    ? Window(
                        days: UInt8.random(in: 1...127, using: &generator),
                        from: Int.random(in: 0..<1_440, using: &generator),
                        to: Int.random(in: 1...1_440, using: &generator),
                        zone: zone
                    ) : nil
            )
            // Mostly before a change of clocks.
            let born = instant("2027-03-10") + hour * Int.random(in: 0..<6_000, using: &generator)
            let expires =
                Bool.random(using: &generator) ? born + hour * Int.random(in: 1...900, using: &generator) : nil
            let delay = Duration.seconds(Int.random(in: 0..<20_000, using: &generator))
            var promised: RotationTime?
            var now = born
            for _ in 0..<60 {
                guard let time = rotation.next(createdAt: born, expiresAt: expires, delay: delay, asOf: now) else {
                    break
                }
                #expect(time.start >= time.due)
                if let expires { #expect(time.start <= max(time.due, expires - rotation.overlap)) }
                if let window = rotation.window {
                    #expect(time.isForced ? time.start == time.due : window.contains(time.start))
                } else {
                    #expect(time.start == time.due && !time.isForced)
                }
                if let promised {
                    #expect(time.due == promised.due && time.cause == promised.cause)
                    // Not missed: its start lies ahead.
                    if promised.start > now { #expect(time == promised) }
                }
                promised = time
                now = now + hour * Int.random(in: 1...20, using: &generator)
            }
        }
    }
}
