internal import Diagnostics
internal import Planning

extension EditorSchema {
    /// What may stand behind `rules`: every rule of the list, each set for all environments or for some.
    static func rules() -> [JSONText.Member] {
        let properties = PolicyRules.all.map { rule in
            let members = [
                JSONText.Member("description", .string("\(rule.title). \(rule.explanation)")),
                JSONText.Member("anyOf", [value(rule.kind), perEnvironment(rule.kind), ["type": "null"]]),
            ]
            return JSONText.Member(rule.name, .object(members))
        }
        return [
            JSONText.Member("type", ["object", "null"]),
            JSONText.Member("properties", .object(properties)),
            JSONText.Member("additionalProperties", .bool(false)),
        ]
    }

    /// `{ severity, default, value, ENVIRONMENT: … }`.
    private static func perEnvironment(_ kind: RuleValue.Kind) -> JSONText {
        let one: JSONText = [
            "anyOf": [
                value(kind),
                [
                    "type": "object",
                    "properties": ["severity": severity, "value": value(kind)],
                    // Where the value is a map itself, it may stand beside the severity.
                    "additionalProperties": kind == .lists ? names : .bool(false),
                ],
                ["type": "null"],
            ]
        ]
        return [
            "type": "object",
            "properties": ["severity": severity, "default": one, "value": value(kind)],
            "additionalProperties": one,
        ]
    }

    private static var severity: JSONText {
        ["enum": .array(PolicySeverity.allCases.map { .string($0.rawValue) } + [.null])]
    }

    private static func value(_ kind: RuleValue.Kind) -> JSONText {
        switch kind {
        case .flag: flag
        case .duration: .object(text(.duration, kind.expected, or: []))
        case .flagOrDuration: ["anyOf": [flag, .object(text(.duration, kind.expected, or: []))]]
        case .number: ["anyOf": [["type": "integer", "minimum": 1], pattern("[0-9]+|\(TextForm.interpolated)")]]
        case .choice(let words):
            ["anyOf": [["enum": .array(words.map(JSONText.string))], pattern(TextForm.interpolated)]]
        case .environments: ["type": "array", "minItems": 2, "items": ["type": "string"]]
        case .lists: ["type": "object", "additionalProperties": names]
        }
    }

    private static var flag: JSONText {
        ["anyOf": [["type": "boolean"], pattern("true|false|\(TextForm.interpolated)")]]
    }

    private static var names: JSONText { ["type": "array", "items": ["type": "string"]] }

    private static func pattern(_ pattern: String) -> JSONText {
        ["type": "string", "pattern": .string("^(\(pattern))$")]
    }
}
