internal import Model

/// What the catalog says of the columns of a described table: what is written is made for their types.
struct PostgreSQLColumns {
    /// A column's type.
    struct Column {
        /// Of the type that a domain stands for.
        let type: Int64
        let isEnumeration: Bool

        /// As SQL writes it, with its length.
        let name: String

        /// Whether it is a type of texts, also one that someone made, such as `citext`.
        let isText: Bool

        /// What its values are arrays of.
        let elements: Elements?

        /// The elements of an array.
        enum Elements {
            case json, other
        }

        /// How many digits of a second it keeps.
        let digits: Int
        let isGenerated: Bool

        /// The least difference between two times in it.
        var unit: Duration { .microseconds((0..<(6 - digits)).reduce(1) { unit, _ in unit * 10 }) }
    }

    private let columns: [String: Column]

    subscript(_ name: String) -> Column? { columns[name] }

    /// Reads nothing but names and types.
    static func query(_ table: KeyTable) -> (sql: String, parameters: [PostgreSQLParameter]) {
        let sql = """
            SELECT a.attname::text, coalesce(nullif(y.typbasetype, 0), y.oid)::int8,
                CASE WHEN coalesce(b.typtype, y.typtype) = 'e' THEN 1::int8 ELSE 0::int8 END,
                coalesce(nullif(CASE WHEN y.typbasetype <> 0 THEN y.typtypmod ELSE a.atttypmod END, -1), 6)::int8,
                CASE WHEN a.attgenerated <> '' THEN 1::int8 ELSE 0::int8 END,
                format_type(a.atttypid, a.atttypmod), y.typcategory::text,
                CASE WHEN coalesce(b.typelem, y.typelem) IN ('json'::regtype, 'jsonb'::regtype) THEN 'j' ELSE '' END
            FROM unnest($1::text[]) AS w(tab) JOIN pg_attribute a ON a.attrelid = to_regclass(w.tab)
            JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = nullif(y.typbasetype, 0)
            WHERE a.attnum > 0 AND NOT a.attisdropped
            """
        return (sql, [.texts([quoted(table.profile.table.text)])])
    }

    init(_ result: PostgreSQLResult) {
        var columns: [String: Column] = [:]
        for row in 0..<result.rows {
            guard let name = result.text(row, 0), let type = result.integer(row, 1, as: Int64.self) else { continue }
            let isTime = PostgreSQLSchema.timestamps.contains(type)
            columns[name] = Column(
                type: type,
                isEnumeration: result.integer(row, 2, as: Int64.self) == 1,
                name: result.text(row, 5) ?? "text",
                isText: result.text(row, 6) == "S",
                elements: result.text(row, 6) == "A" ? (result.text(row, 7) == "j" ? .json : .other) : nil,
                digits: isTime ? min(6, Int(result.integer(row, 3, as: Int64.self) ?? 6)) : 6,
                isGenerated: result.integer(row, 4, as: Int64.self) == 1
            )
        }
        self.columns = columns
    }

    var isEmpty: Bool { columns.isEmpty }
}
