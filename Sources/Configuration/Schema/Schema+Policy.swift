extension Schema {
    static let policy = FieldSection(
        "",
        """
        Rules that environments must keep to, for all of them: `_policy.yaml`. Not merged with `_defaults.yaml`. Apart, so \
        that it can have reviewers of its own; [what each rule asks for](policies.md).
        """,
        fileTitle: "_policy.yaml",
        PolicyFields()
    )

    static let exception = FieldSection(
        "exceptions[]",
        "One exception from one rule, listed in every plan; an error once its last day has passed.",
        ExceptionFields()
    )
}

/// See ``Schema/policy``.
struct PolicyFields {
    let rules = Field(
        "rules",
        .rules,
        .optional(default: nil),
        """
        `RULE: VALUE` for every environment, or a map with `default`, the names of environments, and `severity` \
        (`error`, which refuses, or `warn`); an environment's own may be a map with `value` and `severity`.
        """
    )
    let exceptions = Field(
        "exceptions",
        .list(Schema.exception),
        .optional(default: "none"),
        "Findings that are accepted until a day."
    )
}

/// See ``Schema/exception``.
struct ExceptionFields {
    let rule = Field("rule", .text("a rule such as max-rotation-interval"), .required, "The rule.")
    let address = Field(
        "address",
        .text("an environment such as prod, or an identity such as prod/legacy"),
        .required,
        "Whose findings are accepted: those of one identity, or of a whole environment."
    )
    let until = Field(
        "until",
        .lastDay("a date such as 2027-03-31"),
        .required,
        "The last day on which it applies, in UTC."
    )
    let reason = Field("reason", .text("a reason, for people"), .required, "Why.")
    let approvedBy = Field(
        "approved-by",
        .text("a name such as platform"),
        .optional(default: nil),
        "Who approved it."
    )
}
