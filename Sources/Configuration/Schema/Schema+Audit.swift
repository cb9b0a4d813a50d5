extension Schema {
    static let audit = FieldSection(
        "audit",
        """
        The environment's audit file: one JSON line for each attempt, change, refusal, failure and skipped run, each \
        with the hash of the line before it. A run that cannot write it does nothing.
        """,
        AuditFields()
    )
}

/// See ``Schema/audit``.
struct AuditFields {
    let path = Field(
        "path",
        .localFile("a file such as /var/log/keyturn/prod.jsonl"),
        .required,
        "The file, relative to the file that names it; made with mode 0600, and its folder with 0700. Each environment has its own."
    )
    let syslog = Field(
        "syslog",
        .flag,
        .optional(default: "false"),
        "Send each line to the system's log (/dev/log, which journald reads) too."
    )
}
