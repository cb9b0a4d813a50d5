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
        guard let list = fields[RevocationsField.revoked].value else { return [] }
        guard node(list).kind == .sequence else {
            let expected = Schema.revocations[RevocationsField.revoked].kind.expected
            report(.wrongType(expected: expected, found: found(list), place(list)))
            return []
        }
        var entries: [RevocationList.Entry] = []
        var places: [String: SourceLocation] = [:]
        let first = own.resolve(list.index)
        var child = first + 1
        while child < own.nodes[Int(first)].end {
            let node = NodeReference(index: child, isBase: false)
            child = own.next(after: child)
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
        let fingerprint = fingerprint(fields[RevocationField.fingerprint])
        let date = date(fields[RevocationField.date])
        let reason = reason(fields[RevocationField.reason], shape)
        guard let fingerprint, let date, let reason else { return nil }
        return RevocationList.Entry(
            fingerprint: fingerprint,
            date: date,
            reason: reason,
            location: location(entry)
        )
    }

    /// In lower case; nil where it is absent or, reported, none.
    private mutating func fingerprint(_ slot: FieldSlots.Slot) -> String? {
        guard let value = filledText(slot, Schema.revocation[RevocationField.fingerprint]) else { return nil }
        let digits = value.text.lowercased()
        let isHex = digits.utf8.allSatisfy(\.isHexDigit)
        guard isHex, (12...64).contains(digits.utf8.count) else {
            report(.badFingerprint(isHex: isHex, digits: digits.utf8.count, place(value.node)))
            return nil
        }
        return digits
    }

    private mutating func date(_ slot: FieldSlots.Slot) -> String? {
        guard let value = filledText(slot, Schema.revocation[RevocationField.date]) else { return nil }
        guard value.text.utf8.count == 10, Instant(text: value.text) != nil else {
            report(.badDate(place(value.node)))
            return nil
        }
        return value.text
    }

    /// Shown to people, in plans and in CI: so not with a key in it.
    private mutating func reason(_ slot: FieldSlots.Slot, _ shape: KeyShape) -> String? {
        guard let value = filledText(slot, Schema.revocation[RevocationField.reason]) else { return nil }
        guard !shape.isFound(in: value.text) else {
            report(.secretInReason(place(value.node)))
            return nil
        }
        return value.text
    }
}
