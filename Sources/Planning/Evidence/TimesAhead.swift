internal import Diagnostics
internal import Model
internal import Schedule
internal import State

/// Rows whose local times are ahead of the clock, by less than time zones differ: the application writes them in another
/// zone than its profile says.
///
/// An end would be wrong by as much: an overlap of an hour is over when it begins, for a server an hour ahead. A zone that
/// is behind cannot be seen so.
enum TimesAhead {
    static func check(_ view: EnvironmentView, now: Instant) -> [Diagnostic] {
        guard let profile = view.environment.profile else { return [] }
        let (made, used) = (naive(profile.created), naive(profile.used))
        guard made != nil || used != nil else { return [] }
        let store = view.observed.store
        var latest = now
        func look(_ time: Instant?, _ column: TimeColumn?) {
            guard column != nil, let time, time > latest, time - now <= KeyRow.largestZoneDifference else { return }
            latest = time
        }
        for row in store.keys {
            look(row.createdAt, made)
            look(row.lastUsedAt, used)
        }
        for key in store.otherKeys {
            look(key.createdAt, made)
            look(key.lastUsedAt, used)
        }
        guard latest - now > ClockDifference.tolerance, let column = made ?? used else { return [] }
        let name = PlainText.line(column.column)
        return [
            Diagnostic(
                .warning,
                PlanningCode.timesAhead,
                "\(view.name): rows of \(PlainText.line(profile.table.text)) are dated up to "
                    + "\(DurationText.approximate(latest - now)) ahead of the clock",
                detail:
                    "`\(name)` is read as a time in \(column.zone.name). If the application writes times of another zone, the "
                    + "ends that Keyturn writes are wrong by the difference, and an old key may end before its overlap does.",
                fix: "write the application's zone in the profile, for `expires` as well: "
                    + "`{ column: \(name), type: timestamp, zone: Europe/Berlin }`; or correct the clock that dated the rows",
                at: profile.location ?? view.environment.databaseLocation,
                address: view.name
            )
        ]
    }

    /// A column of times that do not say their zone; nil for another.
    private static func naive(_ column: TimeColumn?) -> TimeColumn? {
        column.flatMap { [$0.postgreSQL, $0.sqlite].contains(.timestamp) ? $0 : nil }
    }
}
