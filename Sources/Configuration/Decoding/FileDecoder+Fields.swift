extension FileDecoder {
    /// The value of a field; nil if there is none or, reported, it is bad.
    mutating func read<Value>(_ given: GivenField<Value>) -> Value? { read(given.slot, given.field) }

    /// As ``read(_:)``, with a value for a field that is absent.
    mutating func read<Value>(_ given: GivenField<Value>, or standard: Value) -> Value? {
        given.isGiven ? read(given) : standard
    }

    /// As ``read(_:)``, for a field of no section.
    mutating func read<Value>(_ slot: FieldSlot, _ field: Field<Value>) -> Value? {
        slot.value == nil ? nil : field.form.read(&self, slot, field)
    }

    /// Reports a field that a profile asks for and that is missing in a map.
    mutating func require<Value>(_ given: GivenField<Value>, in section: Section, _ map: MapReference) {
        if given.isGiven { return }
        // What `_defaults.yaml` holds is not known where it could not be read.
        if let defaults = context.defaults, defaults.tree == nil { return }
        report(.missingField(given.field, in: path(of: section), place(map.key)))
    }

    /// Whether a value is there and could not be read, for what was read of it.
    func isBad<Value, Read>(_ given: GivenField<Value>, _ value: Read?) -> Bool { given.isGiven && value == nil }

    /// Whether exactly one field of several is there; reported where that is none or more.
    mutating func hasOne<Fields>(
        of kinds: [FieldDescription],
        _ fields: FieldSlots<Fields>,
        _ entry: NodeReference
    ) -> Bool {
        let present = kinds.filter { fields[$0].value != nil }
        guard let kind = present.first else {
            report(.noneOf(kinds.map(\.name), place(entry)))
            return false
        }
        guard present.count == 1 else {
            report(.notTogether(kind.name, present[1].name, place(fields[present[1]].key ?? entry)))
            return false
        }
        return true
    }
}
