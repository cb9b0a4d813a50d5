internal import Diagnostics
internal import Model

extension Diagnostic {
    static func exceptionLapsed(_ finding: PolicyFinding, _ severity: Severity) -> Diagnostic {
        Diagnostic(
            severity,
            PolicyCode.exceptionLapsed,
            finding.summary,
            detail: finding.detail,
            fix: finding.fix,
            at: finding.location,
            address: finding.address.description
        )
    }

    /// Nil for an exception that there is nothing to say about.
    static func unused(_ use: ExceptionUse) -> Diagnostic? {
        let exception = use.exception
        let (summary, fix): (String, String)
        switch use.outcome {
        case .unknownAddress:
            summary = "the exception from `\(exception.rule)` names \(exception.address), which is not declared"
            fix = "correct the address, or remove the exception"
        case .ruleNotSet:
            summary =
                "the exception from `\(exception.rule)` for \(exception.address) has no effect: the rule is not set there"
            fix = "remove the exception, or set the rule for \(exception.address.environment)"
        case .applied, .unneeded, .lapsed, .notJudged: return nil
        }
        return Diagnostic(
            .warning,
            PolicyCode.exceptionUnused,
            summary,
            fix: fix,
            at: exception.location,
            address: exception.address.environment
        )
    }

    static func overrideUnused(_ use: OverrideUse) -> Diagnostic {
        Diagnostic(
            .note,
            PolicyCode.overrideUnused,
            "`--override \(use.rule)` had no effect: the rule refuses nothing here",
            fix: "leave it out"
        )
    }

    /// A count of what is not listed one by one.
    static func moreFindings(
        _ count: Int,
        of code: String,
        _ finding: PolicyFinding,
        _ severity: Severity
    ) -> Diagnostic {
        // An error as its code: what refuses is reported by it.
        let summary =
            "\(finding.address.environment): \(count) more \(count == 1 ? "finding" : "findings") of `\(code)`"
        let fix = "see all of them: keyturn plan --format json -e \(finding.address.environment)"
        guard severity == .error, let code = RuleCode(rawValue: code) else {
            return Diagnostic(
                severity == .error ? .note : severity,
                PolicyCode.moreFindings,
                summary,
                fix: fix,
                address: finding.address.environment
            )
        }
        return Diagnostic(severity, code, summary, fix: fix, address: finding.address.environment)
    }

    static func doneDespitePolicy(_ change: Change, _ rules: [String]) -> Diagnostic {
        Diagnostic(
            .warning,
            PolicyCode.doneDespitePolicy,
            "\(change.address): \(change.action.rawValue) is done although policy refuses its changes",
            detail:
                "Refused by \(rules.map { "`\($0)`" }.joined(separator: ", ")); but consumers must not go dark, nor a "
                + "revoked key stay.",
            fix: "fix what policy found",
            at: change.location,
            address: change.address.description
        )
    }
}
