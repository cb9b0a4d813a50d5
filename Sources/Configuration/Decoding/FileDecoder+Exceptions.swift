internal import Diagnostics
internal import Model
internal import Planning
internal import Redaction
internal import YAML

extension FileDecoder {
    /// Every entry of `exceptions` that can be read.
    mutating func exceptions(_ given: GivenField<[NodeReference]>, _ shape: KeyShape) -> [PolicyException] {
        (read(given) ?? []).compactMap { exception($0, shape) }
    }

    private mutating func exception(_ entry: NodeReference, _ shape: KeyShape) -> PolicyException? {
        guard node(entry).kind == .mapping else {
            report(.wrongType(expected: "a map with rule, address, until, reason", found: found(entry), place(entry)))
            return nil
        }
        let fields = fields(of: MapReference(own: own.resolve(entry.index), key: entry), Schema.exception)
        let rule = rule(fields.rule)
        let address = address(fields.address)
        let until = read(fields.until)
        let reason = shownText(fields.reason, shape)
        let approvedBy = shownText(fields.approvedBy, shape)
        guard let rule, let address, let until, let reason else { return nil }
        return PolicyException(
            rule: rule,
            address: address,
            until: until.text,
            lapses: until.end,
            reason: reason,
            approvedBy: approvedBy,
            location: location(entry)
        )
    }

    private mutating func rule(_ given: GivenField<ScalarText>) -> String? {
        guard let value = read(given) else { return nil }
        guard PolicyRules.named(value.text) != nil else {
            report(.unknownRule(value.isInterpolated ? value.written : value.text, place(value.node)))
            return nil
        }
        return value.text
    }

    private mutating func address(_ given: GivenField<ScalarText>) -> Address? {
        guard let value = read(given) else { return nil }
        let parts = value.text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, parts.allSatisfy(WellFormed.isName) else {
            report(.badAddress(value, place(value.node)))
            return nil
        }
        return Address(parts[0], parts.count > 1 ? parts[1] : nil)
    }

    /// A text that plans show, and so not with a key in it.
    private mutating func shownText(_ given: GivenField<ScalarText>, _ shape: KeyShape) -> String? {
        guard let value = read(given) else { return nil }
        guard !shape.isFound(in: value.text) else {
            report(.secretInReason(what: given.field.name, place(value.node)))
            return nil
        }
        // Of another format a key may be, or the digest of a commit.
        return KeyLikeness.maskedNames(value.text)
    }
}
