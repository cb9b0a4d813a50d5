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
            "The last day of an exception in _policy.yaml has passed. The run is refused, whether or not the rule "
                + "still objects: fix the finding and remove the exception, or have it approved again with a later "
                + "`until`."
        case .exceptionUnused:
            "An exception in _policy.yaml names an address that is not declared, or a rule that is not set there. "
                + "Remove it, or correct it."
        case .overrideUnused: "`--override` names a rule that refuses nothing in this run. Leave it out."
        case .doneDespitePolicy:
            "An unattended run changed an identity that policy refuses to change: its key was about to expire or was "
                + "revoked, and no rule justifies an outage. Fix the finding."
        case .moreFindings:
            "A rule has more findings in one environment than are printed. `plan --format json` lists all of them."
        }
    }
}
