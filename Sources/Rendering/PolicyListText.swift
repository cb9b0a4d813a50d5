package import Diagnostics
internal import Model
package import Planning

/// Every rule of policy as a table, with what it is set to.
package struct PolicyListText: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    package func render(_ policy: Policy) -> String {
        let rules = PolicyRules.all
        let rows = rules.map { rule in
            [rule.name, rule.kind.typeName, policy.setting(rule.name)?.words ?? "not set"]
        }
        let table = TextTable(headings: ["RULE", "TAKES", "SET TO"], rows: rows)
        return table.render(style) { [rules[$0].title] }
            + "\n"
            + style.wrapped(
                "A finding is an error, and the run is refused, unless the rule is set with `severity: warn`. "
                    + "More about a rule: keyturn policy explain RULE",
                indent: 0,
                startingAt: 0
            ) + "\n"
    }
}

extension RuleSetting {
    /// `90d; prod 30d (warn)`.
    var words: String {
        let named = environments.sorted { $0.key < $1.key }.map { name, assignment in
            "\(name) \(assignment?.words ?? "not set")"
        }
        let parts = [standard?.words].compactMap(\.self) + named
        return parts.isEmpty ? "not set" : parts.joined(separator: "; ")
    }
}

extension RuleSetting.Assignment {
    var words: String { value.description + (severity == .warn ? " (warn)" : "") }
}
