extension Schema {
    static let isolation = FieldSection(
        "isolation",
        "How `keyturn isolation export` writes fingerprints. The same for every environment.",
        IsolationFields()
    )
}

/// See ``Schema/isolation``.
struct IsolationFields {
    let pepper = Field(
        "pepper",
        .text("a variable such as ${KEYTURN_PEPPER}"),
        .optional(default: nil),
        """
        What fingerprints in manifests are keyed with (HMAC-SHA256), at least 16 characters, from a variable: a secret \
        of the team. Without one, only fingerprints of keys that cannot be guessed are written.
        """
    )
}
