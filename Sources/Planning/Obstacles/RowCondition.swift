internal import Model

/// Which of an identity's rows a partial index is about.
struct RowCondition {
    enum Outcome {
        /// Live ones.
        case live
        /// Those that were given an end.
        case ended
        /// Those that were deactivated.
        case deactivated
        /// No row that a run writes.
        case neither
        /// Perhaps live ones: it hangs on their names in a way that is not understood.
        case named
        case unknown
    }

    private let predicate: String
    private let columns: [String: StoreSchema.Column]
    private let table: StoreSchema.Table
    private let identities: [Identity]

    init(
        _ predicate: String,
        _ columns: [String: StoreSchema.Column],
        _ table: StoreSchema.Table,
        _ identities: [Identity]
    ) {
        self.predicate = predicate
        self.columns = columns
        self.table = table
        self.identities = identities
    }

    var outcome: Outcome {
        guard let parts = SQLExpression.conjuncts(predicate), !parts.isEmpty else { return .unknown }
        let found = parts.map(outcome)
        return [.neither, .unknown, .deactivated, .ended, .named].first(where: found.contains) ?? .live
    }

    private func outcome(of part: String) -> Outcome {
        let words = PlainNames.words(SQLExpression.withoutTexts(part).lowercased())
        let used = Set(words.filter { columns[$0] != nil })
        guard used.count == 1, let name = used.first, let column = columns[name] else { return .unknown }
        let isNull = words.contains("null") ? !words.contains("not") : nil
        switch column.role {
        case .isActive: return active(column, isNull, part, words)
        case .expiresAt:
            guard let isNull else { return .unknown }
            let allExpire = !identities.isEmpty && identities.allSatisfy { $0.rotation.expires != nil }
            return isNull ? allExpire ? .neither : .live : allExpire ? .live : .ended
        case .keyOwner, .key, .keyID, .createdAt: return isNull.map { $0 ? .neither : .live } ?? .unknown
        case .keyName:
            if let isNull { return isNull ? .neither : .live }
            guard let condition = TextCondition(part, over: name) else { return .named }
            return named(condition)
        case nil where !column.isGenerated: return unwritten(column, isNull, part, words)
        default: return .unknown
        }
    }

    private func named(_ condition: TextCondition) -> Outcome {
        if identities.contains(where: { condition.holds(for: rowName(of: $0)) }) { return .live }
        // Rows that are deleted at their end make room for the next one.
        guard table.ending.isMarked, !table.ending.deletes else { return .neither }
        return identities.contains { condition.holds(for: rowName(of: $0, until: Instant(microseconds: 0))) }
            ? .ended : .neither
    }

    /// What a row is called; which key's mark is in it makes no difference here.
    private func rowName(of identity: Identity, until end: Instant? = nil) -> String {
        guard table.marksNames else { return identity.key.name }
        return MarkedName(identity.key.name, of: .ofNothing, until: end).text
    }

    private func active(_ column: StoreSchema.Column, _ isNull: Bool?, _ part: String, _ words: [String]) -> Outcome {
        guard let active = column.active else {
            if column.isDescribed { return .unknown }
            if let isNull { return isNull ? .neither : .live }
            return isDenied(part, words) ? .deactivated : .live
        }
        if let isNull { return outcome(active) { ($0 == .null) == isNull } }
        if let text = text(in: part) { return outcome(active) { $0 == .text(text) } }
        let isFlag = active.live.contains { if case .bool = $0 { true } else { false } }
        guard isFlag else { return .unknown }
        let value = !isDenied(part, words)
        return outcome(active) { $0 == .bool(value) }
    }

    /// Which rows a condition is about that some values of the column meet: a new row has the first live one.
    private func outcome(_ active: ActiveColumn, _ meets: (ProfileValue) -> Bool) -> Outcome {
        if let born = active.live.first, meets(born) { return .live }
        let isEnded =
            switch active.ended {
            case .value(let value)?: meets(value)
            // A time.
            case .now?: meets(.text(""))
            case nil: false
            }
        return isEnded ? .deactivated : .neither
    }

    /// The value of a column that no run writes is its default.
    private func unwritten(
        _ column: StoreSchema.Column,
        _ isNull: Bool?,
        _ part: String,
        _ words: [String]
    ) -> Outcome {
        if let isNull { return isNull == column.hasDefault ? .neither : .live }
        guard let standard = column.expression else { return column.hasDefault ? .unknown : .neither }
        if let text = text(in: part) { return SQLExpression.texts(standard) == [text] ? .live : .neither }
        let isTrue: Bool
        switch SQLExpression.bare(standard.lowercased()) {
        case "true", "1": isTrue = true
        case "false", "0": isTrue = false
        default: return .unknown
        }
        return isTrue == isDenied(part, words) ? .neither : .live
    }

    /// `NOT x`, `x = false`, `x IS NOT TRUE`, `x <> 1`, `x = 0`; two of them undo each other.
    private func isDenied(_ part: String, _ words: [String]) -> Bool {
        let denials =
            words.count { ["not", "false", "0"].contains($0) } + (part.contains("<>") || part.contains("!=") ? 1 : 0)
        return denials % 2 == 1
    }

    /// What a column is compared with by `=`.
    private func text(in part: String) -> String? {
        let texts = SQLExpression.texts(part)
        let rest = SQLExpression.withoutTexts(part)
        guard texts.count == 1, rest.contains("="), !rest.contains("<"), !rest.contains(">"), !rest.contains("!") else {
            return nil
        }
        return texts[0]
    }
}
