internal import Diagnostics
internal import Model
internal import Schedule

extension Diagnostic {
    static func twoSchedules(_ place: Place) -> Diagnostic {
        Diagnostic(
            .badSchedule,
            "`every` and `cron` cannot both be given",
            detail: "a key is replaced by its age or by a calendar",
            fix: "remove one of them; write `every: null` if it comes from _defaults.yaml",
            at: place
        )
    }

    static func unusedField(_ field: FieldDescription, needs need: String, _ place: Place) -> Diagnostic {
        Diagnostic(
            .unusedField,
            "`\(field.name)` has no effect without \(need)",
            detail: field.doc,
            fix: "add \(need), or remove `\(field.name)`",
            at: place
        )
    }

    static func emptyProgram(_ field: FieldDescription, isInterpolated: Bool, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "the program of `\(field.name)` is empty",
            detail: isInterpolated ? "the variable is set but empty" : nil,
            fix: "list the program first, then each argument as a separate text",
            at: place
        )
    }

    static func badCron(_ value: ScalarText, _ error: CronTextError, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badCron,
            "\(quoted(value)) is not a valid cron schedule: \(error.reason)",
            fix: "write \(CronTextError.expected)",
            at: place
        )
    }

    static func cronNeverFires(_ place: Place) -> Diagnostic {
        Diagnostic(
            .badCron,
            "this schedule never fires",
            detail: "no such date exists",
            fix: "name a day that exists, such as 1 to 28",
            at: place
        )
    }

    static func badZone(_ name: ScalarText, _ problem: CalendarTable.ZoneProblem, _ place: Place) -> Diagnostic {
        switch problem {
        case .unknown(let nearest):
            Diagnostic(
                .badTimezone,
                "\(quoted(name)) is not a time zone of this machine's database",
                // A name that variables made is not shown, and neither is what is like it.
                fix: (name.isInterpolated ? nil : nearest).map { "did you mean `\($0)`?" }
                    ?? "write a name of the IANA database, such as Europe/Berlin, or UTC",
                at: place
            )
        case .noDatabase:
            Diagnostic(
                .badTimezone,
                "\(quoted(name)) cannot be looked up: this machine has no time zone database",
                detail: "\(CalendarTable.database) is missing or cannot be read",
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
            "\(quoted(name)) is not a valid weekday",
            fix: meant.map { "write `\($0)`" } ?? "write mon, tue, wed, thu, fri, sat or sun",
            at: place
        )
    }

    static func badTime(_ value: ScalarText, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "\(quoted(value)) is not a valid time of day",
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
        let words = DurationText.inWords(interval)
        return Diagnostic(
            .badSchedule,
            "`jitter` is longer than the time between two rotations",
            detail: rotation.cron == nil
                ? "`every` is \(words)"
                : "two times of `cron` are \(words) apart, and the later would be skipped",
            fix: "make `jitter` at most \(declared(interval))",
            at: place
        )
    }

    static func endsTooEarly(_ rotation: Rotation, _ budget: RotationBudget, _ place: Place) -> Diagnostic {
        let least = rotation.overlap + budget.interval + budget.jitter
        let words = DurationText.inWords(least)
        return Diagnostic(
            .badSchedule,
            "keys would expire before they are replaced and their overlap is over",
            detail: budget.parts(of: rotation) == ["`overlap`"]
                ? "`overlap` is \(words)" : "\(joined(budget.parts(of: rotation))) make \(words) together",
            fix: "make `expires` longer than \(declared(least))",
            at: place
        )
    }

    static func windowTooRare(_ rotation: Rotation, _ budget: RotationBudget, _ place: Place) -> Diagnostic {
        let wait = DurationText.inWords(budget.wait)
        let what =
            if rotation.cron != nil {
                "a key may be \(DurationText.inWords(budget.age)) old before `cron` and the window allow its replacement, and "
                    + "`expires` without `overlap` leaves \(DurationText.inWords(budget.room))"
            } else {
                (rotation.every == nil ? "its openings are up to \(wait) apart" : "it is closed for up to \(wait)")
                    + ", and `expires` without \(joined(budget.parts(of: rotation))) leaves "
                    + DurationText.inWords(budget.slack)
            }
        return Diagnostic(
            .badSchedule,
            "the window may not open between the time at which a key is due and the time at which it must be replaced",
            detail: what,
            fix: "open the window more often, or make `expires` at least \(declared(budget.age + rotation.overlap))",
            at: place
        )
    }

    static func deadlineBeforeQuiet(_ adoption: Adoption, _ deadline: Duration, _ place: Place) -> Diagnostic {
        let quiet = DurationText.inWords(adoption.quiet)
        return Diagnostic(
            .warning,
            .uselessDeadline,
            "`adoptionDeadline` passes before the replaced key can have been quiet for long enough",
            detail:
                "the deadline is \(DurationText.inWords(deadline)) after the new key's issue, and `quiet` is \(quiet)",
            fix: "make `adoptionDeadline` longer than \(declared(adoption.quiet)), or `quiet` shorter",
            at: place
        )
    }

    static func deadlineTooLate(
        _ adoption: Adoption,
        _ deadline: Duration,
        _ rotation: Rotation,
        _ time: AdoptionBudget,
        _ place: Place
    ) -> Diagnostic {
        let rest = time.rest ?? .zero
        let longest = rest - (time.need - deadline)
        let need = "`adoptionDeadline`" + (adoption.afterDeadline == .retire ? " and `overlap` take " : " takes ")
        return Diagnostic(
            .warning,
            .uselessDeadline,
            "the replaced key expires before `adoptionDeadline`",
            detail:
                "when the schedule replaces it, at most \(DurationText.inWords(rest)) of `expires` are left, and \(need)"
                + DurationText.inWords(time.need),
            fix: longest > .zero
                ? "make `adoptionDeadline` shorter than \(declared(longest)), or `expires` longer"
                : "make `expires` longer"
                    + (rotation.every == nil && rotation.cron == nil ? " and give `every` or `cron`" : ""),
            at: place
        )
    }

    /// As the file takes it, and in words where that is hard to read.
    private static func declared(_ duration: Duration) -> String {
        let words = DurationText.inWords(duration)
        let text = DurationText.format(duration)
        // More than one number and unit.
        return words.split(separator: " ").count > 2 ? "\(text) (\(words))" : text
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
            parts.append("the longest time between two times of `cron` (\(DurationText.inWords(interval)))")
        }
        if jitter != .zero { parts.append("`jitter`") }
        return parts + ["`overlap`"]
    }
}
