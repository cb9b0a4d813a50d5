/// Every field of an environment file, in one place: the reader walks it, and the reference is written from it.
///
/// The names are a promise: fields are added, never renamed.
package enum Schema {
    static let environment = FieldSection(
        "",
        """
        An environment file, `NAME.yaml`, merged over `_defaults.yaml`: maps merge, scalars and lists replace, an \
        explicit null removes.
        """,
        fileTitle: "an environment file",
        EnvironmentFields()
    )

    static let database = FieldSection(
        "database",
        "The environment's database.",
        DatabaseFields()
    )

    /// Every section of an environment file.
    static let all: [Section] = [
        environment, isolation, audit, database, identity, owner, key, rotation, window, delivery, watch, consumer,
        verify,
        answer(""), log,
    ]
}

/// See ``Schema/environment``.
struct EnvironmentFields {
    let environment = Field(
        "environment",
        .text("the file's name without .yaml", .name),
        .required,
        "Must match the file's name, so that a copied file cannot pass for another environment.",
        isInheritable: false
    )
    let database = Field("database", .map(Schema.database), .required, "Where the environment's keys are verified.")
    let output = Field(
        "output",
        .outputFolder("a folder such as ../deploy/prod"),
        .required,
        "The folder that fragments are written to; nothing is ever written outside it. Relative to the file."
    )
    let identities = Field(
        "identities",
        .named("service identities", Schema.identity),
        .required,
        "The service identities of the environment."
    )
    let maxPerRun = Field(
        "maxPerRun",
        .count("a number such as 20", 1...1_000_000),
        .optional(default: nil),
        """
        How many rotations one run of `keyturn rotate` starts at most; all that are due, if absent. The others, those \
        that became due last, are listed and left for the next run. A key that is about to end is rotated in any case, \
        and a revocation never waits. `keyturn apply` is not limited, since a person reviews it.
        """
    )
    let onChange = Field(
        "onChange",
        .texts("a list such as [docker, compose, up, -d, api]"),
        .optional(default: nil),
        """
        The program and its arguments, run without a shell after a change of fragments, once per run, in the folder of \
        this file. For every identity that declares none of its own.
        """
    )
    let onChangeTimeout = Field(
        "onChangeTimeout",
        .duration,
        .optional(default: "5m"),
        "How long it may take before it is killed and counts as failed."
    )
    let watch = Field(
        "watch",
        .list(Schema.watch),
        .optional(default: nil),
        """
        Secrets that others issue and that environments must not share. Keyturn compares them and reports their age, \
        and never writes them.
        """
    )
    let isolation = Field(
        "isolation",
        .map(Schema.isolation),
        .optional(default: nil),
        "How environments are compared if no machine can reach all of their databases."
    )
    let audit = Field(
        "audit",
        .map(Schema.audit),
        .optional(default: nil),
        "Where apply, rotate and revoke record everything that they do or refuse."
    )
    let forgotten = Field(
        "forgotten",
        .texts("a list such as [c1ff5e0d2a37, old/backend.env]", .filled),
        .optional(default: nil),
        """
        Keys and files that no declaration names and that you keep on purpose. They are not reported as orphaned, and \
        not ended because the audit file says that they were revoked: fingerprints (12 or more hex digits, or \
        `row:…`), owner ids (all keys of that owner), and paths of files relative to the output folder. `keyturn \
        status --all` lists them.
        """
    )
}

/// See ``Schema/database``.
struct DatabaseFields {
    let url = Field(
        "url",
        .databaseURL("postgresql://… or sqlite:PATH"),
        .required,
        """
        `postgresql://…`, with everything that libpq knows, or `sqlite:PATH`, relative to the file. Passwords \
        belong in a variable, PGPASSFILE or a service file.
        """
    )
    let profile = Field(
        "profile",
        .text("a profile such as pm-mcp-server", .name),
        .optional(default: "pm-mcp-server"),
        "Which key table it has: a profile that is shipped, or one of `_profiles.yaml`; see `keyturn profile list`."
    )
}
