internal import Diagnostics
internal import Model
internal import Planning
internal import YAML

extension FileDecoder {
    /// Everything of `_policy.yaml` that can be read; no text in it may hold what has the `shape` of a key.
    mutating func policy(_ shape: KeyShape, environments: [String]) -> Policy {
        let root = NodeReference(index: 0, isBase: false)
        guard own.nodes[0].kind == .mapping else {
            report(.wrongType(expected: "a map with rules and exceptions", found: found(root), place(root)))
            return Policy()
        }
        let fields = fields(of: MapReference(own: 0, key: root), Schema.policy)
        return Policy(
            rules: rules(fields.rules, environments),
            exceptions: exceptions(fields.exceptions, shape)
        )
    }

    private mutating func rules(_ given: GivenField<NodeReference>, _ environments: [String]) -> [RuleSetting] {
        guard let value = read(given) else { return [] }
        var settings: [String: RuleSetting] = [:]
        for entry in entries(of: value) {
            guard let rule = PolicyRules.named(entry.name) else {
                report(.unknownRule(entry.name, place(entry.key)))
                continue
            }
            guard let value = entry.value else { continue }
            settings[rule.name] = setting(rule, entry.key, value, environments)
        }
        return PolicyRules.names.compactMap { settings[$0] }
    }

    private mutating func setting(
        _ rule: any PolicyRule.Type,
        _ key: NodeReference,
        _ value: NodeReference,
        _ environments: [String]
    ) -> RuleSetting? {
        guard node(value).kind == .mapping else {
            guard let read = ruleValue(rule, value, environments) else { return nil }
            return RuleSetting(
                rule: rule.name,
                standard: RuleSetting.Assignment(value: read, location: location(value)),
                location: location(key)
            )
        }
        var reader = RuleReader(rule: rule, key: key)
        let all = entries(of: value)
        // The severity and the value for all hold for environments that stand before them, too.
        for entry in all where RuleReader.isReserved(entry.name) { readReserved(entry, &reader, environments) }
        for entry in all where !RuleReader.isReserved(entry.name) {
            if !environments.contains(entry.name) {
                report(.undeclaredEnvironment(entry.name, environments, place(entry.key)))
            }
            reader.hasEnvironments = true
            guard let value = entry.value else {
                reader.environments[entry.name] = .some(nil)
                continue
            }
            if let assignment = assignment(value, reader, environments) {
                reader.environments[entry.name] = assignment
            }
        }
        if reader.standard == nil, !reader.hasStandard, !reader.hasEnvironments {
            guard rule.kind.isFlag, reader.severity != nil else {
                report(.ruleWithoutValue(rule, place(key)))
                return nil
            }
            reader.standard = (.flag(true), location(key))
        }
        return reader.setting(at: location(key))
    }

    private mutating func readReserved(_ entry: MapEntry, _ reader: inout RuleReader, _ environments: [String]) {
        guard let value = entry.value else { return }
        switch entry.name {
        case "severity": reader.severity = severity(value) ?? reader.severity
        default:
            if reader.hasStandard { return report(.twoStandards(place(entry.key))) }
            reader.hasStandard = true
            if let read = ruleValue(reader.rule, value, environments) { reader.standard = (read, location(value)) }
        }
    }

    /// What one environment says: a value, or a map with a value and a severity.
    private mutating func assignment(
        _ value: NodeReference,
        _ reader: RuleReader,
        _ environments: [String]
    ) -> RuleSetting.Assignment? {
        let rule = reader.rule
        guard node(value).kind == .mapping, isWrapper(value, of: rule) else {
            guard let read = ruleValue(rule, value, environments) else { return nil }
            return RuleSetting.Assignment(value: read, severity: reader.severity ?? .error, location: location(value))
        }
        var severity = reader.severity
        var read: RuleValue?
        var hasValue = false
        for entry in entries(of: value) {
            guard let inner = entry.value else { continue }
            switch entry.name {
            case "severity": severity = self.severity(inner) ?? severity
            case "value":
                hasValue = true
                read = ruleValue(rule, inner, environments)
            default:
                // Most often the value, misspelt.
                hasValue = true
                report(.unknownField(entry.name, in: RuleReader.section, rule.name, place(entry.key)))
            }
        }
        if !hasValue {
            read = reader.standard?.value ?? (rule.kind.isFlag ? .flag(true) : nil)
            if read == nil, !reader.hasStandard { report(.ruleWithoutValue(rule, place(value))) }
        }
        return read.map {
            RuleSetting.Assignment(value: $0, severity: severity ?? .error, location: location(value))
        }
    }

    /// Whether a map is one with `value` and `severity`, rather than itself the value of a rule that takes a map.
    private mutating func isWrapper(_ map: NodeReference, of rule: any PolicyRule.Type) -> Bool {
        guard rule.kind == .lists else { return true }
        return entries(of: map, reports: false).contains { entry in
            guard let value = entry.value else { return false }
            return entry.name == "severity" && node(value).kind == .scalar
                || entry.name == "value" && node(value).kind == .mapping
        }
    }

    private mutating func severity(_ value: NodeReference) -> PolicySeverity? {
        read(slot(value), RuleReader.section.severity)
    }

    /// A value alone, as a slot of a map.
    func slot(_ value: NodeReference) -> FieldSlot {
        FieldSlot(own: value.index, ownKey: value.index)
    }
}

/// What is gathered of a rule that is set by a map.
private struct RuleReader {
    let rule: any PolicyRule.Type
    let key: NodeReference
    var severity: PolicySeverity?
    var standard: (value: RuleValue, location: SourceLocation)?

    /// Whether `default` or `value` stand there, readable or not.
    var hasStandard = false
    var hasEnvironments = false
    var environments: [String: RuleSetting.Assignment?] = [:]

    static func isReserved(_ name: String) -> Bool { ["severity", "default", "value"].contains(name) }

    /// What may be in the map of one environment.
    static let section = FieldSection("rules.RULE.ENVIRONMENT", "", Fields())

    struct Fields {
        let value = Field("value", .text("a value of the rule"), .optional(default: nil), "")
        let severity = Field("severity", .choice(PolicySeverity.self), .optional(default: "error"), "")
    }

    func setting(at location: SourceLocation) -> RuleSetting {
        RuleSetting(
            rule: rule.name,
            standard: standard.map {
                RuleSetting.Assignment(value: $0.value, severity: severity ?? .error, location: $0.location)
            },
            environments: environments,
            location: location
        )
    }
}
