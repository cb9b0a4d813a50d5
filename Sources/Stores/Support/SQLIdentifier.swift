/// A table's or column's name, quoted for both engines: `name` becomes `"name"`, `schema.name` `"schema"."name"`.
func quoted(_ identifier: String) -> String {
    identifier.split(separator: ".", omittingEmptySubsequences: false)
        .map { "\"\($0.replacing("\"", with: "\"\""))\"" }
        .joined(separator: ".")
}

/// Columns as an `INSERT` lists them.
func quoted(_ columns: [String]) -> String {
    columns.map { quoted($0) }.joined(separator: ", ")
}
