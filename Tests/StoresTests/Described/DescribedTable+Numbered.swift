import Model

extension DescribedTable {
    /// Keys are made of their rows' numbers, and only what is behind those is digested: `17.SECRET`.
    static let numbered = table(
        "keys with the numbers of their rows",
        .sequence,
        postgreSQL: "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        sqlite: "id INTEGER PRIMARY KEY AUTOINCREMENT"
    )

    /// The same with UUIDs, which are drawn with the keys.
    static let drawn = table(
        "keys with the ids of their rows",
        .uuid,
        postgreSQL: "id uuid PRIMARY KEY",
        sqlite: "id TEXT PRIMARY KEY"
    )

    private static func table(
        _ description: String,
        _ source: RowIDForm.Source,
        postgreSQL: String,
        sqlite: String
    ) -> DescribedTable {
        var form = StoredForm(column: "digest")
        form.scheme = .sha256
        form.of = .piece("secret")
        var profile = Profile(name: "own", table: TableName("own_keys") ?? django.profile.table, stored: form)
        guard let pattern = try? KeyPattern("{id}.{secret=hex:64}") else { preconditionFailure("a valid form") }
        profile.key = .pattern(pattern)
        profile.id = RowIDForm(column: "id", source: source)
        profile.owner = OwnerColumn(column: "owner", kind: .integer)
        profile.nameColumn = NameColumn(column: "label")
        profile.expires = TimeColumn(column: "ends", kind: .timestamp)
        profile.created = TimeColumn(column: "made", kind: .timestamp)
        let columns = """
            digest text NOT NULL, owner bigint, label text, ends timestamp, made timestamp NOT NULL
            """
        return DescribedTable(
            testDescription: description,
            profile: profile,
            postgreSQL: "CREATE TABLE own_keys (\(postgreSQL), \(columns))",
            sqlite: "CREATE TABLE own_keys (\(sqlite), \(columns))"
        )
    }
}
