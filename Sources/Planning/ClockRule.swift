internal import Diagnostics
internal import Model
internal import State

/// Holds this machine's clock against the store's: by a wrong one, keys would be dead at birth and old ones ended in the
/// past.
enum ClockRule {
    static func check(_ observed: ObservedEnvironment) -> [Diagnostic] {
        guard let clock = observed.clock, !clock.isTolerable else { return [] }
        let environment = observed.environment
        return [
            Diagnostic(
                .error,
                PlanningCode.clockDiffers,
                "\(environment.name): \(clock.summary)",
                detail: clock.isByRow
                    ? "A row of the keys' table has a later date. So it is unknown what is due or expired, and "
                        + "nothing is done."
                    : "So it is unknown what is due or expired, and nothing is done.",
                fix: "set the clock that is wrong (timedatectl, chronyc makestep)"
                    + (clock.isByRow ? ", or correct \(RowDate.words(of: environment.profile))" : ""),
                at: environment.databaseLocation,
                address: environment.name
            )
        ]
    }
}
