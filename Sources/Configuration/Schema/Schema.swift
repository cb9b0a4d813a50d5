/// Every field of an environment file, in one place: the reader walks it, and the reference is written from it.
///
/// The names are a promise: fields are added, never renamed.
package enum Schema {
    package static let environment = Section(
        "",
        """
        An environment file, `NAME.yaml`, merged over `_defaults.yaml`: maps merge, scalars and lists replace, an \
        explicit null removes.
        """,
        later: laterAnywhere,
        [
            Field(
                "environment",
                .text("the file's name without .yaml"),
                .required,
                "Must match the file's name, so that a copied file cannot pass for another environment."
            ),
            Field("database", .map(database), .required, "Where the environment's keys are verified."),
            Field(
                "output",
                .text("a folder such as ../deploy/prod"),
                .required,
                "The folder that fragments are written to; nothing is ever written outside it. Relative to the file."
            ),
            Field(
                "identities",
                .named("service identities", identity),
                .required,
                "The service identities of the environment."
            ),
        ]
    )

    static let database = Section(
        "database",
        "The environment's store.",
        later: laterAnywhere,
        [
            Field(
                "url",
                .text("postgresql://… or sqlite:PATH"),
                .required,
                """
                `postgresql://…`, with everything that libpq knows, or `sqlite:PATH`, relative to the file. Passwords \
                belong in a variable, PGPASSFILE or a service file.
                """
            )
        ]
    )

    static let identity = Section(
        "identities.NAME",
        "One service identity and the keys that it holds.",
        later: laterAnywhere,
        [
            Field("owner", .map(owner), .required, "The row of the users table that the keys belong to."),
            Field("key", .map(key), .required, "What the identity's keys are called and look like."),
            Field("rotation", .map(rotation), .optional(default: nil), "When a key is replaced, and how."),
            Field("deliver", .list(delivery), .required, "Where the current key is delivered to; at least one place."),
        ]
    )

    static let owner = Section(
        "identities.NAME.owner",
        "One row of the users table. Created where it is missing, never changed.",
        later: laterAnywhere,
        [
            Field("id", .text("a UUID"), .required, "The row's primary key."),
            Field(
                "email",
                .text("an e-mail address such as system@backend"),
                .required,
                "At most 255 characters; unique in the database."
            ),
            Field("name", .text("a name such as Backend Service"), .required, "At most 255 characters."),
        ]
    )

    static let key = Section(
        "identities.NAME.key",
        "The identity's keys.",
        later: laterAnywhere,
        [
            Field(
                "name",
                .text("a name such as Backend Service API Key"),
                .required,
                "The name column of the key's rows: with the owner's id it tells which rows are the identity's."
            ),
            Field(
                "prefix",
                .text("a prefix such as mcp_"),
                .optional(default: "\"\""),
                "What every key begins with: letters, digits, `_` and `-`."
            ),
            Field(
                "bytes",
                .wholeNumber("a number of random bytes such as 32"),
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

    static let rotation = Section(
        "identities.NAME.rotation",
        "The key's schedule. Durations are one number and one of `s m h d w`.",
        later: laterAnywhere.union(["cron", "timezone", "window", "jitter"]),
        [
            Field("every", .duration, .optional(default: nil), "The age at which a key is replaced; never, if absent."),
            Field("overlap", .duration, .optional(default: "1d"), "How long a replaced key keeps working."),
            Field(
                "expires",
                .duration,
                .optional(default: nil),
                "The end that every key is born with, longer than `every` and `overlap` together; none, if absent."
            ),
        ]
    )

    static let delivery = Section(
        "identities.NAME.deliver[]",
        "One place that the current key is delivered to: exactly one of `compose`, `dotenv`, `secret` and `template`.",
        later: laterAnywhere,
        [
            Field(
                "compose",
                .text("a compose service"),
                .optional(default: nil),
                "The service whose environment gets `variable`, in compose.keyturn.yaml."
            ),
            Field(
                "dotenv",
                .text("a file such as backend.env"),
                .optional(default: nil),
                """
                The dotenv file that gets `variable`, inside the output folder. One that begins with Keyturn's header is \
                written whole; of any other, every byte but the value is kept.
                """
            ),
            Field(
                "secret",
                .text("a secret's name"),
                .optional(default: nil),
                """
                A file with nothing but the key, secrets/NAME, mounted into `service` under /run/secrets, its path in \
                `variable`.
                """
            ),
            Field(
                "template",
                .text("a template such as nginx.conf.mustache"),
                .optional(default: nil),
                """
                The mustache template that `file` is made from: a bare name is looked up in templates/ beside the \
                folder of environments, a path is relative to the file that names it.
                """
            ),
            Field("service", .text("a compose service"), .optional(default: nil), "For `secret`: who mounts it."),
            Field(
                "variable",
                .text("a variable such as PM_MCP_API_KEY"),
                .optional(default: nil),
                "For `compose`, `dotenv` and `secret`: the environment variable."
            ),
            Field(
                "file",
                .text("a file such as nginx.conf"),
                .optional(default: nil),
                "For `template`: the file to write, inside the output folder."
            ),
            Field(
                "mode",
                .text("permissions such as \"0640\""),
                .optional(default: "\"0600\""),
                """
                Who may read the file, in octal; never writable by others. Where none is declared, a dotenv file that \
                exists keeps its own.
                """
            ),
            Field("owner", .text("a user's name or number"), .optional(default: nil), "The user who owns the file."),
            Field("group", .text("a group's name or number"), .optional(default: nil), "The group of the file."),
        ]
    )

    /// Fields of the contract that are to come.
    private static let laterAnywhere: Set<String> = [
        "adoption", "quiet", "adoptionDeadline", "onChange", "state", "retain", "verify", "consumer", "logs", "watch",
        "isolation", "audit",
    ]
}
