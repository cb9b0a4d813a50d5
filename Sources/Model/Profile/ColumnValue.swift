/// A value for a column, as the file has it; the column's own type decides what becomes of it.
package enum ProfileValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// As it is written.
    case number(String)
    case text(String)
    /// A list or a map.
    case json(String)
}

/// A column and the one value that it has.
package struct ColumnValue: Hashable, Sendable {
    package var column: String
    package var value: ProfileValue

    package init(column: String, value: ProfileValue) {
        self.column = column
        self.value = value
    }
}

/// A column and what is written to it, which may name the key's name, fingerprint, or random text.
package struct ColumnTemplate: Hashable, Sendable {
    package var column: String
    package var value: ProfileValue

    /// The text of ``value`` in its pieces, where that has any.
    package var template: BracedText?

    package init(column: String, value: ProfileValue, template: BracedText? = nil) {
        self.column = column
        self.value = value
        self.template = template
    }
}

/// A column whose value an identity says (`key.values`).
package struct PerIdentityColumn: Hashable, Sendable {
    /// What is asked of identities.
    package enum Demand: String, Hashable, Sendable, CaseIterable {
        case optional, required
        /// Required, and of every row that is looked at.
        case identifies
    }

    package var column: String
    package var demand: Demand

    package init(column: String, demand: Demand) {
        self.column = column
        self.demand = demand
    }
}

extension ProfileValue {
    /// As databases write it; nil for NULL.
    package var text: String? {
        switch self {
        case .null: nil
        case .bool(let value): value ? "true" : "false"
        case .number(let text), .text(let text), .json(let text): text
        }
    }

    /// What the file has it as, in a word.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .text: "text"
        case .json: "json"
        }
    }
}
