internal import Diagnostics
internal import Model
internal import YAML

extension FileDecoder {
    /// Every entry of `_revoked.yaml` that can be read; no reason may hold what has the `shape` of a key.
    mutating func revocations(_ shape: KeyShape) -> [RevocationList.Entry] {
        let root = NodeReference(index: 0, isBase: false)
        guard own.nodes[0].kind == .mapping else {
            report(.wrongType(expected: "a map with the field revoked", found: found(root), place(root)))
            return []
        }
        let fields = fields(of: MapReference(own: 0, key: root), Schema.revocations)
        var entries: [RevocationList.Entry] = []
        var places: [String: SourceLocation] = [:]
        for node in read(fields.revoked) ?? [] {
            guard let entry = revocation(node, shape) else { continue }
            if let first = places[entry.fingerprint] { report(.duplicateRevocation(first: first, place(node))) }
            places[entry.fingerprint] = places[entry.fingerprint] ?? entry.location
            entries.append(entry)
        }
        return entries
    }

    private mutating func revocation(_ entry: NodeReference, _ shape: KeyShape) -> RevocationList.Entry? {
        guard node(entry).kind == .mapping else {
            let expected = "a map with fingerprint, date, reason"
            report(.wrongType(expected: expected, found: found(entry), place(entry)))
            return nil
        }
        let fields = fields(of: MapReference(own: own.resolve(entry.index), key: entry), Schema.revocation)
        let fingerprint = read(fields.fingerprint)
        let date = read(fields.date)
        let reason = reason(fields.reason, shape)
        guard let fingerprint, let date, let reason else { return nil }
        return RevocationList.Entry(
            fingerprint: fingerprint,
            date: date,
            reason: reason,
            location: location(entry)
        )
    }

    /// Shown to people, in plans and in CI: so not with a key in it.
    private mutating func reason(_ given: GivenField<ScalarText>, _ shape: KeyShape) -> String? {
        guard let value = read(given) else { return nil }
        guard !shape.isFound(in: value.text) else {
            report(.secretInReason(place(value.node)))
            return nil
        }
        return value.text
    }
}
