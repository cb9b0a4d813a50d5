internal import Model

extension Form where Value == ProfileValue {
    /// A value for a column.
    static func value(_ words: String) -> Form {
        Form(.anyValue(words)) { decoder, slot, field in
            slot.value.flatMap { decoder.columnValue($0, field) }
        }
    }
}

extension Form where Value == [ProfileValue] {
    /// A list of values for a column, of which null may be one.
    static func values(_ words: String) -> Form {
        Form(.values(words)) { decoder, slot, field in
            guard let items = decoder.list(slot, field) else { return nil }
            guard !items.isEmpty else {
                if let value = slot.value {
                    decoder.report(.emptyValue(field, isInterpolated: false, decoder.place(value)))
                }
                return nil
            }
            let values = items.map { decoder.columnValue($0, field) }
            return values.contains { $0 == nil } ? nil : values.compactMap(\.self)
        }
    }
}

extension Form where Value == [NamedValue] {
    /// A map from columns to values.
    static func columns(_ words: String) -> Form {
        Form(.columns(words, nil)) { decoder, slot, field in decoder.namedValues(slot, field) }
    }

    /// A map from columns to what is asked of identities.
    static func demands(_ words: String) -> Form {
        let demands = PerIdentityColumn.Demand.allCases.map(\.rawValue)
        return Form(.columns(words, demands)) { decoder, slot, field in decoder.namedValues(slot, field) }
    }
}

/// A column of a map, and where its value stands.
struct NamedValue {
    let name: String
    let key: NodeReference
    let value: NodeReference
}
