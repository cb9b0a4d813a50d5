extension Schema {
    static let watch = FieldSection(
        "watch[]",
        "Secrets that others issue: columns of a table in the environment's database, or variables in a dotenv file.",
        WatchFields()
    )
}

/// See ``Schema/watch``.
struct WatchFields {
    let table = Field(
        "table",
        .text("a table such as pm_provider_connections"),
        .optional(default: nil),
        "The table, in the environment's own database; `schema.table` if it is not in the search path."
    )
    let columns = Field(
        "columns",
        .texts("a list of columns such as [api_key, api_token]"),
        .optional(default: nil),
        """
        For `table`: the columns that hold the secrets, as text, bytes or strings in JSON. NULL and empty values are \
        ignored. Their values do not leave a PostgreSQL server: it digests them.
        """
    )
    let label = Field(
        "label",
        .texts("a list of columns such as [name, provider_type]"),
        .optional(default: nil),
        "For `table`: the columns that identify a row to people. Their values are shown, so they must hold no secret."
    )
    let ageColumn = Field(
        "ageColumn",
        .text("a column such as updated_at"),
        .optional(default: nil),
        """
        For `table`: the column that says when a row's secrets were set, in UTC. With `created_at`, a later \
        `updated_at` of the table counts, since rows are often renewed in place.
        """
    )
    let file = Field(
        "file",
        .text("a dotenv file such as ../legacy/.env"),
        .optional(default: nil),
        "Instead of `table`: a dotenv file, relative to the file that names it. It is only read, and links to it are followed."
    )
    let variables = Field(
        "variables",
        .texts("a list of variables such as [JIRA_API_TOKEN]"),
        .optional(default: nil),
        "For `file`: the variables that hold the secrets. An empty one is ignored."
    )
    let maxAge = Field(
        "maxAge",
        .duration,
        .optional(default: nil),
        """
        The age at which a secret is reported: by `ageColumn`, or by the time of the file's last change.
        """
    )
}
