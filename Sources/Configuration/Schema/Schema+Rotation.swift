internal import Model

extension Schema {
    static let rotation = Section(
        "identities.NAME.rotation",
        "The key's schedule. Durations are one number and one of `s m h d w`.",
        apart: [["every", "cron"]],
        [
            Field("every", .duration, .optional(default: nil), "The age at which a key is replaced; never, if absent."),
            Field(
                "cron",
                .text("five fields such as \"0 3 * * SUN\", or @daily", .cron),
                .optional(default: nil),
                """
                Instead of `every`: the moments at which a key is replaced, as in a crontab: minute, hour, day of the \
                month, month, weekday, with names, lists, ranges and steps, or `@daily` and its like. A range that \
                ends in a name may go on past the end of the week or year: `FRI-MON`. Where both days are restricted \
                either suffices. A local time that a change of clocks skips fires at the change, one \
                that comes twice fires once.
                """
            ),
            Field(
                "timezone",
                .text("a time zone such as Europe/Berlin", .timeZone),
                .optional(default: "UTC"),
                "The IANA time zone of `cron`, and of `window` where that names none."
            ),
            Field(
                "jitter",
                .duration,
                .optional(default: nil),
                """
                Over how long the rotations of many identities are spread: each has its own delay below it, the same \
                for ever. Not longer than the time from one rotation to the next.
                """
            ),
            Field(
                "window",
                .map(window),
                .optional(default: nil),
                """
                When a rotation that is due may start; always, if absent. A window that was missed is caught up at the \
                next one. If none is left before the key must be replaced, that is done at once, with a warning.
                """
            ),
            Field("overlap", .duration, .optional(default: "1d"), "How long a replaced key keeps working."),
            Field(
                "expires",
                .duration,
                .optional(default: nil),
                """
                The end that every key is born with; none, if absent. Longer than the time from one rotation to the \
                next, `jitter`, the wait for `window` and `overlap` together.
                """
            ),
            Field(
                "adoption",
                .choice(["none", "required"]),
                .optional(default: "none"),
                """
                `required`: a replaced key is given its end only after the new one has been used and the replaced one \
                has not been for a while (`quiet`).
                """
            ),
            Field(
                "quiet",
                .duration,
                .optional(default: "10m"),
                "With `adoption: required`: how long the replaced key must not have been used."
            ),
            Field(
                "adoptionDeadline",
                .duration,
                .optional(default: nil),
                "With `adoption: required`: how long after the new key's issue that is waited for; for ever, if absent."
            ),
            Field(
                "afterDeadline",
                .choice(Adoption.AfterDeadline.allCases.map(\.rawValue)),
                .optional(default: "wait"),
                """
                What happens when `adoptionDeadline` has passed: `wait` goes on waiting, and every run warns; `retire` \
                gives the replaced key its end.
                """
            ),
            Field(
                "retain",
                .duration,
                .optional(default: nil),
                "How long rows of dead keys are kept after their end before they are deleted; for ever, if absent."
            ),
        ]
    )

    static let window = Section(
        "identities.NAME.rotation.window",
        """
        The hours of the week in which a rotation may start. A window that ends before it begins ends on the next day; \
        it belongs to the day on which it opens.
        """,
        [
            Field(
                "days",
                .texts("a list of weekdays such as [tue, wed, thu]", .weekday),
                .optional(default: "every day"),
                "The days on which it opens: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`."
            ),
            Field("from", .text("a time such as \"02:00\"", .opening), .required, "When it opens, local time."),
            Field(
                "to",
                .text("a time such as \"05:00\"", .closing),
                .required,
                "When it closes, local time, up to 24:00."
            ),
            Field(
                "timezone",
                .text("a time zone such as Europe/Berlin", .timeZone),
                .optional(default: nil),
                "The IANA time zone of both times; that of `rotation`, if absent."
            ),
        ]
    )
}
