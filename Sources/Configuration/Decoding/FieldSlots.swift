/// The values that a map gives to the fields of its section.
@dynamicMemberLookup
struct FieldSlots<Fields> {
    fileprivate let section: FieldSection<Fields>

    /// By the fields' places in the section.
    var slots: [FieldSlot]

    init(_ section: FieldSection<Fields>) {
        self.section = section
        slots = Array(repeating: FieldSlot(), count: section.fields.count)
    }

    /// What the map gives to a field.
    subscript<Value>(dynamicMember path: KeyPath<Fields, Field<Value>>) -> GivenField<Value> {
        let field = section[dynamicMember: path]
        return GivenField(field: field, slot: slots[field.place])
    }

    /// What the map gives to a field that is chosen while reading.
    subscript(_ field: FieldDescription) -> FieldSlot { slots[field.place] }
}

/// A field, and what a map gives to it.
struct GivenField<Value> {
    let field: Field<Value>
    let slot: FieldSlot

    var value: NodeReference? { slot.value }
    var key: NodeReference? { slot.key }

    /// Whether there is a value, good or bad.
    var isGiven: Bool { slot.value != nil }
}
