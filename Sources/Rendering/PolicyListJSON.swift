package import Diagnostics
internal import Model
package import Planning

/// The rules of policy for programs.
package enum PolicyListJSON {
    package static func render(_ policy: Policy) -> JSONText {
        [
            "format_version": "1.0",
            "rules": .array(
                PolicyRules.all.map { rule in
                    [
                        "rule": .string(rule.name),
                        "takes": .string(rule.kind.typeName),
                        "default_severity": .string(PolicySeverity.error.rawValue),
                        "title": .string(rule.title),
                        "set": policy.setting(rule.name).map(json) ?? .null,
                    ]
                }
            ),
        ]
    }

    /// Null for a code that is not policy's.
    package static func explanation(of code: String) -> JSONText {
        guard let rule = PolicyRules.named(code) else {
            return PolicyCode(rawValue: code).map {
                ["format_version": "1.0", "code": .string(code), "explanation": .string($0.explanation)]
            } ?? .null
        }
        return [
            "format_version": "1.0",
            "code": .string(rule.name),
            "title": .string(rule.title),
            "explanation": .string(rule.explanation),
            "mend": .string(rule.fix),
            "takes": .string(rule.kind.typeName),
            "expected": .string(rule.kind.expected),
            "judges": .array(rule.stages.map { .string($0.rawValue) }),
            "default_severity": .string(PolicySeverity.error.rawValue),
            "example": .string(rule.example),
        ]
    }

    private static func json(_ setting: RuleSetting) -> JSONText {
        [
            "default": setting.standard.map(json) ?? .null,
            "environments": .object(
                setting.environments.sorted { $0.key < $1.key }.map { name, assignment in
                    JSONText.Member(name, assignment.map(json) ?? .null)
                }
            ),
            "declared_at": .string(setting.location.description),
        ]
    }

    private static func json(_ assignment: RuleSetting.Assignment) -> JSONText {
        ["value": .string(assignment.value.description), "severity": .string(assignment.severity.rawValue)]
    }
}
