extension Schema {
    static let revocations = FieldSection(
        "",
        """
        The keys that must not be live anywhere, for all environments: `_revoked.yaml`. Not merged with `_defaults.yaml`. \
        The next run replaces and deactivates each of them that it finds in a database or a fragment.
        """,
        fileTitle: "_revoked.yaml",
        RevocationsFields()
    )

    static let revocation = FieldSection(
        "revoked[]",
        "One revoked key.",
        RevocationFields()
    )
}

/// See ``Schema/revocations``.
struct RevocationsFields {
    let revoked = Field("revoked", .list(Schema.revocation), .optional(default: "none"), "The revoked keys.")
}

/// See ``Schema/revocation``.
struct RevocationFields {
    let fingerprint = Field(
        "fingerprint",
        .fingerprint("12 to 64 hexadecimal digits such as 0f1e2d3c4b5a"),
        .required,
        """
        The beginning of the key's SHA-256, as Keyturn shows it; 12 digits are enough. Never the key itself: this file \
        would give it away. 64 digits count as a whole SHA-256, even if they are a key.
        """
    )
    let date = Field(
        "date",
        .date("a date such as 2026-11-20"),
        .required,
        "The day of the revocation, for people."
    )
    let reason = Field("reason", .text("a reason, for people"), .required, "Why it was revoked.")
}
