internal import Model

/// What the server makes of values whose types have no form here, as `COPY`'s binary format has them.
///
/// It reads their texts as it reads every text of the column's type, so that all is written that it takes. Never asked of
/// keys and of what is made of them: a statement's parameters may be logged.
struct PostgreSQLEncodings {
    private var bytes: [Value: [UInt8]] = [:]

    fileprivate struct Value: Hashable {
        let type: String
        let text: String

        init?(_ value: RowValue, _ column: PostgreSQLColumns.Column) {
            switch value {
            case .null, .secret, .bytes: return nil
            case .bool, .number, .text, .json, .uuid, .moment:
                guard let text = PostgreSQLValueText.text(of: value, in: column) else { return nil }
                self.text = text
                type = column.name
            }
        }
    }

    subscript(_ value: RowValue, _ column: PostgreSQLColumns.Column) -> [UInt8]? {
        Value(value, column).flatMap { bytes[$0] }
    }

    /// What must be asked of these rows; empty for most tables.
    struct Question {
        fileprivate var values: Set<Value> = []

        var isEmpty: Bool { values.isEmpty }

        init(_ table: PostgreSQLTable, _ columns: [String], _ rows: [[RowValue?]]) {
            let made = Set(table.table.roles.filter { $0.variesWithKey || $0.role == .key }.map(\.column))
            for (place, name) in columns.enumerated() where !made.contains(name) {
                guard let column = table.columns[name] else { continue }
                for row in rows {
                    guard let value = row[place], !PostgreSQLField.isKnown(value, in: column) else { continue }
                    Value(value, column).map { _ = values.insert($0) }
                }
            }
        }
    }

    init() {}

    init(_ question: Question, on connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
        for (type, values) in Dictionary(grouping: question.values, by: \.type) {
            let sql = """
                SELECT \(PostgreSQLValueText.read("v.text", as: type))
                FROM unnest($1::text[]) WITH ORDINALITY AS v(text, place) ORDER BY v.place
                """
            let result = try connection.read(sql, [.texts(values.map(\.text))])
            for (place, value) in zip(0..<result.rows, values) {
                bytes[value] = result.bytes(place, 0).map { Array($0) }
            }
        }
    }
}
