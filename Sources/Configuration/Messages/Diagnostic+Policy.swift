internal import Diagnostics
internal import Planning

extension Diagnostic {
    static func unknownRule(_ name: String, _ place: Place) -> Diagnostic {
        let nearest = NearestName.of(name, among: PolicyRules.names)
        return Diagnostic(
            .unknownRule,
            "no rule named `\(shown(name))`",
            detail: nearest == nil ? "expected one of \(PolicyRules.names.joined(separator: ", "))" : nil,
            fix: nearest.map { "did you mean `\($0)`?" } ?? "remove it; keyturn policy list shows every rule",
            at: place
        )
    }

    /// An error only where a declared environment was probably meant: the files of others may live elsewhere.
    static func undeclaredEnvironment(_ name: String, _ declared: [String], _ place: Place) -> Diagnostic {
        let nearest = NearestName.of(name, among: declared)
        return Diagnostic(
            nearest == nil ? .warning : .error,
            .unknownEnvironment,
            "no environment named `\(shown(name))` here",
            detail: nearest == nil ? "there is \(declared.joined(separator: ", "))" : nil,
            fix: nearest.map { "did you mean `\($0)`?" } ?? "remove it, unless it is declared elsewhere",
            at: place
        )
    }

    static func badRuleValue(_ rule: any PolicyRule.Type, _ value: ScalarText, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "`\(rule.name)` takes \(rule.kind.expected), not \(quoted(value))",
            fix: "write \(rule.kind.expected)",
            at: place
        )
    }

    static func ruleWithoutValue(_ rule: any PolicyRule.Type, _ place: Place) -> Diagnostic {
        Diagnostic(
            .missingField,
            "`\(rule.name)` is set to nothing",
            detail: rule.kind.isFlag ? nil : "a severity alone sets only rules that take true or false",
            fix: "add `default:` with \(rule.kind.expected), or the value of an environment",
            at: place
        )
    }

    static func twoStandards(_ place: Place) -> Diagnostic {
        Diagnostic(
            .duplicateKey,
            "`default` and `value` both set the value for every environment",
            fix: "remove one of them",
            at: place
        )
    }

    static func badAddress(_ value: ScalarText, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "\(quoted(value)) is not an address",
            fix: "write an environment such as prod, or an identity such as prod/legacy",
            at: place
        )
    }

    static func tooFewEnvironments(_ rule: any PolicyRule.Type, _ place: Place) -> Diagnostic {
        Diagnostic(
            .badValue,
            "`\(rule.name)` takes at least two environments, each once",
            fix: "write \(rule.kind.expected)",
            at: place
        )
    }
}
