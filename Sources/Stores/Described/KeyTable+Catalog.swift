internal import Model

extension KeyTable {
    /// Notes what of a column is not as the profile says; of the owners' table it says no more than names.
    func judge(_ column: inout StoreSchema.Column, of content: StoreSchema.Table.Content) {
        column.isDescribed = true
        guard content == .keys, let use = roles.first(where: { $0.column.lowercased() == column.name.lowercased() }),
            column.role != nil
        else { return }
        column.needed = use.length
        column.active = profile.active.first { $0.column == use.column }
        column.variesWithKey = use.variesWithKey
        guard let values = column.values else {
            // SQLite takes anything anywhere, but for the column that numbers rows.
            if use.expectation == .uuid || use.expectation == .text, column.expression == "nextval()" {
                column.misfit = "a text"
            }
            return
        }
        let fits: Bool
        let wanted: String
        switch use.expectation {
        case .any: return
        case .text:
            (fits, wanted) = (values == .text || column.type == "citext" || values == .other && isOwn(column), "a text")
        case .bytes: (fits, wanted) = (column.type == "bytea", "bytes")
        case .integer: (fits, wanted) = (values == .other && column.type.contains("int"), "a whole number")
        case .uuid: (fits, wanted) = (values == .uuid || values == .text || values == .other && isOwn(column), "a UUID")
        case .number:
            fits = values == .text || values == .other
            wanted = "a whole number"
        case .time: (fits, wanted) = (values == .time, "a timestamp")
        }
        if !fits { column.misfit = wanted }
    }

    /// A type that someone made, such as an enumeration.
    private func isOwn(_ column: StoreSchema.Column) -> Bool {
        !["integer", "bigint", "smallint", "bytea", "json", "jsonb", "numeric", "double precision", "real"]
            .contains(column.type)
    }
}
