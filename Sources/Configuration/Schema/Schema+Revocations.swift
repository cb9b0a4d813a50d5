extension Schema {
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
}
