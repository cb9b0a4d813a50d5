package import Diagnostics
package import Model

/// What policy says of a run: every finding, also those that are let pass, with what lets them.
package struct PolicyReport: Sendable, Codable {
    /// By environment, then in the order of the rules, then of the identities.
    package let findings: [PolicyFinding]

    /// Those of the chosen environments, in the order of the file.
    package let exceptions: [ExceptionUse]

    package let overrides: [OverrideUse]

    /// The rules because of which changes of an identity are left, by its address.
    package internal(set) var held: [Address: [String]] = [:]

    package init(
        findings: [PolicyFinding] = [],
        exceptions: [ExceptionUse] = [],
        overrides: [OverrideUse] = []
    ) {
        self.findings = findings
        self.exceptions = exceptions
        self.overrides = overrides
    }

    /// The environments that errors stand against, as a whole or against one of their identities.
    var refusedEnvironments: Set<String> { Set(findings.lazy.filter(\.refuses).map(\.address.environment)) }
}

extension PolicyReport {
    /// How many findings of one rule in one environment are listed one by one.
    private static let limit = 8

    /// What is reported about it; in a run that policy never refuses, errors are warnings.
    package func diagnostics(_ policy: Policy, refuses: Bool = true) -> [Diagnostic] {
        struct Group: Hashable {
            let code: String
            let environment: String
            let severity: Diagnostic.Severity
        }
        var counts: [Group: Int] = [:]
        var last: [Group: PolicyFinding] = [:]
        var diagnostics: [Diagnostic] = []
        for finding in findings where finding.state != .excepted {
            let severity: Diagnostic.Severity = finding.refuses && refuses ? .error : .warning
            let group = Group(code: finding.code, environment: finding.address.environment, severity: severity)
            counts[group, default: 0] += 1
            guard counts[group, default: 0] <= Self.limit else {
                last[group] = finding
                continue
            }
            diagnostics.append(diagnostic(finding, severity, policy))
        }
        for (group, finding) in last.sorted(by: { $0.value.location < $1.value.location }) {
            diagnostics.append(
                .moreFindings((counts[group] ?? 0) - Self.limit, of: group.code, finding, group.severity)
            )
        }
        return diagnostics + exceptions.compactMap { .unused($0) }
            + overrides.filter { $0.count == 0 }.map { .overrideUnused($0) }
    }

    private func diagnostic(
        _ finding: PolicyFinding,
        _ severity: Diagnostic.Severity,
        _ policy: Policy
    ) -> Diagnostic {
        guard let code = RuleCode(rawValue: finding.code) else { return .exceptionLapsed(finding, severity) }
        var sentences = [finding.detail].compactMap(\.self)
        let assignment = policy.setting(finding.code)?.assignment(for: finding.address.environment)
        if let assignment {
            sentences.append(
                "\(assignment.location) sets `\(finding.code)` to \(assignment.value) for "
                    + "\(finding.address.environment)."
            )
        }
        if finding.state == .overridden, let override = overrides.first(where: { $0.rule == finding.code }) {
            sentences.append("Overridden: \(PlainText.line(override.reason)).")
        }
        return Diagnostic(
            severity,
            code,
            finding.summary,
            detail: sentences.joined(separator: "\n"),
            fix: finding.fix,
            at: finding.location,
            address: finding.address.description
        )
    }
}
