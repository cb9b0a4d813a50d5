internal import Model

extension KeyTable {
    /// Notes what of a column is not as the profile says; of the owners' table it says no more than names.
    ///
    /// `isStrict` says whether SQLite refuses values of another type than the column's, `isDashed` whether UUIDs are written
    /// with dashes.
    func judge(
        _ column: inout StoreSchema.Column,
        of content: StoreSchema.Table.Content,
        isStrict: Bool = false,
        isDashed: Bool = true
    ) {
        column.isDescribed = true
        guard content == .keys else { return }
        column.isUnfilled = isLeftToDatabase(column.name) && !column.hasDefault && !column.isGenerated
        column.isDrawn = profile.drawnID?.column.lowercased() == column.name.lowercased()
        guard let use = roles.first(where: { $0.column.lowercased() == column.name.lowercased() }), column.role != nil
        else { return }
        column.needed = use.length
        column.active = profile.active.first { $0.column == use.column }
        column.constants = constants(of: use.column)
        column.variesWithKey = use.variesWithKey
        column.firstLetters = use.firstLetters
        column.mayBeNumber = mayWriteNumbers(into: use.column, isDashed: isDashed)
        column.misfit =
            column.values.map { misfit(column, $0, use.expectation) }
            ?? misfitInSQLite(column, use.sqliteExpectation ?? use.expectation, isStrict)
    }

    private func isLeftToDatabase(_ column: String) -> Bool {
        guard let id = profile.id, id.source == .database else { return false }
        return id.column.lowercased() == column.lowercased()
    }

    /// What is written into a column of every row, at its birth or at its end, or compared with what is in it; not what is made
    /// of the key or of its name.
    private func constants(of column: String) -> [ProfileValue] {
        let active = profile.active.filter { $0.column == column }.flatMap { active in
            var ended: ProfileValue?
            if case .value(let value) = active.ended { ended = value }
            return [active.live.first, ended].compactMap(\.self) + active.live.dropFirst().filter { $0 != .null }
        }
        let isDeclared = profile.perIdentity.contains { $0.column == column }
        let values = profile.values.filter { $0.column == column && $0.template == nil && !isDeclared }.map(\.value)
        return active + profile.only.filter { $0.column == column }.map(\.value) + values
    }

    /// What PostgreSQL would not take; nil if it takes what is written.
    private func misfit(
        _ column: StoreSchema.Column,
        _ values: StoreSchema.Values,
        _ expectation: Expectation
    ) -> String? {
        let isText = values == .text || column.type == "citext"
        let isWhole = values == .other && column.type.contains("int")
        let (fits, wanted): (Bool, String) =
            switch expectation {
            case .any: (true, "")
            case .text: (isText || values == .other && isOwn(column), "a text")
            case .bytes: (column.type == "bytea", "bytes")
            case .integer where column.type == "smallint": (false, "seconds since 1970, which need bigint")
            case .integer: (isWhole, "a whole number")
            case .milliseconds:
                (
                    isWhole && !["integer", "smallint"].contains(column.type),
                    "milliseconds since 1970, which need bigint"
                )
            case .uuid: (values == .uuid || values == .text || values == .other && isOwn(column), "a UUID")
            case .number: (values == .text || values == .other, "a whole number")
            case .time: (values == .time, "a timestamp")
            case .moment:
                (
                    values == .time || isText || column.type == "date" || isOwn(column) && values == .other,
                    "the time of the end"
                )
            }
        return fits ? nil : wanted
    }

    /// A type that someone made, such as an enumeration.
    private func isOwn(_ column: StoreSchema.Column) -> Bool {
        !["integer", "bigint", "smallint", "bytea", "json", "jsonb", "numeric", "double precision", "real", "date"]
            .contains(column.type)
    }

    /// SQLite takes anything anywhere, but for the column that numbers rows, and for strict tables; a number in a column
    /// of texts becomes one.
    private func misfitInSQLite(
        _ column: StoreSchema.Column,
        _ expectation: Expectation,
        _ isStrict: Bool
    ) -> String? {
        let type = column.type.uppercased()
        switch expectation {
        case .any, .number: return nil
        case .bytes: return isStrict && !["BLOB", "ANY"].contains(type) ? "bytes" : nil
        case .integer, .milliseconds:
            let isText = !type.contains("INT") && ["CHAR", "CLOB", "TEXT"].contains { type.contains($0) }
            return isText || isStrict && type == "BLOB" ? "a whole number" : nil
        case .text, .uuid, .time, .moment:
            if column.expression == "nextval()", expectation == .uuid || expectation == .text { return "a text" }
            // It would hold times of two kinds, of which the application knows one.
            if case .time = expectation, type.contains("INT") { return "a text with the time" }
            return isStrict && !["TEXT", "ANY"].contains(type) ? "a text" : nil
        }
    }
}
