internal import Diagnostics
internal import Model
internal import Schedule

extension Diagnostic {
    static func twoSchedules(_ place: Place) -> Diagnostic {
        Diagnostic(
            .badSchedule,
            "`every` and `cron` cannot both be given",
            detail: "a key is replaced by its age or by a calendar",
            fix: "remove one of them; write `every: null` where it comes from _defaults.yaml",
            at: place
        )
    }

    static func unusedField(_ field: Field, needs need: String, _ place: Place) -> Diagnostic {
        Diagnostic(
            .unusedField,
            "`\(field.name)` says nothing without \(need)",
            detail: field.doc,
            fix: "add \(need), or remove `\(field.name)`",
            at: place
        )
    }

    static func emptyProgram(_ field: Field, isInterpolated: Bool, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "the program of `\(field.name)` is empty",
            detail: isInterpolated ? "the variables in it are set, but to nothing" : nil,
            fix: "name the program first, then its arguments, each as a text of its own",
            at: place
        )
    }

    static func badCron(_ value: ScalarText, _ error: CronTextError, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badCron,
            "\(quoted(value)) is no calendar: \(error.reason)",
            fix: "write \(CronTextError.expected)",
            at: place
        )
    }

    static func cronNeverFires(_ place: Place) -> Diagnostic {
        Diagnostic(
            .badCron,
            "this calendar never fires",
            detail: "none of its months has any of its days",
            fix: "name a day that exists, such as 1 to 28",
            at: place
        )
    }

    static func badZone(_ name: ScalarText, _ problem: CalendarTable.ZoneProblem, _ place: Place) -> Diagnostic {
        switch problem {
        case .unknown(let nearest):
            Diagnostic(
                .badTimezone,
                "\(quoted(name)) is no time zone of this machine's database",
                // A name that variables made is not shown, and neither is what is like it.
                fix: (name.isInterpolated ? nil : nearest).map { "write `\($0)` if that is meant" }
                    ?? "write a name of the IANA database, such as Europe/Berlin, or UTC",
                at: place
            )
        case .noDatabase:
            Diagnostic(
                .badTimezone,
                "\(quoted(name)) cannot be looked up: this machine has no time zone database",
                detail: "\(CalendarTable.database) is not there or cannot be read",
                fix: "install the package tzdata (Debian: apt-get install tzdata), or use UTC",
                at: place
            )
        case .unreadable:
            Diagnostic(
                .badTimezone,
                "the file of \(quoted(name)) in the time zone database cannot be read",
                detail: "it is damaged, too old, or counts leap seconds",
                fix: "reinstall the package tzdata, or write another name",
                at: place
            )
        }
    }

    static func badWeekday(_ name: ScalarText, _ place: Place) -> Diagnostic {
        let names = Weekday.allCases.map(\.rawValue)
        let letters = name.text.lowercased()
        let meant = name.isInterpolated ? nil : names.first { letters.hasPrefix($0) }
        return Diagnostic(
            .badValue,
            "\(quoted(name)) is no weekday",
            fix: meant.map { "write `\($0)`" } ?? "write mon, tue, wed, thu, fri, sat or sun",
            at: place
        )
    }

    static func badTime(_ value: ScalarText, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "\(quoted(value)) is no time of a day",
            fix: "write hours and minutes, such as \"02:00\"; a window closes at 24:00 at the latest",
            at: place
        )
    }

    static func emptyWindow(_ place: Place) -> Diagnostic {
        Diagnostic(
            .badSchedule,
            "the window closes when it opens",
            fix: "give `to` another time; a whole day is from \"00:00\" to \"24:00\"",
            at: place
        )
    }

    static func jitterTooLong(_ rotation: Rotation, interval: Duration, _ place: Place) -> Diagnostic {
        let interval = DurationText.format(interval)
        return Diagnostic(
            .badSchedule,
            "`jitter` is longer than the time between two rotations",
            detail: rotation.cron == nil
                ? "`every` is \(interval)"
                : "two moments of `cron` are \(interval) apart, and the later would be skipped",
            fix: "make `jitter` at most \(interval)",
            at: place
        )
    }

    static func endsTooEarly(_ rotation: Rotation, _ budget: RotationBudget, _ place: Place) -> Diagnostic {
        let least = DurationText.format(rotation.overlap + budget.interval + budget.jitter)
        return Diagnostic(
            .badSchedule,
            "keys would end before they are replaced and their overlap is over",
            detail: budget.parts(of: rotation) == ["`overlap`"]
                ? "`overlap` is \(least)" : "\(joined(budget.parts(of: rotation))) make \(least) together",
            fix: "make `expires` longer than \(least)",
            at: place
        )
    }

    static func windowTooRare(_ rotation: Rotation, _ budget: RotationBudget, _ place: Place) -> Diagnostic {
        let isScheduled = budget.interval != .zero
        let wait = DurationText.format(budget.wait)
        let parts = joined(budget.parts(of: rotation))
        let least = DurationText.format(budget.wait + rotation.overlap + budget.interval + budget.jitter)
        return Diagnostic(
            .badSchedule,
            "the window may not open between the moment a key is due and the moment it must be replaced",
            detail: (isScheduled ? "it is shut for up to \(wait)" : "it opens up to \(wait) apart")
                + ", and `expires` without \(parts) leaves \(DurationText.format(budget.slack))",
            fix: "open the window more often, or make `expires` at least \(least)",
            at: place
        )
    }

    private static func joined(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension RotationBudget {
    /// What is taken off a key's time, as the messages name it.
    func parts(of rotation: Rotation) -> [String] {
        var parts: [String] = []
        if rotation.every != nil { parts.append("`every`") }
        if rotation.cron != nil {
            parts.append("the longest time between two moments of `cron` (\(DurationText.format(interval)))")
        }
        if jitter != .zero { parts.append("`jitter`") }
        return parts + ["`overlap`"]
    }
}
