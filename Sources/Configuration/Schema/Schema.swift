internal import Model

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
        fileTitle: "an environment file",
        later: laterAnywhere,
        [
            Field(
                "environment",
                .text("the file's name without .yaml", .name),
                .required,
                "Must match the file's name, so that a copied file cannot pass for another environment.",
                isInheritable: false
            ),
            Field("database", .map(database), .required, "Where the environment's keys are verified."),
            Field(
                "output",
                .text("a folder such as ../deploy/prod", .outputFolder),
                .required,
                "The folder that fragments are written to; nothing is ever written outside it. Relative to the file."
            ),
            Field(
                "identities",
                .named("service identities", identity),
                .required,
                "The service identities of the environment."
            ),
            Field(
                "onChange",
                .texts("a list such as [docker, compose, up, -d, api]"),
                .optional(default: nil),
                """
                The program and its arguments that are run after a change of fragments, in the folder of this file, once a \
                run: no shell reads them. For every identity that declares none of its own.
                """
            ),
            Field(
                "onChangeTimeout",
                .duration,
                .optional(default: "5m"),
                "How long it may take before it is ended and counts as failed."
            ),
            Field(
                "watch",
                .list(watch),
                .optional(default: nil),
                """
                Secrets that others issue and that environments must not share. They are compared and their age is told; \
                they are never written.
                """
            ),
            Field(
                "isolation",
                .map(isolation),
                .optional(default: nil),
                "How environments are compared where no machine reaches all of their databases."
            ),
        ]
    )

    static let isolation = Section(
        "isolation",
        "How `keyturn isolation export` writes down what an environment holds. The same for every environment.",
        later: laterAnywhere,
        [
            Field(
                "pepper",
                .text("a variable such as ${KEYTURN_PEPPER}"),
                .optional(default: nil),
                """
                What fingerprints in manifests are keyed with (HMAC-SHA256), at least 16 characters, from a variable: a \
                secret of the team. Without one, only fingerprints of keys that nobody could guess are written down.
                """
            )
        ]
    )

    static let database = Section(
        "database",
        "The environment's store.",
        later: laterAnywhere,
        [
            Field(
                "url",
                .text("postgresql://… or sqlite:PATH", .databaseURL),
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
        ]
    )

    static let owner = Section(
        "identities.NAME.owner",
        "One row of the users table. Created where it is missing, never changed.",
        later: laterAnywhere,
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
        later: laterAnywhere,
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

    static let rotation = Section(
        "identities.NAME.rotation",
        "The key's schedule. Durations are one number and one of `s m h d w`.",
        later: laterAnywhere,
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
        later: laterAnywhere,
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

    static let delivery = Section(
        "identities.NAME.deliver[]",
        "One place that the current key is delivered to: exactly one of `compose`, `dotenv`, `secret` and `template`.",
        later: laterAnywhere,
        alternatives: DeliveryKind.allCases.map { kind in
            Section.Alternative("\(kind.field)", with: kind.companions.map { "\($0)" })
        },
        [
            Field(
                "compose",
                .text("a compose service", .name),
                .optional(default: nil),
                "The service whose environment gets `variable`, in compose.keyturn.yaml."
            ),
            Field(
                "dotenv",
                .text("a file such as backend.env", .fragmentPath),
                .optional(default: nil),
                """
                The dotenv file that gets `variable`, inside the output folder. One that begins with Keyturn's header is \
                written whole; of any other, every byte but the value is kept.
                """
            ),
            Field(
                "secret",
                .text("a secret's name", .name),
                .optional(default: nil),
                """
                A file with nothing but the key, secrets/NAME, mounted into `service` under /run/secrets, its path in \
                `variable`.
                """
            ),
            Field(
                "template",
                .text("a template such as nginx.conf.mustache", .templatePath),
                .optional(default: nil),
                """
                The mustache template that `file` is made from: a bare name is looked up in templates/ beside the \
                folder of environments, a path is relative to the file that names it.
                """
            ),
            Field(
                "service",
                .text("a compose service", .name),
                .optional(default: nil),
                "For `secret`: who mounts it."
            ),
            Field(
                "variable",
                .text("a variable such as PM_MCP_API_KEY", .variable),
                .optional(default: nil),
                "For `compose`, `dotenv` and `secret`: the environment variable."
            ),
            Field(
                "file",
                .text("a file such as nginx.conf", .fragmentPath),
                .optional(default: nil),
                "For `template`: the file to write, inside the output folder."
            ),
            Field(
                "mode",
                .text("permissions such as \"0640\"", .mode),
                .optional(default: "\"0600\""),
                """
                Who may read the file, in octal; never writable by others. Where none is declared, a dotenv file that \
                exists keeps its own.
                """
            ),
            Field(
                "owner",
                .text("a user's name or number", .account),
                .optional(default: nil),
                "The user who owns the file."
            ),
            Field(
                "group",
                .text("a group's name or number", .account),
                .optional(default: nil),
                "The group of the file."
            ),
        ]
    )

    package static let revocations = Section(
        "",
        """
        The keys that must be live nowhere, for all environments: `_revoked.yaml`. Not merged with `_defaults.yaml`. \
        Any of them that is found in a store or a fragment is replaced and deactivated by the next run.
        """,
        fileTitle: "_revoked.yaml",
        [Field("revoked", .list(revocation), .optional(default: "none"), "The revoked keys.")]
    )

    static let revocation = Section(
        "revoked[]",
        "One revoked key.",
        [
            Field(
                "fingerprint",
                .text("12 to 64 hexadecimal digits such as 0f1e2d3c4b5a", .fingerprint),
                .required,
                """
                The beginning of the key's SHA-256, as Keyturn shows it; 12 digits suffice. Never the key itself, which \
                this file would give away: 64 digits are taken for a whole SHA-256, even if they are a key.
                """
            ),
            Field(
                "date",
                .text("a date such as 2026-11-20", .date),
                .required,
                "The day of the revocation, for people."
            ),
            Field("reason", .text("a reason, for people"), .required, "Why it was revoked."),
        ]
    )

    package static let policy = Section(
        "",
        """
        Rules that environments must keep to, for all of them: `_policy.yaml`. Not merged with `_defaults.yaml`. Apart, so \
        that it can have reviewers of its own; [what each rule asks for](policies.md).
        """,
        fileTitle: "_policy.yaml",
        [
            Field(
                "rules",
                .rules,
                .optional(default: nil),
                """
                `RULE: VALUE` for every environment, or a map with `default`, the names of environments, and `severity` \
                (`error`, which refuses, or `warn`); an environment's own may be a map with `value` and `severity`.
                """
            ),
            Field("exceptions", .list(exception), .optional(default: "none"), "What is let pass, until a day."),
        ]
    )

    static let exception = Section(
        "exceptions[]",
        "One exception from one rule, listed in every plan; an error once its last day has passed.",
        [
            Field("rule", .text("a rule such as max-rotation-interval"), .required, "The rule."),
            Field(
                "address",
                .text("an environment such as prod, or an identity such as prod/legacy"),
                .required,
                "Whose findings it lets pass: those of one identity, or everything in an environment."
            ),
            Field(
                "until",
                .text("a date such as 2027-03-31", .date),
                .required,
                "The last day on which it holds, in UTC."
            ),
            Field("reason", .text("a reason, for people"), .required, "Why."),
            Field("approved-by", .text("a name such as platform"), .optional(default: nil), "Who agreed to it."),
        ]
    )

    /// Every section of an environment file.
    static let all = [environment, isolation, database, identity, owner, key, rotation, window, delivery, watch]

    /// Fields of the contract that are to come.
    static let laterAnywhere: Set<String> = ["verify", "consumer", "logs", "audit"]
}
