internal import Diagnostics
internal import Model

extension ColumnObstacle {
    /// A value that the profile or an identity writes, and that the column does not take.
    var unwritableConstant: Obstacle? {
        let declared = environment.identities.lazy.filter { !$0.isAbsent }.flatMap(\.key.values)
            .filter { $0.column == column.name }.map(\.value)
        for value in column.constants + declared {
            if let why = objection(to: value, "the profile writes") { return found(why, fix: fix) }
        }
        // What is filled in differs from row to row.
        guard !column.labels.isEmpty, column.constants.isEmpty, column.needed != nil else { return nil }
        return found("is one of \(labels), and the profile writes another text into every row", fix: fix)
    }

    /// The owner of an identity, where the column does not take it.
    var unwritableOwner: Obstacle? {
        guard column.role == .keyOwner else { return nil }
        for identity in environment.identities where !identity.isAbsent {
            let address = Address(environment.name, identity.name)
            let id = identity.owner.id.columnText
            guard let why = objection(to: .text(id), "the owner of \(address) is") else { continue }
            return found(why, fix: "correct `owner` of \(address), or name the table that the profile describes")
        }
        return nil
    }

    private var fix: String {
        (environment.correction(of: column.name) ?? "correct \(column.name) in the profile") + ", or change the column"
    }

    private var labels: String { column.labels.prefix(6).map(PlainText.line).joined(separator: ", ") }

    /// Why the column does not take a value, in a clause; nil where it does.
    private func objection(to value: ProfileValue, _ what: String) -> String? {
        guard let text = value.text else { return column.isNullable ? nil : "allows no NULL, and \(what) NULL" }
        let shown = PlainText.line(text)
        // Lists and maps become what the column's type makes of them.
        if case .json = value {
            return isArray && !text.hasPrefix("[")
                ? "has the type \(column.type), and \(what) the map \(shown)" : nil
        }
        if !column.labels.isEmpty, !column.labels.contains(text) {
            return "has no value \(shown): \(column.type) is one of \(labels)"
        }
        if let length = column.length, size(of: text) > length {
            let unit = column.type == "name" ? "bytes" : "characters"
            return "holds \(length) \(unit), and \(what) \(shown), which has \(size(of: text))"
        }
        return takes(value, text) ? nil : "has the type \(column.type), and \(what) \(shown)"
    }

    private var isArray: Bool { column.type.hasSuffix("[]") }

    private func takes(_ value: ProfileValue, _ text: String) -> Bool {
        if table.isStrict, ["INT", "INTEGER"].contains(column.type.uppercased()) {
            if case .bool = value { return true }
            return Int64(text) != nil
        }
        switch column.values {
        case .boolean:
            return ["true", "false", "t", "f", "yes", "no", "on", "off", "1", "0"].contains(text.lowercased())
        case .uuid: return RowUUID(text) != nil
        case .other where isArray:
            // As the server writes one.
            return text.hasPrefix("{")
        case .other:
            switch column.type {
            case "json", "jsonb":
                // A text that is none of JSON's words, texts and numbers.
                let isWord = ["true", "false", "null"].contains(text) || NumberText.isNumber(text)
                return isWord || text.first.map { "\"[{".contains($0) } == true
            case "smallint": return Int16(text) != nil
            case "integer": return Int32(text) != nil
            case "bigint": return Int64(text) != nil
            default: return true
            }
        case .text, .time, nil: return true
        }
    }
}
