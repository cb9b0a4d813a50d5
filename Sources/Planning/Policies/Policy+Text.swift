internal import Diagnostics
internal import Schedule

extension Policy {
    /// What the rules are set to for an environment, by their names; rules that do not judge it are missing.
    package func limits(for environment: String) -> [String: String] {
        var limits: [String: String] = [:]
        for rule in rules {
            guard let assignment = rule.assignment(for: environment) else { continue }
            limits[rule.rule] = assignment.value.description + (assignment.severity == .warn ? " (warn)" : "")
        }
        return limits
    }

    /// All that the policy says, a line for each rule, environment and exception: equal texts are equal policies.
    ///
    /// Made to be digested.
    package var canonicalText: String {
        func text(_ assignment: RuleSetting.Assignment?) -> String {
            assignment.map { "\($0.value) \($0.severity.rawValue)" } ?? "null"
        }
        var lines: [String] = []
        for rule in rules.sorted(by: { $0.rule < $1.rule }) {
            lines.append("\(rule.rule) \(text(rule.standard))")
            for (environment, assignment) in rule.environments.sorted(by: { $0.key < $1.key }) {
                lines.append("\(rule.rule) \(environment) \(text(assignment))")
            }
        }
        lines += exceptions.map {
            "exception \($0.rule) \($0.address) \($0.until) \($0.reason) \($0.approvedBy ?? "-")"
        }
        return lines.joined(separator: "\n")
    }
}
