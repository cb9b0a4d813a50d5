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
        let owner = knowsProfile ? owner(fields.owner, map) : nil
        let key = knowsProfile ? key(fields.key) : nil
        let rotation = rotation(fields.rotation)
        let deliveries = deliveries(fields.deliver)
        let hook = hook(fields)
        let state = read(fields.state)
        let consumers = consumers(fields.consumer)
        let probe = probe(fields.verify)
        let logs = logs(fields.logs)
        // A key that is made new has to get somewhere; one that stays as it is may be where no one has said yet.
        // Where every row has an end, saying how long one is calls for no new key.
        let isEndRequired = profile.expires?.isRequired == true || profile.order == .ends
        let makesKeys = isEndRequired ? rotation?.every != nil || rotation?.cron != nil : rotation?.makesKeys == true
        if deliveries.isComplete, deliveries.read.isEmpty, makesKeys, let key = fields.deliver.key {
            report(.noDelivery(place(key)))
        }
        if knowsProfile, isEndRequired, state != .absent, let rotation, rotation.expires == nil {
            report(.expiryRequired(profile, place(fields.rotation.key ?? map.key)))
        }
        guard isNamed else { return nil }
        let read = Identity(
            name: name,
            owner: owner.map { described($0, key) } ?? Self.noOwner,
            ownerReference: owner?.reference,
            key: key ?? Self.noKey,
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

    /// Where, reported, the key is bad or unknown.
    private static let noKey = DeclaredKey(
        name: "",
        format: KeyFormat(prefix: "", bytes: defaultBytes, encoding: .hex)
    )

    /// Twice the least: 256 bits.
    static let defaultBytes = 32
}
