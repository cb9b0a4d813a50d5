internal import Model

extension Schema {
    static let profileStored = FieldSection(
        "profiles.NAME.stored",
        "The column that holds the key itself, a digest of it, or a salted digest.",
        ProfileStoredFields()
    )

    static let profilePepper = FieldSection(
        "profiles.NAME.stored.pepper",
        "A secret of the application that is digested with every key.",
        ProfilePepperFields()
    )

    static let profileSalt = FieldSection(
        "profiles.NAME.stored.salt",
        "Random characters that are digested with one key. Without a column they are in the prefix of the digest.",
        ProfileSaltFields()
    )

    static let profileDerived = FieldSection(
        "profiles.NAME.derived[]",
        "Another column that is computed from the key, as `stored` without salt.",
        ProfileDerivedFields()
    )
}

/// See ``Schema/profileStored``.
struct ProfileStoredFields {
    let column = Field("column", .columnName("a column such as token"), .required, "The column.")
    let scheme = Field(
        "scheme",
        .choice(StoredForm.Scheme.self),
        .optional(default: "plain"),
        "How what is stored is computed."
    )
    let encoding = Field(
        "encoding",
        .choice(StoredForm.Encoding.self),
        .optional(default: "hex"),
        "How a digest is written: `base64url` without padding, `bytes` in a column that holds bytes."
    )
    let prefix = Field(
        "prefix",
        .literal("a text such as sha256$"),
        .optional(default: nil),
        "What is before a digest that is a text; `{salt}` in it stands for the salt."
    )
    let of = Field(
        "of",
        .text("key, afterPrefix or the name of a piece"),
        .optional(default: "key"),
        "Which part of the key is digested: all of it, what follows its prefix, or a named piece of its form, which then has to be "
            + "long enough by itself."
    )
    let pepper = Field(
        "pepper",
        .map(Schema.profilePepper),
        .optional(default: nil),
        "A secret of the application that is digested, too."
    )
    let salt = Field(
        "salt",
        .map(Schema.profileSalt),
        .optional(default: nil),
        "Random characters that are digested with one key, too."
    )
    let rounds = Field(
        "rounds",
        .count("a number of rounds such as 10000", 1...10_000_000),
        .optional(default: nil),
        "For `pbkdf2-sha256`: the number of iterations."
    )
    let length = Field(
        "length",
        .count("a number of bytes such as 50", 16...1_024),
        .optional(default: nil),
        "For `pbkdf2-sha256`: the number of bytes of the result."
    )
}

/// See ``Schema/profilePepper``.
struct ProfilePepperFields {
    let value = Field(
        "value",
        .variableAlone("a variable such as ${SALT}"),
        .required,
        "The pepper, from a variable: a secret like a key. It is needed only where an environment uses the profile."
    )
    let place = Field(
        "place",
        .choice(StoredPepper.Place.self),
        .required,
        "Where it goes: `before` or `after` the digested text, or as the `key` of an HMAC."
    )
    let hashed = Field(
        "hashed",
        .flag,
        .optional(default: "false"),
        "Whether its SHA-256 in hexadecimal is used instead."
    )
}

/// See ``Schema/profileSalt``.
struct ProfileSaltFields {
    let length = Field(
        "length",
        .count("a number of characters such as 10", 1...1_024),
        .required,
        "How many characters."
    )
    let encoding = Field("encoding", .choice(KeySalt.Encoding.self), .required, "The characters of a salt.")
    let column = Field(
        "column",
        .columnName("a column such as token_salt"),
        .optional(default: nil),
        "Its column; without one `prefix` must contain `{salt}`."
    )
    let place = Field(
        "place",
        .choice(KeySalt.Place.self),
        .optional(default: nil),
        "For `sha256` and `sha512`: `before` or `after` the digested text."
    )
}

/// See ``Schema/profileDerived``.
struct ProfileDerivedFields {
    let column = Field("column", .columnName("a column such as token_checksum"), .required, "The column.")
    let scheme = Field("scheme", .choice(StoredForm.Scheme.self), .required, "How it is computed.")
    let encoding = Field(
        "encoding",
        .choice(StoredForm.Encoding.self),
        .optional(default: "hex"),
        "How a digest is written."
    )
    let prefix = Field(
        "prefix",
        .literal("a text such as \"keyturn:\""),
        .optional(default: nil),
        "What is before a digest that is a text."
    )
    let of = Field(
        "of",
        .text("key, afterPrefix or the name of a piece"),
        .optional(default: "key"),
        "Which part of the key is digested."
    )
    let ifPresent = TimeFields.ifPresent
}
