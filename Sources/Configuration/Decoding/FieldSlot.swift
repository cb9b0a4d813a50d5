/// The values of one field in the two files, as indices of nodes.
struct FieldSlot {
    static let absent: Int32 = -1
    /// Set to null, which hides the base's value.
    static let removed: Int32 = -2

    var own = absent
    var base = absent
    var ownKey = absent
    var baseKey = absent

    /// The value that counts: an environment's own hides that of the defaults.
    var value: NodeReference? {
        if own >= 0 { return NodeReference(index: own, isBase: false) }
        return own == Self.absent && base >= 0 ? NodeReference(index: base, isBase: true) : nil
    }

    /// Whether an explicit null stands where the value would.
    var isRemoved: Bool { own == Self.removed || own == Self.absent && base == Self.removed }

    /// The key that ``value`` is under.
    var key: NodeReference? {
        value.map { NodeReference(index: $0.isBase ? baseKey : ownKey, isBase: $0.isBase) }
    }
}
