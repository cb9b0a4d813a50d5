internal import Diagnostics
internal import Planning
internal import Schedule
internal import YAML

extension FileDecoder {
    /// An entry of a map whose names the user chooses.
    struct MapEntry {
        let name: String
        let key: NodeReference

        /// Nil for an explicit null.
        let value: NodeReference?
    }

    /// The entries of a map of the file itself, in its order; duplicate ones are reported.
    mutating func entries(of map: NodeReference, reports: Bool = true) -> [MapEntry] {
        let first = own.resolve(map.index)
        var seen: [String: Int32] = [:]
        var entries: [MapEntry] = []
        var child = first + 1
        while child < own.nodes[Int(first)].end {
            let key = child
            let value = own.next(after: key)
            child = own.next(after: value)
            guard reports || own.nodes[Int(own.resolve(key))].kind == .scalar,
                let scalar = fieldName(key, in: own, isBase: false)
            else { continue }
            let name = own.string(at: scalar)
            if let earlier = seen[name] {
                if reports { reportDuplicate(key, first: earlier, isBase: false) }
                continue
            }
            seen[name] = key
            let isNull = own.isNull(own.resolve(value))
            entries.append(
                MapEntry(
                    name: name,
                    key: NodeReference(index: key, isBase: false),
                    value: isNull ? nil : NodeReference(index: value, isBase: false)
                )
            )
        }
        return entries
    }

    /// What a rule is set to; nil where, reported, it cannot be read.
    mutating func ruleValue(
        _ rule: any PolicyRule.Type,
        _ value: NodeReference,
        _ environments: [String]
    ) -> RuleValue? {
        switch rule.kind {
        case .environments: return environmentList(rule, value, environments)
        case .lists: return lists(rule, value)
        default:
            let field = Field(rule.name, .text(rule.kind.expected), .required, rule.title)
            guard let text = read(slot(value), field) else { return nil }
            return scalar(rule, text)
        }
    }

    private mutating func scalar(_ rule: any PolicyRule.Type, _ text: ScalarText) -> RuleValue? {
        var value: RuleValue?
        switch rule.kind {
        case .flag: value = Self.flag(text.text)
        case .flagOrDuration:
            value = Self.flag(text.text)
            if value == nil { return duration(text) }
        case .duration: return duration(text)
        case .number: value = Int(text.text).flatMap { $0 > 0 ? .number($0) : nil }
        case .choice(let words):
            guard words.contains(text.text) else {
                report(.badChoice(text, words, place(text.node)))
                return nil
            }
            value = .choice(text.text)
        case .environments, .lists: break
        }
        if value == nil { report(.badRuleValue(rule, text, place(text.node))) }
        return value
    }

    private static func flag(_ text: String) -> RuleValue? {
        switch text {
        case "true": .flag(true)
        case "false": .flag(false)
        default: nil
        }
    }

    private mutating func duration(_ text: ScalarText) -> RuleValue? {
        do {
            return .duration(try DurationText.parse(text.text))
        } catch {
            report(.badDuration(text, error, place(text.node)))
            return nil
        }
    }

    private mutating func environmentList(
        _ rule: any PolicyRule.Type,
        _ value: NodeReference,
        _ environments: [String]
    ) -> RuleValue? {
        let field = Field(rule.name, .texts(rule.kind.expected), .required, rule.title)
        guard let names = read(slot(value), field) else { return nil }
        guard names.count > 1, Set(names.map(\.text)).count == names.count else {
            report(.tooFewEnvironments(rule, place(value)))
            return nil
        }
        for name in names where !environments.contains(name.text) {
            report(
                .undeclaredEnvironment(name.isInterpolated ? name.written : name.text, environments, place(name.node))
            )
        }
        return .environments(names.map(\.text))
    }

    private mutating func lists(_ rule: any PolicyRule.Type, _ value: NodeReference) -> RuleValue? {
        guard node(value).kind == .mapping else {
            report(.wrongType(expected: rule.kind.expected, found: found(value), place(value)))
            return nil
        }
        var lists: [String: [String]] = [:]
        var isWhole = true
        for entry in entries(of: value) {
            guard let list = entry.value else { continue }
            let field = Field(entry.name, .texts("a list such as [api, worker]"), .required, rule.title)
            // An empty list allows no one.
            if node(list).kind == .sequence, own.next(after: own.resolve(list.index)) == own.resolve(list.index) + 1 {
                lists[entry.name] = []
            } else if let names = read(slot(list), field) {
                lists[entry.name] = names.map(\.text)
            } else {
                isWhole = false
            }
        }
        return isWhole ? .lists(lists) : nil
    }
}
