internal import Diagnostics

/// What may be told of policy besides the findings of rules.
package enum PolicyCode: String, CaseIterable, DiagnosticCode {
    case exceptionLapsed = "exception-lapsed"
    case exceptionUnused = "exception-unused"
    case overrideUnused = "override-unused"
    case doneDespitePolicy = "done-despite-policy"
    case moreFindings = "more-findings"

    package var explanation: String {
        switch self {
        case .exceptionLapsed:
            "The last day of an exception in _policy.yaml has passed. Refused, whether the rule would still object or "
                + "not: fix what it excused and remove it, or have it approved again with a later `until`."
        case .exceptionUnused:
            "An exception in _policy.yaml names an address that is not declared, or a rule that is not set there. Take "
                + "it out, or correct it."
        case .overrideUnused: "`--override` names a rule that refuses nothing in this run. Leave it out."
        case .doneDespitePolicy:
            "An unattended run changed an identity that policy refuses to change: its key was ending or revoked, and no "
                + "rule is worth a consumer in the dark. Fix the finding."
        case .moreFindings:
            "A rule found more in one environment than is told one by one. `plan --format json` lists all of them."
        }
    }
}
