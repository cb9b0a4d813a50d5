internal import Model

extension Schema {
    static let profileKey = FieldSection(
        "profiles.NAME.key",
        "What keys look like: `prefix`, `bytes` and `encoding`, or a `form`.",
        apart: [["form", "prefix"], ["form", "bytes"], ["form", "encoding"]],
        ProfileKeyFields()
    )

    static let profileLookup = FieldSection(
        "profiles.NAME.lookup",
        "The column that candidates are found by: exactly one of `first` and `last`.",
        ProfileLookupFields()
    )

    static let profileAccepts = FieldSection(
        "profiles.NAME.alsoAccepts",
        "Other spellings that the server accepts for the same key.",
        ProfileAcceptsFields()
    )

    static let profilePublicID = FieldSection(
        "profiles.NAME.publicId",
        "A public part next to the secret.",
        ProfilePublicIDFields()
    )

    static let profileHint = FieldSection(
        "profiles.NAME.hints[]",
        "One column with pieces of the whole key: exactly one of `first`, `last` and `text`.",
        alternatives: ["first", "last", "text"].map { Section.Alternative($0, with: []) },
        ProfileHintFields()
    )
}

/// See ``Schema/profileKey``.
struct ProfileKeyFields {
    let prefix = Field(
        "prefix",
        .prefix("a prefix such as sk-"),
        .optional(default: "\"\""),
        "What every key begins with: letters, digits, `_` and `-`."
    )
    let bytes = Field(
        "bytes",
        .keyBytes("a number of random bytes such as 32"),
        .optional(default: "32"),
        "How many random bytes a key has; at least 16."
    )
    let encoding = Field(
        "encoding",
        .choice(KeyFormat.Encoding.self),
        .optional(default: "hex"),
        "How the random bytes are written."
    )
    let form = Field(
        "form",
        .keyPattern("a form such as \"{alphanumeric:8}.{secret=hex:64}\""),
        .optional(default: nil),
        """
        Random pieces in braces: `hex`, `base64url` or `alphanumeric` with a number of characters, or `uuid`. A piece \
        may be named; `{id}` is the row's. Between the pieces may be letters, digits and `_.:~-`.
        """
    )
}

/// See ``Schema/profileLookup``.
struct ProfileLookupFields {
    let column = Field("column", .columnName("a column such as key_prefix"), .required, "The column.")
    let first = Field(
        "first",
        .count("a number of characters such as 8"),
        .optional(default: nil),
        "How many characters of the whole key, from its beginning."
    )
    let last = Field(
        "last",
        .count("a number of characters such as 8"),
        .optional(default: nil),
        "How many characters of the whole key, from its end."
    )
}

/// See ``Schema/profileAccepts``.
struct ProfileAcceptsFields {
    let prefix = Field(
        "prefix",
        .prefix("a prefix such as mcp_"),
        .required,
        "The prefix that one spelling has and the other lacks."
    )
    let spellings = Field(
        "spellings",
        .spellingWords("a list such as [withoutPrefix, withPrefix]"),
        .required,
        "`withoutPrefix`: a row without it is found by a key with it; `withPrefix`: the other way round."
    )
}

/// See ``Schema/profilePublicID``.
struct ProfilePublicIDFields {
    let column = Field("column", .columnName("a column such as public_key"), .required, "The column.")
    let form = Field(
        "form",
        .keyPattern("a form such as \"pk-lf-{uuid}\""),
        .required,
        "What it looks like, as `key.form`."
    )
}

/// See ``Schema/profileHint``.
struct ProfileHintFields {
    let column = Field("column", .columnName("a column such as last4"), .required, "The column.")
    let first = Field(
        "first",
        .count("a number of characters such as 4"),
        .optional(default: nil),
        "How many characters, from the key's beginning."
    )
    let last = Field(
        "last",
        .count("a number of characters such as 4"),
        .optional(default: nil),
        "How many characters, from the key's end."
    )
    let text = Field(
        "text",
        .braced("a text such as \"{first4}...{last4}\""),
        .optional(default: nil),
        "A text that contains such pieces."
    )
    let ifPresent = TimeFields.ifPresent
}
