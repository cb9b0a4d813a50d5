internal import Model

/// Whether this machine's clock and the database's are one, within a few minutes.
struct ClockCheck {
    private let difference: ClockDifference?
    private let isFile: Bool

    init(_ difference: ClockDifference?, isFile: Bool) {
        self.difference = difference
        self.isFile = isFile
    }

    var result: CheckResult {
        guard let difference else {
            return isFile
                ? CheckResult(.databaseClock, .pass, "no row of the file is newer than now")
                : CheckResult(.databaseClock, .unknown, "the server did not report its time")
        }
        guard !difference.isTolerable else { return CheckResult(.databaseClock, .pass, difference.summary) }
        return CheckResult(
            .databaseClock,
            .fail,
            difference.summary,
            fix: "set the clock that is wrong (timedatectl, chronyc makestep)"
        )
    }
}
