extension Profile {
    /// The field that names a column of the key table, such as `expires.column`: what is corrected where the table has
    /// another one; nil if none does.
    package func field(naming column: String) -> String? {
        let lower = column.lowercased()
        let fields: [(field: String, column: String?)] =
            [
                ("stored.column", stored.column), ("stored.salt.column", stored.salt?.column),
                ("lookup.column", lookup?.column), ("publicId.column", publicID?.column), ("id.column", id?.column),
                ("owner.column", owner?.column), ("name.column", nameColumn?.column),
            ] + active.map { ("active.column", $0.column) }
            + [
                ("expires.column", expires?.column), ("created.column", created?.column),
                ("updated.column", updated?.column), ("used.column", used?.column),
            ] + only.map { ("only.\($0.column)", $0.column) } + derived.map { ("derived.column", $0.form.column) }
            + hints.map { ("hints.column", $0.column) } + values.map { ("values.\($0.column)", $0.column) }
            + perIdentity.map { ("perIdentity.\($0.column)", $0.column) }
        return fields.first { $0.column?.lowercased() == lower }?.field
    }
}
