extension Schema {
    static let delivery = FieldSection(
        "identities.NAME.deliver[]",
        "One place that the current key is delivered to: exactly one of `compose`, `dotenv`, `secret` and `template`.",
        alternatives: DeliveryKind.allCases.map { Section.Alternative($0.rawValue, with: $0.companions) },
        DeliveryFields()
    )
}

/// See ``Schema/delivery``.
struct DeliveryFields {
    let compose = Field(
        "compose",
        .name("a compose service", of: "service"),
        .optional(default: nil),
        "The service whose environment gets `variable`, in compose.keyturn.yaml."
    )
    let dotenv = Field(
        "dotenv",
        .fragmentPath("a file such as backend.env"),
        .optional(default: nil),
        """
        The dotenv file that gets `variable`, inside the output folder. One that begins with Keyturn's header is \
        written whole; in any other, only the value changes. A file that is ambiguous, encrypted or of another format \
        is refused.
        """
    )
    let secret = Field(
        "secret",
        .name("a secret's name", of: "secret"),
        .optional(default: nil),
        """
        A file with nothing but the key, secrets/NAME, mounted into `service` under /run/secrets, its path in \
        `variable`.
        """
    )
    let template = Field(
        "template",
        .template("a template such as nginx.conf.mustache"),
        .optional(default: nil),
        """
        The mustache template that `file` is made from: a bare name is looked up in templates/ beside the \
        folder of environments, a path is relative to the file that names it. It must lead to a file of the \
        configuration's repository.
        """
    )
    let service = Field(
        "service",
        .name("a compose service", of: "service"),
        .optional(default: nil),
        "For `secret`: who mounts it."
    )
    let variable = Field(
        "variable",
        .variable("a variable such as PM_MCP_API_KEY"),
        .optional(default: nil),
        "For `compose`, `dotenv` and `secret`: the environment variable."
    )
    let publicVariable = Field(
        "publicVariable",
        .variable("a variable such as LANGFUSE_PUBLIC_KEY"),
        .optional(default: nil),
        """
        For `compose` and `dotenv`: the environment variable of the key's public part, where the profile has a \
        `publicId`. In templates it is `{{publicId}}`.
        """
    )
    let file = Field(
        "file",
        .fragmentPath("a file such as nginx.conf"),
        .optional(default: nil),
        "For `template`: the file to write, inside the output folder."
    )
    let mode = Field(
        "mode",
        .mode("permissions such as \"0640\""),
        .optional(default: "\"0600\""),
        """
        Who may read the file, in octal; never writable by others. Without it, a dotenv file that users own keeps its \
        mode.
        """
    )
    let owner = Field(
        "owner",
        .account("a user's name or number"),
        .optional(default: nil),
        "The user who owns the file. Default: the user that runs Keyturn; a dotenv file that users own keeps its owner."
    )
    let group = Field(
        "group",
        .account("a group's name or number"),
        .optional(default: nil),
        "The group of the file."
    )
}
