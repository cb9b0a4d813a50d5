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
            Field(
                "audit",
                .map(audit),
                .optional(default: nil),
                "Where everything that apply, rotate and revoke do, or do not, is written down."
            ),
            Field(
                "forgotten",
                .texts("a list such as [c1ff5e0d2a37, old/backend.env]", .filled),
                .optional(default: nil),
                """
                Keys and files that no declaration names and that are left on purpose, so that they are not reported as \
                orphaned, or ended since the audit file says that they were revoked: fingerprints (12 or more hex digits), owner ids (all keys of that owner), and paths of files \
                relative to the output folder. `keyturn status --all` lists them.
                """
            ),
        ]
    )

    static let database = Section(
        "database",
        "The environment's store.",
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

    /// Every section of an environment file.
    static let all = [
        environment, isolation, audit, database, identity, owner, key, rotation, window, delivery, watch, consumer,
        verify,
        answer(""), log,
    ]
}
