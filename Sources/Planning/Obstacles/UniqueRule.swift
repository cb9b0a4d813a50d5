internal import Model

/// Whether a unique index forbids that two keys of one owner and one name are live.
///
/// By the columns that its text names: what is not understood is let pass, since the database itself refuses it, and the
/// transaction with it.
struct UniqueRule {
    private let unique: StoreSchema.Unique
    private let names: [StoreSchema.Role: String]
    private let columns: Set<String>

    /// Whether no two rows have one name.
    private let marksNames: Bool

    init(_ unique: StoreSchema.Unique, of table: StoreSchema.Table) {
        self.unique = unique
        names = Dictionary(
            table.columns.compactMap { column in column.role.map { ($0, column.name.lowercased()) } },
            uniquingKeysWith: { first, _ in first }
        )
        marksNames = table.marksNames
        columns = Set(table.columns.map { $0.name.lowercased() })
    }

    var forbidsOverlap: Bool {
        var alike: [StoreSchema.Role] = [.keyOwner, .isActive] + (marksNames ? [] : [.keyName])
        // Such as tsrange(created_at, expires_at) WITH &&.
        if unique.isExclusion { alike += [.createdAt, .expiresAt] }
        let used = Set(unique.parts.flatMap(identifiers))
        guard !used.isEmpty, used.isSubset(of: alike.compactMap { names[$0] }), used != [names[.isActive]] else {
            return false
        }
        return unique.predicate.map(concernsLiveKeys) ?? true
    }

    /// Conditions such as `is_active`, `is_active = true` and `expires_at IS NULL`.
    private func concernsLiveKeys(_ predicate: String) -> Bool {
        let used = Set(identifiers(predicate))
        let live = [StoreSchema.Role.isActive, .expiresAt].compactMap { names[$0] }
        guard !used.isEmpty, used.isSubset(of: live) else { return false }
        let words = Set(self.words(predicate))
        if used.contains(names[.isActive] ?? "") { return words.isDisjoint(with: ["not", "false", "0"]) }
        return words.isSuperset(of: ["is", "null"]) && !words.contains("not")
    }

    private func identifiers(_ sql: String) -> [String] { words(sql).filter(columns.contains) }

    private func words(_ sql: String) -> [String] {
        sql.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    }
}
