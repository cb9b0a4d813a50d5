package import Diagnostics
internal import Model
package import Planning
internal import Schedule

/// Rotations to come, for programs.
package enum ScheduleJSON {
    package static let formatVersion = "1.0"

    package static func render(_ rotations: [UpcomingRotation], plan: Plan) -> JSONText {
        [
            "format_version": .string(formatVersion),
            "created_at": .string(plan.now.iso8601),
            "rotations": .array(rotations.map { json($0, now: plan.now) }),
            "diagnostics": plan.diagnostics.json,
        ]
    }

    private static func json(_ rotation: UpcomingRotation, now: Instant) -> JSONText {
        let cause =
            switch rotation.time.cause {
            case .age: "age"
            case .calendar: "calendar"
            case .end: "end"
            }
        return [
            "environment": .string(rotation.address.environment),
            "identity": JSONText(rotation.address.identity),
            "fingerprint": JSONText(rotation.key?.description),
            "cause": .string(cause),
            "due": .string(rotation.time.due.iso8601),
            "starts": .string(max(rotation.time.start, now).iso8601),
            "is_due": .bool(rotation.time.start <= now),
            "outside_window": .bool(rotation.time.isForced),
        ]
    }
}
