/// A table's or column's name, quoted for both engines: `name` becomes `"name"`, `schema.name` `"schema"."name"`.
func quoted(_ identifier: String) -> String {
    identifier.split(separator: ".", omittingEmptySubsequences: false)
        .map { "\"\($0.replacing("\"", with: "\"\""))\"" }
        .joined(separator: ".")
}

/// A column's name, whatever characters it has: a dot in it separates nothing.
func quoted(column: String) -> String { "\"\(column.replacing("\"", with: "\"\""))\"" }

/// Columns as an `INSERT` lists them.
func quoted(_ columns: [String]) -> String {
    columns.map { quoted($0) }.joined(separator: ", ")
}
