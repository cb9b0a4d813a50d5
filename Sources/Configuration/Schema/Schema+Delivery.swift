extension Schema {
    static let delivery = Section(
        "identities.NAME.deliver[]",
        "One place that the current key is delivered to: exactly one of `compose`, `dotenv`, `secret` and `template`.",
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
                written whole; of any other, every byte but the value is kept, and one that is not read alike by all, is \
                encrypted or of another format is refused.
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
                folder of environments, a path is relative to the file that names it. It must lead to a file of the \
                configuration's repository.
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
                users own keeps its own.
                """
            ),
            Field(
                "owner",
                .text("a user's name or number", .account),
                .optional(default: nil),
                "The user who owns the file: who runs Keyturn, where none is declared; a dotenv file that users own keeps its own."
            ),
            Field(
                "group",
                .text("a group's name or number", .account),
                .optional(default: nil),
                "The group of the file."
            ),
        ]
    )
}
