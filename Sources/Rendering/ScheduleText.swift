package import Diagnostics
package import Model
package import Planning
internal import Schedule

/// Rotations to come as a table, one line each, the earliest first.
package struct ScheduleText: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    package func render(_ rotations: [UpcomingRotation], now: Instant) -> String {
        guard !rotations.isEmpty else { return "No upcoming rotations.\n" }
        let table = TextTable(
            headings: ["STARTS", "IN", "IDENTITY", "KEY", "BECAUSE"],
            rows: rotations.map { cells($0, now: now) }
        )
        return table.render(style)
    }

    private func cells(_ rotation: UpcomingRotation, now: Instant) -> [String] {
        let time = rotation.time
        return [
            TimeText.moment(time.start),
            time.start <= now ? "due" : TimeText.length(time.start - now),
            rotation.address.description,
            rotation.key?.description ?? "to be issued",
            because(time, now: now),
        ]
    }

    private func because(_ time: RotationTime, now: Instant) -> String {
        let cause =
            switch time.cause {
            case .age: "age"
            case .calendar: "calendar"
            case .end: "expiry of the key"
            }
        if time.isForced { return cause + ", outside the window: none is left" }
        if time.isFirst, time.start > time.due {
            return cause + ", due \(TimeText.moment(time.due))" + (time.start > now ? ", waits for its first turn" : "")
        }
        return time.start > time.due ? cause + ", due \(TimeText.moment(time.due)), waits for the window" : cause
    }
}
