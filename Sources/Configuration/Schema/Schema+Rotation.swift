internal import Model

extension Schema {
    static let rotation = FieldSection(
        "identities.NAME.rotation",
        "The key's schedule. Durations are one number and one of `s m h d w`.",
        apart: [["every", "cron"]],
        RotationFields()
    )

    static let window = FieldSection(
        "identities.NAME.rotation.window",
        """
        The hours of the week in which a rotation may start. A window that ends before it begins ends on the next day; \
        it belongs to the day on which it opens.
        """,
        WindowFields()
    )
}

/// See ``Schema/rotation``.
struct RotationFields {
    enum Demand: String, CaseIterable {
        case none, required
    }

    let every = Field(
        "every",
        .duration,
        .optional(default: nil),
        "The age at which a key is replaced. Default: never."
    )
    let cron = Field(
        "cron",
        .text("five fields such as \"0 3 * * SUN\", or @daily", .cron),
        .optional(default: nil),
        """
        Instead of `every`: the times at which a key is replaced, as in a crontab: minute, hour, day of the month, \
        month, weekday, with names, lists, ranges and steps, or `@daily` and its like. A range that ends in a name may \
        cross the end of the week or year: `FRI-MON`. Where both kinds of days are restricted, either one is enough. A \
        local time that a clock change skips fires at the change; one that occurs twice fires once.
        """
    )
    let timezone = Field(
        "timezone",
        .timeZone("a time zone such as Europe/Berlin"),
        .optional(default: "UTC"),
        "The IANA time zone of `cron`, and of `window` where that names none."
    )
    let jitter = Field(
        "jitter",
        .duration,
        .optional(default: nil),
        """
        The period over which the rotations of many identities are spread: each has its own fixed delay within it. Not \
        longer than the time from one rotation to the next.
        """
    )
    let firstWithin = Field(
        "firstWithin",
        .duration,
        .optional(default: nil),
        """
        The period over which the first rotations of keys that keyturn did not issue are spread, such as `14d`; not \
        spread, if absent. Each identity has its own turn, the same in every run. A turn lasts a tenth of the period, \
        and at least a day where the period allows; run the job at least once a day. A key that is about to end does \
        not wait, and neither does `keyturn rotate IDENTITY --now`.
        """
    )
    let window = Field(
        "window",
        .map(Schema.window),
        .optional(default: nil),
        """
        When a rotation that is due may start; always, if absent. A rotation that misses its window waits for the next \
        one. If no window is left before the key must be replaced, it is replaced at once, with a warning.
        """
    )
    let overlap = Field("overlap", .duration, .optional(default: "1d"), "How long a replaced key keeps working.")
    let expires = Field(
        "expires",
        .duration,
        .optional(default: nil),
        """
        The lifetime that every new key gets; unlimited, if absent. Longer than the time from one rotation to the \
        next, `jitter`, the wait for `window` and `overlap` together.
        """
    )
    let adoption = Field(
        "adoption",
        .choice(RotationFields.Demand.self),
        .optional(default: "none"),
        """
        `required`: a replaced key gets its expiry only after the new one has been used and the replaced one has not \
        been used for a while (`quiet`).
        """
    )
    let quiet = Field(
        "quiet",
        .duration,
        .optional(default: "10m"),
        "With `adoption: required`: how long the replaced key must not have been used."
    )
    let adoptionDeadline = Field(
        "adoptionDeadline",
        .duration,
        .optional(default: nil),
        "With `adoption: required`: how long after the new key's issue Keyturn waits for that. Default: forever."
    )
    let afterDeadline = Field(
        "afterDeadline",
        .choice(Adoption.AfterDeadline.self),
        .optional(default: "wait"),
        """
        What happens when `adoptionDeadline` has passed: `wait` keeps waiting, and every run warns; `retire` gives the \
        replaced key its expiry.
        """
    )
    let retain = Field(
        "retain",
        .duration,
        .optional(default: nil),
        "How long rows of ended keys are kept before they are deleted. Default: forever."
    )
}

/// See ``Schema/window``.
struct WindowFields {
    let days = Field(
        "days",
        .weekdays("a list of weekdays such as [tue, wed, thu]"),
        .optional(default: "every day"),
        "The days on which it opens: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`."
    )
    let from = Field(
        "from",
        .timeOfDay("a time such as \"02:00\"", .opening, upTo: 1_439),
        .required,
        "When it opens, local time."
    )
    let to = Field(
        "to",
        .timeOfDay("a time such as \"05:00\"", .closing, upTo: 1_440),
        .required,
        "When it closes, local time, up to 24:00."
    )
    let timezone = Field(
        "timezone",
        .timeZone("a time zone such as Europe/Berlin"),
        .optional(default: nil),
        "The IANA time zone of both times. Default: the zone of `rotation`."
    )
}
