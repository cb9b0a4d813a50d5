extension FileDecoder {
    /// The value of a field; nil where there is none or, reported, it is bad.
    mutating func read<Value>(_ given: GivenField<Value>) -> Value? { read(given.slot, given.field) }

    /// As ``read(_:)``, with a value for a field that is absent.
    mutating func read<Value>(_ given: GivenField<Value>, or standard: Value) -> Value? {
        given.isGiven ? read(given) : standard
    }

    /// As ``read(_:)``, for a field of no section.
    mutating func read<Value>(_ slot: FieldSlot, _ field: Field<Value>) -> Value? {
        slot.value == nil ? nil : field.form.read(&self, slot, field)
    }

    /// Whether a value is there and could not be read, for what was read of it.
    func isBad<Value, Read>(_ given: GivenField<Value>, _ value: Read?) -> Bool { given.isGiven && value == nil }
}
