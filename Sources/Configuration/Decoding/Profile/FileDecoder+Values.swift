internal import Diagnostics
internal import Model
internal import YAML

extension FileDecoder {
    /// A value for a column: quoted text is text, what YAML takes for a number or a flag is that, maps and lists are JSON.
    ///
    /// Nil and reported where a variable in it is not set, or it is nested too deep to be meant.
    mutating func columnValue(_ value: NodeReference, _ field: FieldDescription) -> ProfileValue? {
        let tree = tree(of: value)
        let index = tree.resolve(value.index)
        let node = tree.nodes[Int(index)]
        guard node.kind == .scalar else { return json(value, field).map { .json($0.compact) } }
        if tree.isNull(index) { return .null }
        let slot = FieldSlot(value)
        guard let text = text(slot, field) else { return nil }
        guard node.isPlain, !text.isInterpolated else { return .text(text.text) }
        return Self.scalar(text.text)
    }

    private static func scalar(_ text: String) -> ProfileValue {
        switch text {
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        default: isNumber(text) ? .number(text) : .text(text)
        }
    }

    /// A number as JSON writes it.
    private static func isNumber(_ text: String) -> Bool {
        guard let first = text.utf8.first, "-0123456789".utf8.contains(first) else { return false }
        if case .number(text)? = try? JSONText(parsing: Array(text.utf8), keepingDigits: true) { return true }
        return false
    }

    private mutating func json(_ value: NodeReference, _ field: FieldDescription) -> JSONText? {
        let tree = tree(of: value)
        let index = tree.resolve(value.index)
        switch tree.nodes[Int(index)].kind {
        case .sequence:
            let entries = items(of: value).map { json($0, field) }
            return entries.contains { $0 == nil } ? nil : .array(entries.compactMap(\.self))
        case .mapping:
            guard let entries = namedValues(of: value) else { return nil }
            let members = entries.map { entry in json(entry.value, field).map { JSONText.Member(entry.name, $0) } }
            return members.contains { $0 == nil } ? nil : .object(members.compactMap(\.self))
        case .scalar, .alias:
            switch columnValue(value, field) {
            case nil: return nil
            case .null: return .null
            case .bool(let flag): return .bool(flag)
            case .number(let digits): return .number(digits)
            case .text(let text), .json(let text): return .string(text)
            }
        }
    }

    /// The entries of a field's value, a map, in the order of names; nil where there is none or, reported, it is none.
    ///
    /// Merged over the defaults', of which null removes an entry.
    mutating func namedValues(_ slot: FieldSlot, _ field: FieldDescription) -> [NamedValue]? {
        guard let map = map(slot, field) else { return nil }
        var entries: [String: NamedValue] = [:]
        var isGood = true
        for (index, isBase) in [(map.base, true), (map.own, false)] where index >= 0 {
            guard let read = namedValues(of: NodeReference(index: index, isBase: isBase)) else {
                isGood = false
                continue
            }
            for entry in read { entries[entry.name] = entry }
        }
        return isGood ? entries.values.sorted { $0.name < $1.name } : nil
    }

    /// The entries of one map, in its order; nil and reported where a name is none, or twice there.
    mutating func namedValues(of map: NodeReference) -> [NamedValue]? {
        let tree = tree(of: map)
        let first = tree.resolve(map.index)
        var seen: [String: Int32] = [:]
        var entries: [NamedValue] = []
        var isGood = true
        var child = first + 1
        while child < tree.nodes[Int(first)].end {
            let key = child
            let value = tree.next(after: key)
            child = tree.next(after: value)
            guard let scalar = fieldName(key, in: tree, isBase: map.isBase) else {
                isGood = false
                continue
            }
            let name = tree.string(at: scalar)
            if let earlier = seen[name] {
                reportDuplicate(key, first: earlier, isBase: map.isBase)
                isGood = false
                continue
            }
            seen[name] = key
            entries.append(
                NamedValue(
                    name: name,
                    key: NodeReference(index: key, isBase: map.isBase),
                    value: NodeReference(index: value, isBase: map.isBase)
                )
            )
        }
        return isGood ? entries : nil
    }

    /// A field's value as spellings of a key.
    mutating func spellings(_ slot: FieldSlot, _ field: FieldDescription) -> Set<Spelling>? {
        guard let words = texts(slot, field) else { return nil }
        var spellings: Set<Spelling> = []
        var isGood = true
        for word in words {
            if let spelling = Spelling(rawValue: word.text) {
                spellings.insert(spelling)
            } else {
                report(.badChoice(word, Spelling.allCases.map(\.rawValue), place(word.node)))
                isGood = false
            }
        }
        return isGood ? spellings : nil
    }

    /// A scalar's text as it is in the file; nil and reported where it is not one.
    private mutating func written(_ value: NodeReference, _ field: FieldDescription) -> String? {
        let tree = tree(of: value)
        let index = tree.resolve(value.index)
        guard tree.nodes[Int(index)].kind == .scalar else {
            report(.wrongType(expected: field.kind.expected, found: found(value), place(value)))
            return nil
        }
        return tree.string(at: index)
    }

    /// A field's value as it is written, without looking for variables.
    mutating func literal(_ slot: FieldSlot, _ field: FieldDescription) -> String? {
        guard let value = slot.value, let written = written(value, field) else { return nil }
        guard !written.isEmpty else {
            report(.emptyValue(field, isInterpolated: false, place(value)))
            return nil
        }
        return written
    }

    /// A field's value as text that is nothing but variables, as it is written; nil and reported where it is not.
    ///
    /// The place of what is reported is that of the name, since the line with the value is not to be shown.
    mutating func variablesAlone(_ slot: FieldSlot, _ field: FieldDescription) -> String? {
        guard let value = slot.value, let written = written(value, field) else { return nil }
        guard !Interpolation.names(in: written).isEmpty, Interpolation.literalPart(of: written).isEmpty else {
            report(.pepperInProfile(field, place(slot.key ?? value)))
            return nil
        }
        return written
    }
}

extension FieldSlot {
    /// A value alone.
    init(_ value: NodeReference) {
        if value.isBase {
            self.init(base: value.index, baseKey: value.index)
        } else {
            self.init(own: value.index, ownKey: value.index)
        }
    }
}
