extension Schema {
    static let profiles = FieldSection(
        "",
        """
        The key tables of a team's own applications, for all environments: `_profiles.yaml`. Not merged with \
        `_defaults.yaml`. It is a separate file, so that it can have separate reviewers. Column names are literal and \
        case-sensitive.
        """,
        fileTitle: "_profiles.yaml",
        ProfilesFields()
    )

    static let profile = FieldSection(
        "profiles.NAME",
        """
        The description of one key table: its columns, what makes a row live, how it ends. `database.profile` names it. \
        A key of an identity must be found by a `name`; or by `only` or a value that `identifies`, with an `owner`; or \
        by an owner that is `dedicated`.
        """,
        ProfileFields()
    )

    /// Every section of `_profiles.yaml`.
    static let allOfProfiles: [Section] = [
        profiles, profile, profileKey, profileStored, profilePepper, profileSalt, profileDerived, profileLookup,
        profileAccepts, profilePublicID, profileID, profileOwner, profileCreates, profileName, profileActive,
        profileOwnerActive, profileExpires, profileCreated, profileUpdated, profileUsed, profileTimeType, profileHint,
        profileValue, profileDelays,
    ]
}

/// See ``Schema/profiles``.
struct ProfilesFields {
    let profiles = Field(
        "profiles",
        .named("profiles", Schema.profile),
        .optional(default: "none"),
        "The profiles. None may have the name of one that is shipped: `extends` it instead."
    )
}

/// See ``Schema/profile``.
struct ProfileFields {
    let table = Field(
        "table",
        .tableName("a table such as api_keys"),
        .required,
        "The table that the application looks keys up in; `schema.table` if it is not in the search path."
    )
    let key = Field(
        "key",
        .map(Schema.profileKey),
        .optional(default: nil),
        "The default format of keys of identities. Default: 32 random bytes in hexadecimal."
    )
    let stored = Field(
        "stored",
        .map(Schema.profileStored),
        .required,
        "The column that holds the key, and in which form."
    )
    let lookup = Field(
        "lookup",
        .map(Schema.profileLookup),
        .optional(default: nil),
        "The column that candidates are found by. Required for salted forms."
    )
    let alsoAccepts = Field(
        "alsoAccepts",
        .spellings("a list such as [withoutPrefix, withPrefix]", Schema.profileAccepts),
        .optional(default: nil),
        """
        Other spellings that the server accepts for the same key: `withoutPrefix`, `withPrefix`; a map where their \
        prefix is not that of `key`.
        """
    )
    let publicId = Field(
        "publicId",
        .map(Schema.profilePublicID),
        .optional(default: nil),
        "A public part next to the secret, such as a client's id."
    )
    let id = Field(
        "id",
        .map(Schema.profileID),
        .optional(default: nil),
        "The column that identifies a row. Default: the stored form."
    )
    let owner = Field(
        "owner",
        .map(Schema.profileOwner),
        .optional(default: nil),
        "The column with the owner of a row. Default: rows have no owner."
    )
    let only = Field(
        "only",
        .columns("a map from columns to values such as { tokenable_type: App }"),
        .optional(default: nil),
        "Values that are written to every row, and that every row must have to count."
    )
    let name = Field("name", .map(Schema.profileName), .optional(default: nil), "The column with the name of a key.")
    let active = Field(
        "active",
        .listOrOne(Schema.profileActive),
        .optional(default: nil),
        "The columns that show whether a row is live; in a list, all of them must."
    )
    let expires = Field(
        "expires",
        .map(Schema.profileExpires),
        .optional(default: nil),
        "The column with the expiry that the server enforces. Without one, Keyturn ends keys itself."
    )
    let created = Field(
        "created",
        .map(Schema.profileCreated),
        .optional(default: nil),
        """
        The column with the time at which a row was created. Required if there is neither `expires` nor `name`. Without it, \
        the age of a key is counted back from its expiry.
        """
    )
    let updated = Field(
        "updated",
        .map(Schema.profileUpdated),
        .optional(default: nil),
        "The column with the time of a row's last change."
    )
    let used = Field(
        "used",
        .map(Schema.profileUsed),
        .optional(default: nil),
        "The column with the time of a key's last use. It may be that of `updated`."
    )
    let derived = Field(
        "derived",
        .list(Schema.profileDerived),
        .optional(default: nil),
        "Other columns that are computed from the key."
    )
    let hints = Field(
        "hints",
        .list(Schema.profileHint),
        .optional(default: nil),
        "Columns with pieces of the key, which the application shows."
    )
    let values = Field(
        "values",
        .columns("a map from columns to values such as { scope: PROJECT, models: [] }"),
        .optional(default: nil),
        """
        Further values that are written to every row, by the types of the columns. A text may hold `{name}`, \
        `{fingerprint}`, `{uuid}` and `{text:N}`, N random letters and digits; a doubled brace is a brace. A \
        column that older versions of the application lack: `{ value: PROJECT, ifPresent: true }`.
        """
    )
    let perIdentity = Field(
        "perIdentity",
        .demands("a map from columns to demands such as { scopes: required }"),
        .optional(default: nil),
        """
        Columns whose values identities say (`key.values`): `optional`, `required`, or `identifies`, which is required \
        and which every row must have to count. A column of `values` may be listed here, too; its value is the \
        default.
        """
    )
    let effectiveAfter = Field(
        "effectiveAfter",
        .delays("a duration such as 60s", Schema.profileDelays),
        .optional(default: nil),
        "How late the server notices a changed row: a duration, or a map with one for ended keys and one for new ones."
    )
    let onEnd = Field(
        "onEnd",
        .texts("a list such as [redis-cli, DEL, \"api-key:{stored}\"]"),
        .optional(default: nil),
        """
        The program and its arguments, run after a run has ended a row; `{stored}` is what was in the key's column: a \
        digest with its prefix, or bytes in hexadecimal. A plain profile must not pass it on.
        """
    )
    let onEndTimeout = Field(
        "onEndTimeout",
        .duration,
        .optional(default: "5m"),
        "How long it may take before it is killed and counts as failed."
    )
    let extends = Field(
        "extends",
        .text("a profile such as sanctum", .name),
        .optional(default: nil),
        """
        The profile that this one is merged over, as environments are over `_defaults.yaml`: a shipped one, or one of \
        this file that extends none itself.
        """
    )
}
