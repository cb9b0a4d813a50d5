internal import Model

extension Schema {
    static let identity = Section(
        "identities.NAME",
        "One service identity and the keys that it holds.",
        [
            Field("owner", .map(owner), .required, "The row of the users table that the keys belong to."),
            Field("key", .map(key), .required, "What the identity's keys are called and look like."),
            Field("rotation", .map(rotation), .optional(default: nil), "When a key is replaced, and how."),
            Field("deliver", .list(delivery), .required, "Where the current key is delivered to; at least one place."),
            Field(
                "onChange",
                .texts("a list such as [docker, compose, up, -d, api]"),
                .optional(default: nil),
                """
                The program and its arguments that are run after a change of this identity's fragments, instead of the \
                environment's; null for none.
                """
            ),
            Field(
                "onChangeTimeout",
                .duration,
                .optional(default: nil),
                "How long it may take; as long as the environment says, if absent."
            ),
            Field(
                "state",
                .choice(["present", "absent"]),
                .optional(default: "present"),
                "`absent`: its live keys are deactivated and its variables leave the fragments."
            ),
            Field(
                "consumer",
                .listOrOne(consumer),
                .optional(default: nil),
                "What runs with the key: `keyturn verify` looks up which one it really has."
            ),
            Field(
                "verify",
                .map(verify),
                .optional(default: nil),
                """
                How the server is asked whether it accepts a key: by `keyturn verify`, and by every rotation, which gives                 the old key no end before the server accepted the new one.
                """
            ),
            Field(
                "logs",
                .listOrOne(log),
                .optional(default: nil),
                "Logs that `keyturn verify` searches, from the last delivery on."
            ),
        ]
    )

    static let owner = Section(
        "identities.NAME.owner",
        "One row of the users table. Created where it is missing, never changed.",
        [
            Field("id", .text("a UUID", .uuid), .required, "The row's primary key."),
            Field(
                "email",
                .text("an e-mail address such as system@backend", .column),
                .required,
                "At most 255 characters; unique in the database."
            ),
            Field("name", .text("a name such as Backend Service", .column), .required, "At most 255 characters."),
        ]
    )

    static let key = Section(
        "identities.NAME.key",
        "The identity's keys.",
        [
            Field(
                "name",
                .text("a name such as Backend Service API Key", .column),
                .required,
                "The name column of the key's rows: with the owner's id it tells which rows are the identity's."
            ),
            Field(
                "prefix",
                .text("a prefix such as mcp_", .prefix),
                .optional(default: "\"\""),
                "What every key begins with: letters, digits, `_` and `-`."
            ),
            Field(
                "bytes",
                .wholeNumber(
                    "a number of random bytes such as 32",
                    KeyFormat.minimumBytes...WellFormed.maximumColumnLength
                ),
                .optional(default: "32"),
                "How many random bytes a key holds; at least 16."
            ),
            Field(
                "encoding",
                .choice(["hex", "base64url"]),
                .optional(default: "hex"),
                "How the random bytes are written."
            ),
        ]
    )
}
