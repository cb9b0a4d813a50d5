internal import Diagnostics
internal import Model

extension FileDecoder {
    /// Every identity, in the order of names, those that can be read checked against each other.
    ///
    /// Of one with errors its deliveries are there, as far as they can be read, and placeholders for the rest: where
    /// there is one, the file has errors.
    mutating func identities(_ given: GivenField<[NamedMap]>) -> [Identity] {
        let entries = read(given) ?? []
        var identities: [Identity] = []
        var keys: [NodeReference] = []
        var incomplete: Set<Int> = []
        identities.reserveCapacity(entries.count)
        keys.reserveCapacity(entries.count)
        for entry in entries {
            identity = entry.map.key
            guard let read = self.identity(entry.name, entry.map) else { continue }
            if !read.isComplete { incomplete.insert(identities.count) }
            identities.append(read.identity)
            keys.append(entry.map.key)
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
        let owner = owner(fields.owner)
        let key = key(fields.key)
        let rotation = rotation(fields.rotation)
        let deliveries = deliveries(fields.deliver)
        let hook = hook(fields)
        let state = read(fields.state)
        let consumers = consumers(fields.consumer)
        let probe = probe(fields.verify)
        let logs = logs(fields.logs)
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

    private mutating func owner(_ given: GivenField<MapReference>) -> Owner? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.owner)
        let id = read(fields.id)
        let email = read(fields.email)
        let name = read(fields.name)
        guard let id, let email, let name else { return nil }
        return Owner(id: id, email: email, name: name)
    }

    private mutating func key(_ given: GivenField<MapReference>) -> (name: String, format: KeyFormat)? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.key)
        let name = read(fields.name)
        let prefix = read(fields.prefix, or: "")
        let bytes = read(fields.bytes, or: Self.defaultBytes)
        let encoding = read(fields.encoding, or: .hex)
        guard let prefix, let bytes, let encoding else { return nil }
        let format = KeyFormat(prefix: prefix, bytes: bytes, encoding: encoding)
        guard format.length <= WellFormed.maximumColumnLength else {
            report(.keyTooLong(format.length, place(map.key)))
            return nil
        }
        return name.map { ($0, format) }
    }

    /// Twice the least: 256 bits.
    private static let defaultBytes = 32

    /// Stands where an owner cannot be read.
    private static let noOwner = Owner(id: OwnerID(RowUUID(high: 0, low: 0)), email: "", name: "")
}
