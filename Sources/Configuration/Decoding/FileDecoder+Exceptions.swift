internal import Diagnostics
internal import Model
internal import Planning
internal import YAML

extension FileDecoder {
    /// Every entry of `exceptions` that can be read.
    mutating func exceptions(_ slot: FieldSlots.Slot, _ shape: KeyShape) -> [PolicyException] {
        guard let list = slot.value else { return [] }
        guard node(list).kind == .sequence else {
            let expected = Schema.policy[PolicyField.exceptions].kind.expected
            report(.wrongType(expected: expected, found: found(list), place(list)))
            return []
        }
        var exceptions: [PolicyException] = []
        let first = own.resolve(list.index)
        var child = first + 1
        while child < own.nodes[Int(first)].end {
            let node = NodeReference(index: child, isBase: false)
            child = own.next(after: child)
            if let exception = exception(node, shape) { exceptions.append(exception) }
        }
        return exceptions
    }

    private mutating func exception(_ entry: NodeReference, _ shape: KeyShape) -> PolicyException? {
        guard node(entry).kind == .mapping else {
            report(.wrongType(expected: "a map with rule, address, until, reason", found: found(entry), place(entry)))
            return nil
        }
        let fields = fields(of: MapReference(own: own.resolve(entry.index), key: entry), Schema.exception)
        let rule = rule(fields[ExceptionField.rule])
        let address = address(fields[ExceptionField.address])
        let until = lastDay(fields[ExceptionField.until])
        let reason = shownText(fields, .reason, shape)
        let approvedBy = shownText(fields, .approvedBy, shape)
        guard let rule, let address, let until, let reason else { return nil }
        return PolicyException(
            rule: rule,
            address: address,
            until: until.text,
            lapses: until.lapses,
            reason: reason,
            approvedBy: approvedBy,
            location: location(entry)
        )
    }

    private mutating func rule(_ slot: FieldSlots.Slot) -> String? {
        guard let value = filledText(slot, Schema.exception[ExceptionField.rule]) else { return nil }
        guard PolicyRules.named(value.text) != nil else {
            report(.unknownRule(value.isInterpolated ? value.written : value.text, place(value.node)))
            return nil
        }
        return value.text
    }

    private mutating func address(_ slot: FieldSlots.Slot) -> Address? {
        guard let value = filledText(slot, Schema.exception[ExceptionField.address]) else { return nil }
        let parts = value.text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, parts.allSatisfy(WellFormed.isName) else {
            report(.badAddress(value, place(value.node)))
            return nil
        }
        return Address(parts[0], parts.count > 1 ? parts[1] : nil)
    }

    private mutating func lastDay(_ slot: FieldSlots.Slot) -> (text: String, lapses: Instant)? {
        guard let value = filledText(slot, Schema.exception[ExceptionField.until]) else { return nil }
        guard value.text.utf8.count == 10, let midnight = Instant(text: value.text + "T00:00:00Z") else {
            report(.badDate(place(value.node)))
            return nil
        }
        return (value.text, midnight + .seconds(86_400))
    }

    /// A text that plans show, and so not with a key in it.
    private mutating func shownText(_ fields: FieldSlots, _ field: ExceptionField, _ shape: KeyShape) -> String? {
        guard let value = filledText(fields[field], Schema.exception[field]) else { return nil }
        guard !shape.isFound(in: value.text) else {
            report(.secretInReason(what: Schema.exception[field].name, place(value.node)))
            return nil
        }
        return value.text
    }
}
