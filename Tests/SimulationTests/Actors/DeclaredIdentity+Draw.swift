import Model
import Schedule

extension DeclaredIdentity {
    /// Draws a rotation, and whether a command is run when keys change.
    mutating func draw(_ random: inout SplitMix) {
        let every = random.pick([30, 45, 60, 90])
        calendar = SimulatedCalendar(
            slots: random.percent(30) ? random.pick(SimulatedCalendar.Slots.allCases) : nil,
            window: random.percent(30) ? random.pick(Self.windows) : nil
        )
        // An interval, twice; the longest wait for a window; and an overlap.
        let expires = (calendar.slots == nil ? every : 31) * 2 + 21
        rotation = Rotation(
            every: calendar.slots == nil ? .seconds(every * 86_400) : nil,
            cron: calendar.slots.flatMap { try? CronText.parse($0.rawValue, zone: .utc) },
            overlap: .seconds(random.pick([24, 48, 72]) * 3_600),
            expires: random.percent(60) ? .seconds(expires * 86_400) : nil,
            window: calendar.window.map { window in
                Window(
                    days: window.weekdays.reduce(0) { $0 | 1 << UInt8($1) },
                    from: Int(window.from),
                    to: Int(window.to),
                    zone: .utc
                )
            },
            jitter: .seconds(random.percent(40) ? random.pick([3_600, 6 * 3_600, 40 * 3_600]) : 0),
            adoption: random.percent(30) ? Self.adoption(&random) : nil,
            retain: random.percent(25) ? .seconds(random.pick([10, 60]) * 86_400) : nil
        )
        hook =
            random.percent(50)
            ? Hook(arguments: ["restart", random.percent(50) ? "all" : name], folder: "/environments") : nil
        isProbed = random.percent(40)
    }

    private static let windows = [
        SimulatedCalendar.Hours(weekdays: [2, 3, 4], from: 120, to: 300),
        SimulatedCalendar.Hours(weekdays: [0, 1, 2, 3, 4, 5, 6], from: 1_320, to: 240),
    ]

    private static func adoption(_ random: inout SplitMix) -> Adoption {
        Adoption(
            quiet: .seconds(random.pick([600, 86_400])),
            deadline: random.percent(60) ? .seconds(random.pick([2, 6]) * 86_400) : nil,
            afterDeadline: random.percent(50) ? .retire : .wait
        )
    }

    /// The identity's share of the jitter, by the rule that the documentation gives.
    func delay(in environment: String) -> Int64 {
        let seconds = rotation.jitter.microseconds / Time.second
        guard seconds > 0 else { return 0 }
        let digits = Fingerprint(of: Secret(text: "\(environment)/\(name)")).hex.prefix(16)
        return Int64((UInt64(digits, radix: 16) ?? 0) % UInt64(seconds)) * Time.second
    }

    /// Whether its schedule, or the end of a key, asks for a new one in place of it, and its window does not keep it
    /// from that.
    func isDue(_ key: SimulatedRow, in environment: String, at clock: Int64) -> Bool {
        let delay = delay(in: environment)
        let created = key.row.createdAt?.microseconds ?? .min / 2
        var isDue = calendar.hasSlot(after: created, until: clock - delay)
        if let every = rotation.every { isDue = isDue || created + every.microseconds + delay <= clock }
        let latest = key.end == .max ? Int64.max : key.end - rotation.overlap.microseconds
        if latest != .max {
            let opening = calendar.window?.lastOpening(until: latest) ?? latest
            isDue = isDue || clock >= (opening > created ? opening : latest)
        }
        guard isDue, let window = calendar.window, !window.contains(clock) else { return isDue }
        return window.opening(from: clock) > latest
    }
}

extension DeclaredIdentity {
    /// Gives the rotation other parts: `.some(nil)` for none.
    mutating func changeRotation(
        every: Duration?? = nil,
        expires: Duration?? = nil,
        adoption: Adoption?? = nil,
        firstWithin: Duration?? = nil
    ) {
        rotation = Rotation(
            every: every ?? rotation.every,
            cron: rotation.cron,
            overlap: rotation.overlap,
            expires: expires ?? rotation.expires,
            window: rotation.window,
            jitter: rotation.jitter,
            firstWithin: firstWithin ?? rotation.firstWithin,
            adoption: adoption ?? rotation.adoption,
            retain: rotation.retain
        )
    }
}
