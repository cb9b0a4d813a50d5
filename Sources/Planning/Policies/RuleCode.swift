internal import Diagnostics

/// The code of a rule's findings: the rule's name, for whichever rules ``PolicyRules`` lists.
package struct RuleCode: DiagnosticCode {
    package let rawValue: String

    package init?(rawValue: String) {
        guard PolicyRules.named(rawValue) != nil else { return nil }
        self.rawValue = rawValue
    }

    init(_ rule: any PolicyRule.Type) { rawValue = rule.name }

    package static var allCases: [RuleCode] { PolicyRules.all.map { RuleCode($0) } }

    package var explanation: String {
        guard let rule = PolicyRules.named(rawValue) else { return "" }
        return "\(rule.title). \(rule.fix.prefix(1).uppercased())\(rule.fix.dropFirst())."
    }
}
