package import Diagnostics
internal import Model
package import Planning

/// What policy says, for programs: every finding, also those that are let pass.
package enum PolicyJSON {
    package static func render(_ report: PolicyReport) -> JSONText {
        [
            "findings": .array(report.findings.map(json)),
            "exceptions": .array(report.exceptions.map(json)),
            "overrides": .array(
                report.overrides.map {
                    ["rule": .string($0.rule), "reason": .string($0.reason), "findings": .int(Int64($0.count))]
                }
            ),
            "held": .array(
                report.held.sorted { $0.key < $1.key }.map { address, rules in
                    [
                        "environment": .string(address.environment), "identity": JSONText(address.identity),
                        "rules": .array(rules.map { .string($0) }),
                    ]
                }
            ),
        ]
    }

    private static func json(_ finding: PolicyFinding) -> JSONText {
        let state =
            switch finding.state {
            case .stands: "stands"
            case .excepted: "excepted"
            case .overridden: "overridden"
            }
        return [
            "rule": .string(finding.code),
            "environment": .string(finding.address.environment),
            "identity": JSONText(finding.address.identity),
            "severity": .string(finding.severity.rawValue),
            "state": .string(state),
            "value": JSONText(finding.value),
            "summary": .string(finding.summary),
            "detail": JSONText(finding.detail),
            "fix": JSONText(finding.fix),
            "declared_at": .string(finding.location.description),
        ]
    }

    private static func json(_ use: ExceptionUse) -> JSONText {
        let (outcome, number): (String, Int) =
            switch use.outcome {
            case .applied(let number): ("applied", number)
            case .unneeded: ("unneeded", 0)
            case .unknownAddress: ("unknown-address", 0)
            case .ruleNotSet: ("rule-not-set", 0)
            case .lapsed: ("lapsed", 0)
            case .notJudged: ("not-judged", 0)
            }
        return [
            "rule": .string(use.exception.rule),
            "address": .string(use.exception.address.description),
            "until": .string(use.exception.until),
            "reason": .string(use.exception.reason),
            "approved_by": JSONText(use.exception.approvedBy),
            "outcome": .string(outcome),
            "findings": .int(Int64(number)),
            "declared_at": .string(use.exception.location.description),
        ]
    }
}
