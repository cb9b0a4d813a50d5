internal import Model

/// What the server keeps of identifying values, as the text that their rows are found by: `1.50` is 1.5 in a `numeric(6,1)`.
struct PostgreSQLKeptTexts {
    private var texts: [ColumnValue: String?] = [:]

    /// Nil for NULL.
    func text(of value: ColumnValue) -> String? {
        if let text = texts[value] { return text }
        return value.value.text
    }

    /// Asks for what is not known yet of these owners' values.
    ///
    /// A value that its type refuses stays as it is: no row holds it.
    mutating func learn(
        _ owners: [Owner],
        _ table: PostgreSQLTable,
        _ ask: (String, [PostgreSQLParameter]) -> PostgreSQLResult?
    ) {
        var asked: [String: Set<ColumnValue>] = [:]
        for name in table.table.identifying {
            guard let column = table.columns[name], !column.isText, !column.isEnumeration else { continue }
            for owner in owners {
                for value in owner.id.described?.values ?? [] where value.column == name && texts[value] == nil {
                    asked[column.name, default: []].insert(value)
                }
            }
        }
        for (type, values) in asked {
            for value in values {
                texts[value] = .some(value.value.text)
                let column = table.columns[value.column]
                guard let text = PostgreSQLValueText.text(of: RowValue(value.value), in: column) else { continue }
                let sql = "SELECT (\(PostgreSQLValueText.read("($1::text[])[1]", as: type)))::text"
                if let kept = ask(sql, [.texts([text])])?.text(0, 0) { texts[value] = .some(kept) }
            }
        }
    }
}
