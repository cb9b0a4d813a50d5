internal import Diagnostics
internal import Model

extension FileDecoder {
    /// Every identity, in the order of names, those that can be read checked against each other.
    ///
    /// Of one with errors its deliveries are there, as far as they can be read, and placeholders for the rest: where
    /// there is one, the file has errors.
    mutating func identities(_ fields: FieldSlots) -> [Identity] {
        let field = Schema.environment[EnvironmentField.identities]
        let entries = namedMaps(fields[EnvironmentField.identities], field)
        var identities: [Identity] = []
        var keys: [NodeReference] = []
        var incomplete: Set<Int> = []
        identities.reserveCapacity(entries.count)
        keys.reserveCapacity(entries.count)
        for (name, map) in entries {
            identity = map.key
            guard let read = self.identity(name, map) else { continue }
            if !read.isComplete { incomplete.insert(identities.count) }
            identities.append(read.identity)
            keys.append(map.key)
        }
        checkTogether(identities, keys, except: incomplete)
        identity = nil
        return identities
    }

    /// Nil for a name that cannot be shown.
    private mutating func identity(_ name: String, _ map: MapReference) -> (identity: Identity, isComplete: Bool)? {
        let isNamed = WellFormed.isName(name)
        if !isNamed { report(.badName("identity", name, place(map.key))) }
        let fields = fields(of: map, Schema.identity)
        let owner = owner(fields[IdentityField.owner])
        let key = key(fields[IdentityField.key])
        let rotation = rotation(fields[IdentityField.rotation])
        let deliveries = deliveries(fields[IdentityField.deliver])
        let hook = hook(fields)
        let state: State? = choice(fields[IdentityField.state], Schema.identity[IdentityField.state])
        let consumers = consumers(fields[IdentityField.consumer])
        let probe = probe(fields[IdentityField.verify])
        let logs = logs(fields[IdentityField.logs])
        guard isNamed else { return nil }
        let read = Identity(
            name: name,
            owner: owner ?? Self.noOwner,
            keyName: key?.name ?? "",
            format: key?.format ?? KeyFormat(prefix: "", bytes: Self.defaultBytes, encoding: .hex),
            rotation: rotation ?? Rotation(),
            deliveries: deliveries.read,
            onChange: hook,
            isAbsent: state == .absent,
            consumers: consumers,
            probe: probe,
            logs: logs,
            location: location(map.key)
        )
        return (read, owner != nil && key != nil && rotation != nil && deliveries.isComplete)
    }

    private enum State: String, CaseIterable {
        case present, absent
    }

    private mutating func owner(_ slot: FieldSlots.Slot) -> Owner? {
        guard let map = map(slot, Schema.identity[IdentityField.owner]) else { return nil }
        let fields = fields(of: map, Schema.owner)
        let id = filledText(fields[OwnerField.id], Schema.owner[OwnerField.id])
        let email = column(fields[OwnerField.email], Schema.owner[OwnerField.email])
        let name = column(fields[OwnerField.name], Schema.owner[OwnerField.name])
        guard let id else { return nil }
        guard let uuid = OwnerID(id.text) else {
            report(.badOwnerID(id, place(id.node)))
            return nil
        }
        guard let email, let name else { return nil }
        return Owner(id: uuid, email: email.text, name: name.text)
    }

    /// A text that goes into a column of the database.
    private mutating func column(_ slot: FieldSlots.Slot, _ field: Field) -> ScalarText? {
        guard let value = filledText(slot, field) else { return nil }
        guard WellFormed.fitsColumn(value.text) else {
            report(.tooLong(field, characters: value.text.unicodeScalars.count, place(value.node)))
            return nil
        }
        return value
    }

    private mutating func key(_ slot: FieldSlots.Slot) -> (name: String, format: KeyFormat)? {
        guard let map = map(slot, Schema.identity[IdentityField.key]) else { return nil }
        let fields = fields(of: map, Schema.key)
        let name = column(fields[KeyField.name], Schema.key[KeyField.name])
        let prefix = prefix(fields[KeyField.prefix])
        let bytes = bytes(fields[KeyField.bytes])
        let encoding = encoding(fields[KeyField.encoding])
        guard let prefix, let bytes, let encoding else { return nil }
        let format = KeyFormat(prefix: prefix, bytes: bytes, encoding: encoding)
        guard format.length <= WellFormed.maximumColumnLength else {
            report(.keyTooLong(format.length, place(map.key)))
            return nil
        }
        return name.map { ($0.text, format) }
    }

    private mutating func prefix(_ slot: FieldSlots.Slot) -> String? {
        guard slot.value != nil else { return "" }
        guard let prefix = text(slot, Schema.key[KeyField.prefix]) else { return nil }
        guard WellFormed.isPrefix(prefix.text) else {
            report(.badPrefix(prefix, place(prefix.node)))
            return nil
        }
        return prefix.text
    }

    private mutating func bytes(_ slot: FieldSlots.Slot) -> Int? {
        let field = Schema.key[KeyField.bytes]
        guard slot.value != nil else { return Self.defaultBytes }
        guard let value = filledText(slot, field) else { return nil }
        guard value.text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            report(.notANumber(value, field, place(value.node)))
            return nil
        }
        // Anything too large for an Int is too large for a key.
        let bytes = Int(value.text) ?? .max
        guard bytes >= KeyFormat.minimumBytes else {
            report(.weakKey(bits: bytes * 8, place(value.node)))
            return nil
        }
        guard bytes <= WellFormed.maximumColumnLength else {
            report(.tooManyBytes(place(value.node)))
            return nil
        }
        return bytes
    }

    private mutating func encoding(_ slot: FieldSlots.Slot) -> KeyFormat.Encoding? {
        guard slot.value != nil else { return .hex }
        return choice(slot, Schema.key[KeyField.encoding])
    }

    /// Twice the least: 256 bits.
    private static let defaultBytes = 32

    /// Stands where an owner cannot be read.
    private static let noOwner = Owner(id: OwnerID(RowUUID(high: 0, low: 0)), email: "", name: "")
}
