internal import Model

extension Schema {
    static let profileExpires = FieldSection(
        "profiles.NAME.expires",
        "The column with the expiry that the server enforces.",
        ExpiresFields()
    )

    static let profileCreated = FieldSection(
        "profiles.NAME.created",
        "The column with the time at which a row was created.",
        CreatedFields()
    )

    static let profileUpdated = FieldSection(
        "profiles.NAME.updated",
        "The column with the time of a row's last change.",
        TimeFields()
    )

    static let profileUsed = FieldSection(
        "profiles.NAME.used",
        "The column with the time of a key's last use. A time that is not later than `created` does not count as use.",
        UsedFields()
    )

    static let profileTimeType = FieldSection(
        "profiles.NAME.expires.type",
        "How times are written, for each engine.",
        TimeTypeFields()
    )
}

/// See ``Schema/profileExpires``.
struct ExpiresFields {
    let column = TimeFields.column
    let type = TimeFields.type
    let zone = TimeFields.zone
    let ifPresent = TimeFields.ifPresent
    let required = Field(
        "required",
        .flag,
        .optional(default: "false"),
        "Whether the column allows no NULL: every identity must say `rotation.expires`."
    )
}

/// See ``Schema/profileUpdated``.
struct TimeFields {
    let column = Self.column
    let type = Self.type
    let zone = Self.zone
    let ifPresent = Self.ifPresent

    static var column: Field<String> {
        Field("column", .columnName("a column such as created_at"), .required, "The column.")
    }

    static var type: Field<TimeKinds> {
        Field(
            "type",
            .timeKinds(Schema.profileTimeType),
            .required,
            """
            How a time is written: `timestamp`, local time of `zone`; `timestamptz`; `iso`, text with T and Z; `epoch` \
            and `epoch-ms`, whole numbers. A map if engines differ.
            """
        )
    }

    static var zone: Field<Zone> {
        Field(
            "zone",
            .timeZone("a time zone such as Europe/Berlin"),
            .optional(default: "UTC"),
            "For `timestamp`: the IANA time zone of the stored times."
        )
    }

    static var ifPresent: Field<Bool> {
        Field("ifPresent", .flag, .optional(default: "false"), "Whether older versions of the application lack it.")
    }
}

/// See ``Schema/profileCreated``.
struct CreatedFields {
    let column = TimeFields.column
    let type = TimeFields.type
    let zone = TimeFields.zone
    let ifPresent = TimeFields.ifPresent
    let touched = Field(
        "touched",
        .flag,
        .optional(default: "false"),
        "Whether any change of a row updates this time, as in a column named updated_at."
    )
}

/// See ``Schema/profileUsed``.
struct UsedFields {
    let column = TimeFields.column
    let type = TimeFields.type
    let zone = TimeFields.zone
    let ifPresent = TimeFields.ifPresent
    let every = Field(
        "every",
        .duration,
        .optional(default: nil),
        "How often the server updates it: `rotation.quiet` must be longer."
    )
}

/// See ``Schema/profileTimeType``.
struct TimeTypeFields {
    let postgresql = Field("postgresql", .choice(TimeColumn.Kind.self), .required, "On PostgreSQL.")
    let sqlite = Field("sqlite", .choice(TimeColumn.Kind.self), .required, "On SQLite.")
}
