internal import Model

/// Whether a unique index forbids that two keys of one owner and one name are live, or that more than one has ended.
///
/// It forbids it where none of its parts is certain to differ between the old row and the new one. By the index's own text:
/// of what is not understood it is only said that it may forbid it.
struct UniqueRule {
    /// What an index stands in the way of.
    enum Verdict {
        case nothing
        /// Two live keys of an identity.
        case overlap
        /// Perhaps that: it calls what is not known here.
        case perhaps
        /// Two rows that were given an end.
        case secondEnd
        /// Two rows that were deactivated.
        case secondDeactivation
    }

    /// Whether a part of two rows differs.
    private enum Certainty {
        case differs, same, unknown
    }

    private let unique: StoreSchema.Unique
    private let names: PlainNames
    private let table: StoreSchema.Table

    /// By what ``names`` calls them.
    private let columns: [String: StoreSchema.Column]
    private let identities: [Identity]

    init(_ unique: StoreSchema.Unique, of table: StoreSchema.Table, for identities: [Identity]) {
        self.unique = unique
        self.table = table
        self.identities = identities
        let names = PlainNames(table.columns.map(\.name))
        self.names = names
        columns = Dictionary(
            table.columns.map { (names.name(of: $0.name), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    var verdict: Verdict {
        let parts = unique.parts.map(names.plain)
        guard !parts.isEmpty else { return .nothing }
        let isCertain: Bool
        if unique.isExclusion {
            guard isExclusive else { return .nothing }
            isCertain = true
        } else {
            let found = parts.map { certainty(of: $0) }
            guard !found.contains(.differs) else { return .nothing }
            isCertain = !found.contains(.unknown)
        }
        let condition =
            unique.predicate.map { RowCondition(names.plain($0), columns, table, identities).outcome } ?? .live
        return switch condition {
        case .live: isCertain ? .overlap : .perhaps
        case .named: .perhaps
        case .ended: isCertain ? .secondEnd : .nothing
        case .deactivated: isCertain ? .secondDeactivation : .nothing
        case .neither, .unknown: .nothing
        }
    }

    /// What overlaps by an operator: `tsrange(created_at, expires_at) WITH &&`.
    private var isExclusive: Bool {
        let roles: Set<StoreSchema.Role> = [.keyOwner, .isActive, .keyName, .createdAt, .expiresAt, .other]
        let used = Set(unique.parts.flatMap(names.words)).compactMap { columns[$0] }
        return !used.isEmpty
            && used.allSatisfy { column in
                column.role.map { role in
                    roles.contains(role) && !(table.marksNames && role == .keyName) && !varies(column)
                } == true
            }
    }

    /// Whether every new key has an end.
    private var allExpire: Bool { !identities.isEmpty && identities.allSatisfy { $0.rotation.expires != nil } }

    // MARK: - Parts

    private func certainty(of part: String, depth: Int = 0) -> Certainty {
        let expression = SQLExpression(part)
        if let name = expression.name, let column = columns[name] { return certainty(of: column, depth) }
        let used = expression.words.compactMap { columns[$0] }
        // A constant.
        guard !used.isEmpty else { return expression.words.isEmpty ? .same : .unknown }
        let others = Set(expression.words.filter { columns[$0] == nil })
        let found = used.map { (column: $0, certainty: certainty(of: $0, depth)) }
        let varying = found.filter { $0.certainty == .differs }.map(\.column)
        guard !varying.isEmpty else { return found.contains { $0.certainty == .unknown } ? .unknown : .same }
        if varying.allSatisfy(isNull) { return keepsNull(others) ? .differs : .same }
        // An end that may be missing, in the old row or in the new one.
        if varying.allSatisfy({ $0.role == .expiresAt }) {
            guard keepsNull(others) || allExpire else { return .same }
            return others.isSubset(of: SQLExpression.whole) ? .differs : .unknown
        }
        if expression.isJoined, others.isSubset(of: SQLExpression.whole) { return .differs }
        if let count = expression.firstLetters { return certainty(ofFirst: count, of: varying) }
        if let count = expression.lastLetters, varying.contains(where: { $0.role == .key }) {
            return count < Self.enough ? .same : .differs
        }
        return others.isDisjoint(with: SQLExpression.coarse) && expression.isJoined ? .unknown : .same
    }

    /// So many letters of a key that was drawn at random are of no other.
    private static let enough = 8

    private func certainty(ofFirst count: Int, of columns: [StoreSchema.Column]) -> Certainty {
        guard columns.contains(where: { $0.role == .key }) else { return .unknown }
        let prefix = identities.map(\.key.format.prefix.count).max() ?? 0
        return count <= prefix ? .same : count < prefix + Self.enough ? .unknown : .differs
    }

    /// Whether an expression of NULL is NULL.
    private func keepsNull(_ words: Set<String>) -> Bool {
        !unique.nullsAreAlike && words.isDisjoint(with: ["coalesce", "ifnull", "case", "concat", "concat_ws", "is"])
    }

    /// Whether every new row has NULL in it.
    private func isNull(_ column: StoreSchema.Column) -> Bool {
        column.role == .lastUsedAt || column.role == nil && !column.isGenerated && !column.hasDefault
    }

    private func certainty(of column: StoreSchema.Column, _ depth: Int) -> Certainty {
        switch column.role {
        // One may be made of letters that all keys of an identity have.
        case .keyID: column.firstLetters == nil || varies(column) ? .differs : .same
        case .key, .createdAt: .differs
        case .keyName: table.marksNames ? .differs : .same
        case .expiresAt: unique.nullsAreAlike && !allExpire ? .same : .differs
        case .lastUsedAt: unique.nullsAreAlike ? .same : .differs
        case .other: varies(column) ? .differs : .same
        // A replaced row is changed in the transaction that makes the new one.
        case .otherTime, .keyOwner, .isActive, .ownerID, .ownerEmail, .ownerName: .same
        case nil: certainty(ofUnwritten: column, depth)
        }
    }

    /// Whether two keys of an identity hold other values in it: not where all is of the fixed text in front of them.
    private func varies(_ column: StoreSchema.Column) -> Bool {
        guard let count = column.firstLetters else { return column.variesWithKey }
        return identities.allSatisfy { count > $0.key.format.prefix.count }
    }

    /// Generated columns are made of others: they are not generated themselves.
    private func certainty(ofUnwritten column: StoreSchema.Column, _ depth: Int) -> Certainty {
        if column.isGenerated {
            return depth == 0
                ? column.expression.map { certainty(of: names.plain($0), depth: 1) } ?? .unknown : .unknown
        }
        guard column.hasDefault else { return unique.nullsAreAlike ? .same : .differs }
        if column.isVolatile { return .differs }
        // A domain's default is not in the catalog's table of defaults.
        guard let text = column.expression?.lowercased() else { return .unknown }
        return SQLExpression.sources.contains { text.contains($0) } ? .differs : .same
    }
}
