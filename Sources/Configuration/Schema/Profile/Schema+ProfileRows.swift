internal import Model

extension Schema {
    static let profileID = FieldSection(
        "profiles.NAME.id",
        "The column that identifies a row: exactly one of `made` and `from`.",
        ProfileIDFields()
    )

    static let profileOwner = FieldSection(
        "profiles.NAME.owner",
        "The column with the owner of a row. An owner must exist, unless `creates` is declared.",
        ProfileOwnerFields()
    )

    static let profileCreates = FieldSection(
        "profiles.NAME.owner.creates",
        "The columns of an owner's row, which Keyturn creates if it is missing.",
        ProfileCreatesFields()
    )

    static let profileName = FieldSection(
        "profiles.NAME.name",
        "The column with the name of a key.",
        ProfileNameFields()
    )

    static let profileActive = FieldSection(
        "profiles.NAME.active",
        "A column that shows whether a row is live.",
        ProfileActiveFields()
    )

    static let profileValue = FieldSection(
        "profiles.NAME.values.COLUMN",
        "What is written into a column that older versions of the application lack.",
        ProfileValueFields()
    )

    static let profileOwnerActive = FieldSection(
        "profiles.NAME.owner.active",
        "The column of the owners' table that marks disabled owners.",
        ProfileOwnerActiveFields()
    )

    static let profileDelays = FieldSection(
        "profiles.NAME.effectiveAfter",
        "How late the server notices a changed row.",
        ProfileDelaysFields()
    )
}

/// See ``Schema/profileID``.
struct ProfileIDFields {
    enum Made: String, CaseIterable {
        case uuid, database, sequence, text
    }

    let column = Field("column", .columnName("a column such as id"), .required, "The column.")
    let made = Field(
        "made",
        .choice(Made.self),
        .optional(default: nil),
        """
        Who creates an id: Keyturn creates `uuid` and `text`; `database` is the column's default; `sequence` is the \
        next value of the column's sequence, read before the row is written.
        """
    )
    let length = Field(
        "length",
        .count("a number of characters such as 16", 8...255),
        .optional(default: nil),
        "For `made: text`: how many random letters and digits."
    )
    let from = Field(
        "from",
        .braced("a text such as \"{first8}.{stored}\""),
        .optional(default: nil),
        "Instead of `made`: pieces of the key and the stored form, bytes of it in hexadecimal."
    )
}

/// See ``Schema/profileOwner``.
struct ProfileOwnerFields {
    let column = Field("column", .columnName("a column such as user_id"), .required, "The column.")
    let type = Field("type", .choice(OwnerColumn.Kind.self), .required, "What identifies an owner.")
    let references = Field(
        "references",
        .reference("a column of another table such as users.id"),
        .optional(default: nil),
        "The column of the owners' own table. Default: taken from the foreign key in the database."
    )
    let creates = Field(
        "creates",
        .map(Schema.profileCreates),
        .optional(default: nil),
        "How to create a missing owner; without it, a missing owner is an error."
    )
    let dedicated = Field(
        "dedicated",
        .flag,
        .optional(default: "false"),
        "Whether every row of an owner is the identity's."
    )
    let active = Field(
        "active",
        .map(Schema.profileOwnerActive),
        .optional(default: nil),
        "The column of the owners' table that marks disabled owners, whose keys are refused."
    )
}

/// See ``Schema/profileCreates``.
struct ProfileCreatesFields {
    let email = Field("email", .columnName("a column such as email"), .required, "The column of the e-mail address.")
    let name = Field("name", .columnName("a column such as name"), .required, "The column of the name.")
    let created = Field(
        "created",
        .columnName("a column such as created_at"),
        .optional(default: nil),
        "The column with the time at which the row was created, written as `created` of keys."
    )
    let updated = Field(
        "updated",
        .columnName("a column such as updated_at"),
        .optional(default: nil),
        "The column with the time of the row's last change."
    )
}

/// See ``Schema/profileName``.
struct ProfileNameFields {
    let column = Field("column", .columnName("a column such as label"), .required, "The column.")
    let unique = Field(
        "unique",
        .flag,
        .optional(default: "false"),
        "Whether a second row of the same name is refused: then the new key's fingerprint is appended: `NAME "
            + "(5f1d7b4fc5e2)`."
    )
    let maximum = Field(
        "maximum",
        .count("a number of characters such as 64", 1...1_000_000),
        .optional(default: nil),
        "How many characters fit."
    )
}

/// See ``Schema/profileActive``.
struct ProfileActiveFields {
    let column = Field("column", .columnName("a column such as revoked"), .required, "The column.")
    let live = Field(
        "live",
        .values("a list of values such as [false, null]"),
        .required,
        "The values of a live row; the first is written to a new one."
    )
    let ended = Field(
        "ended",
        .value("a value such as true, or now"),
        .required,
        "The value that ends a row; `now` is the current time."
    )
    let ifPresent = TimeFields.ifPresent
}

/// See ``Schema/profileValue``.
struct ProfileValueFields {
    let value = Field("value", .value("a value such as PROJECT"), .required, "What is written.")
    let ifPresent = TimeFields.ifPresent
}

/// See ``Schema/profileOwnerActive``.
struct ProfileOwnerActiveFields {
    let column = Field("column", .columnName("a column such as disabled"), .required, "The column.")
    let live = Field(
        "live",
        .values("a list of values such as [false]"),
        .required,
        "The values of an owner that may use keys."
    )
}

/// See ``Schema/profileDelays``.
struct ProfileDelaysFields {
    let ended = Field(
        "ended",
        .duration,
        .optional(default: nil),
        "How long an ended key may still be accepted."
    )
    let issued = Field(
        "issued",
        .duration,
        .optional(default: nil),
        "How long a new key may still be refused."
    )
    let renewedByUse = Field(
        "renewedByUse",
        .flag,
        .optional(default: "false"),
        "Whether every use of an ended key delays its refusal."
    )
}
