internal import Diagnostics
internal import YAML

extension FileDecoder {
    /// The values that a map, merged over the defaults', gives to the fields of a section.
    ///
    /// Reports unknown, unsupported and duplicate fields, and required ones that are missing.
    mutating func fields<Fields>(of map: MapReference, _ section: FieldSection<Fields>) -> FieldSlots<Fields> {
        var fields = FieldSlots(section)
        if map.own >= 0 { fill(&fields, from: map.own, isBase: false, section) }
        if map.base >= 0 { fill(&fields, from: map.base, isBase: true, section) }
        if let defaults = context.defaults, defaults.tree == nil { return fields }
        for index in section.required where fields.slots[index].value == nil {
            report(.missingField(section.fields[index], in: path(of: section), place(map.key)))
        }
        return fields
    }

    private mutating func fill<Fields>(
        _ fields: inout FieldSlots<Fields>,
        from map: Int32,
        isBase: Bool,
        _ section: Section
    ) {
        let tree = tree(of: NodeReference(index: map, isBase: isBase))
        var child = map + 1
        let end = tree.nodes[Int(map)].end
        while child < end {
            let key = child
            let value = tree.next(after: key)
            child = tree.next(after: value)
            guard let name = fieldName(key, in: tree, isBase: isBase) else { continue }
            guard let index = tree.withBytes(of: name, section.index(of:)) else {
                guard !diagnostics.isFull else {
                    diagnostics.countError()
                    continue
                }
                let reference = NodeReference(index: key, isBase: isBase)
                report(.unknownField(tree.string(at: name), in: section, path(of: section), place(reference)))
                continue
            }
            let content = tree.isNull(tree.resolve(value)) ? FieldSlot.removed : value
            if isBase {
                guard fields.slots[index].baseKey < 0 else {
                    reportDuplicate(key, first: fields.slots[index].baseKey, isBase: true)
                    continue
                }
                fields.slots[index].base = content
                fields.slots[index].baseKey = key
            } else {
                guard fields.slots[index].ownKey < 0 else {
                    reportDuplicate(key, first: fields.slots[index].ownKey, isBase: false)
                    continue
                }
                fields.slots[index].own = content
                fields.slots[index].ownKey = key
            }
        }
    }

    /// The scalar that a key is; nil, and reported, for a map, a list or a merge key.
    mutating func fieldName(_ key: Int32, in tree: YAMLTree, isBase: Bool) -> Int32? {
        let name = tree.resolve(key)
        let node = tree.nodes[Int(name)]
        guard node.kind == .scalar else {
            report(.keyIsNoText(place(NodeReference(index: key, isBase: isBase))))
            return nil
        }
        if node.isPlain, node.end - node.start == 2, tree.string(at: name) == "<<" {
            report(.mergeKey(place(NodeReference(index: key, isBase: isBase))))
            return nil
        }
        return name
    }

    mutating func reportDuplicate(_ key: Int32, first: Int32, isBase: Bool) {
        guard !diagnostics.isFull else { return diagnostics.countError() }
        let reference = NodeReference(index: key, isBase: isBase)
        let tree = tree(of: reference)
        let earlier = location(NodeReference(index: first, isBase: isBase))
        report(.duplicateKey(tree.string(at: tree.resolve(key)), first: earlier, place(reference)))
    }

    /// A field's value as a map, with the defaults' map below it; nil if there is none or, reported, another type.
    mutating func map(_ slot: FieldSlot, _ field: FieldDescription) -> MapReference? {
        guard let value = slot.value, let key = slot.key else { return nil }
        guard node(value).kind == .mapping else {
            report(.wrongType(expected: field.kind.expected, found: found(value), place(value)))
            return nil
        }
        var map = MapReference(key: key)
        if !value.isBase { map.own = own.resolve(value.index) }
        if slot.own != FieldSlot.removed, slot.base >= 0, let base {
            let target = base.resolve(slot.base)
            if base.nodes[Int(target)].kind == .mapping { map.base = target }
        }
        return map
    }

    /// The entries of a list, in its order.
    func items(of list: NodeReference) -> [NodeReference] {
        let tree = tree(of: list)
        let first = tree.resolve(list.index)
        var items: [NodeReference] = []
        var child = first + 1
        while child < tree.nodes[Int(first)].end {
            items.append(NodeReference(index: child, isBase: list.isBase))
            child = tree.next(after: child)
        }
        return items
    }

    /// An entry of a list as a map, merged with nothing; nil and reported where it is none.
    mutating func map(_ entry: NodeReference, expected: String) -> MapReference? {
        guard node(entry).kind == .mapping else {
            report(.wrongType(expected: expected, found: found(entry), place(entry)))
            return nil
        }
        let target = tree(of: entry).resolve(entry.index)
        return entry.isBase ? MapReference(base: target, key: entry) : MapReference(own: target, key: entry)
    }

    /// A field's value as any map; nil if there is none or, reported, another type.
    mutating func anyMap(_ slot: FieldSlot, _ field: FieldDescription) -> NodeReference? {
        of(.mapping, slot, field)
    }

    /// The entries of a field's value, a list; nil if there is none or, reported, another type.
    mutating func list(_ slot: FieldSlot, _ field: FieldDescription) -> [NodeReference]? {
        of(.sequence, slot, field).map { items(of: $0) }
    }

    private mutating func of(_ kind: YAMLNode.Kind, _ slot: FieldSlot, _ field: FieldDescription) -> NodeReference? {
        guard let value = slot.value else { return nil }
        guard node(value).kind == kind else {
            report(.wrongType(expected: field.kind.expected, found: found(value), place(value)))
            return nil
        }
        return value
    }

    /// A field's value as maps: itself, or the entries of the list that it is.
    ///
    /// Nil if there is none or, reported, one of them is not a map, or there is none in the list.
    mutating func maps(_ slot: FieldSlot, _ field: FieldDescription) -> [MapReference]? {
        guard let value = slot.value else { return nil }
        guard node(value).kind == .sequence else { return map(value, expected: field.kind.expected).map { [$0] } }
        let items = items(of: value)
        guard !items.isEmpty else {
            report(.emptyValue(field, isInterpolated: false, place(value)))
            return nil
        }
        let maps = items.map { map($0, expected: "a map") }
        return maps.contains { $0 == nil } ? nil : maps.compactMap(\.self)
    }

    /// The entries of a map whose names the user chooses, merged with the defaults', in the order of names.
    mutating func namedMaps(_ slot: FieldSlot, _ field: FieldDescription) -> [NamedMap] {
        guard let map = map(slot, field) else { return [] }
        var entries: [NamedMap] = []
        var removed: Set<String> = []
        if map.own >= 0 { collect(&entries, &removed, from: map.own, isBase: false, field) }
        if map.base >= 0 {
            var inherited: [NamedMap] = []
            var ignored: Set<String> = []
            collect(&inherited, &ignored, from: map.base, isBase: true, field)
            if !inherited.isEmpty { merge(inherited, into: &entries, except: removed) }
        }
        if !zip(entries, entries.dropFirst()).allSatisfy({ $0.name < $1.name }) { entries.sort { $0.name < $1.name } }
        return entries
    }

    private mutating func collect(
        _ entries: inout [NamedMap],
        _ removed: inout Set<String>,
        from map: Int32,
        isBase: Bool,
        _ field: FieldDescription
    ) {
        let tree = tree(of: NodeReference(index: map, isBase: isBase))
        var seen: [String: Int32]? = nil
        var last = ""
        var child = map + 1
        let end = tree.nodes[Int(map)].end
        var keys: [(String, Int32)] = []
        while child < end {
            let key = child
            let value = tree.next(after: key)
            child = tree.next(after: value)
            guard let scalar = fieldName(key, in: tree, isBase: isBase) else { continue }
            let name = tree.string(at: scalar)
            // Names in rising order cannot repeat: the table is made when the order first breaks.
            if seen == nil, !keys.isEmpty, name <= last { seen = Dictionary(keys) { first, _ in first } }
            if let first = seen?[name] {
                reportDuplicate(key, first: first, isBase: isBase)
                continue
            }
            if seen == nil { keys.append((name, key)) } else { seen?[name] = key }
            last = name
            let reference = NodeReference(index: value, isBase: isBase)
            let target = tree.resolve(value)
            if tree.isNull(target) {
                removed.insert(name)
            } else if tree.nodes[Int(target)].kind != .mapping {
                report(.wrongType(expected: "a map", found: found(reference), place(reference)))
            } else {
                let key = NodeReference(index: key, isBase: isBase)
                let map = isBase ? MapReference(base: target, key: key) : MapReference(own: target, key: key)
                entries.append(NamedMap(name: name, map: map))
            }
        }
    }

    private func merge(
        _ inherited: [NamedMap],
        into entries: inout [NamedMap],
        except removed: Set<String>
    ) {
        var places: [String: Int] = [:]
        for (index, entry) in entries.enumerated() { places[entry.name] = index }
        for entry in inherited where !removed.contains(entry.name) {
            if let index = places[entry.name] {
                entries[index].map.base = entry.map.base
            } else {
                entries.append(entry)
            }
        }
    }

    /// What a value is, to follow "found".
    func found(_ reference: NodeReference) -> String {
        switch node(reference).kind {
        case .mapping: return "a map"
        case .sequence: return "a list"
        case .scalar, .alias:
            let tree = tree(of: reference)
            return tree.isNull(tree.resolve(reference.index)) ? "nothing" : "text"
        }
    }
}
