extension Schema {
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
}
