internal import Model

/// What the server keeps of identifying values, as the text that their rows are found by: `1.50` is 1.5 in a `numeric(6,1)`.
struct PostgreSQLKeptTexts {
    private var texts: [ColumnValue: String?] = [:]

    /// What the server answers; nil where it refuses a value.
    typealias Ask = (String, [PostgreSQLParameter]) throws(StoreError) -> PostgreSQLResult?

    /// Nil for NULL.
    func text(of value: ColumnValue) -> String? {
        if let text = texts[value] { return text }
        return value.value.text
    }

    /// Asks for what is not known yet of these owners' values, with one statement for each type.
    ///
    /// A value that its type refuses stays as it is: no row holds it.
    mutating func learn(_ owners: [Owner], _ table: PostgreSQLTable, _ ask: Ask) throws(StoreError) {
        var asked: [String: [(value: ColumnValue, text: String)]] = [:]
        for name in table.table.identifying {
            guard let column = table.columns[name], !column.isEnumeration,
                !column.isText || column.name.hasPrefix("character(")
            else { continue }
            for owner in owners {
                for value in owner.id.described?.values ?? [] where value.column == name && texts[value] == nil {
                    texts[value] = .some(value.value.text)
                    guard let text = PostgreSQLValueText.text(of: RowValue(value.value), in: column) else { continue }
                    asked[column.name, default: []].append((value, text))
                }
            }
        }
        for (type, values) in asked { try learn(values[...], as: type, ask) }
    }

    /// Where a value is refused, each half is asked for, until that one is alone.
    private mutating func learn(
        _ values: ArraySlice<(value: ColumnValue, text: String)>,
        as type: String,
        _ ask: Ask
    ) throws(StoreError) {
        let sql = """
            SELECT (\(PostgreSQLValueText.read("v.text", as: type)))::text
            FROM unnest($1::text[]) WITH ORDINALITY AS v(text, place) ORDER BY v.place
            """
        if let result = try ask(sql, [.texts(values.map(\.text))]) {
            for (row, value) in zip(0..<result.rows, values) {
                if let kept = result.text(row, 0) { texts[value.value] = .some(kept) }
            }
        } else if values.count > 1 {
            let middle = values.startIndex + values.count / 2
            try learn(values[..<middle], as: type, ask)
            try learn(values[middle...], as: type, ask)
        }
    }
}
