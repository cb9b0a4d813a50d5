internal import Model

/// Values of a new row as texts that the types of their columns read.
enum PostgreSQLValueText {
    /// Nil for NULL.
    static func text(of value: RowValue, in column: PostgreSQLColumns.Column?) -> String? {
        switch value {
        case .null: return nil
        case .bool(let value): return value ? "true" : "false"
        case .number(let text), .text(let text): return text
        case .uuid(let uuid): return uuid.dashed
        case .bytes(let bytes): return "\\x" + DigestText.hex(bytes)
        case .secret(let secret): return secret.withBytes { String(decoding: $0, as: UTF8.self) }
        case .json(let text):
            guard let elements = column?.elements else { return text }
            return PostgreSQLArrayText.text(text, ofJSON: elements == .json) ?? text
        case .moment(let instant, let kind):
            let isTime = column.map { PostgreSQLSchema.timestamps.contains($0.type) } ?? false
            let zone = kind.localZone(inColumnOf: column?.type)
            if isTime, zone == nil { return instant.databaseText + "+00" }
            return MomentText.text(instant, as: kind.postgreSQL, in: zone)
        }
    }

    /// An expression that reads a text as a column's type does where it is written: what is too long is refused, where a
    /// cast would cut it off.
    static func read(_ text: String, as type: String) -> String {
        let cast = "(\(text))::\(type)"
        guard let open = type.firstIndex(of: "("), let close = type.firstIndex(of: ")"),
            ["character varying", "character", "bit varying", "bit"].contains(type[..<open]),
            // The lengths of texts are compared with the catalog's.
            type.hasPrefix("bit") || type.hasSuffix("[]")
        else { return cast }
        // Padding is kept in the texts of bits, and not in those of letters.
        let whole =
            "(\(text))::\(type[..<open])\(type.hasPrefix("bit(") ? " varying" : "")\(type[type.index(after: close)...])"
        return """
            CASE WHEN (\(cast))::text = (\(whole))::text THEN \(cast)
                ELSE ((\(text)) || ' is too long')::integer::text::\(type) END
            """
    }
}
