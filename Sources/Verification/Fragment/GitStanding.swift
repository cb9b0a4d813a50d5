internal import Diagnostics

/// What git says of an environment's fragments.
package enum GitStanding: Sendable {
    /// No repository is around the output folder.
    case outside

    /// Those that it does not ignore, relative to the output folder.
    case tracked(Set<String>)

    /// Why it cannot be told, a clause, and how that is fixed.
    case unknown(String, mend: String)

    func result(for paths: [String]) -> CheckResult {
        switch self {
        case .outside: return CheckResult(.fragmentGit, .pass, "no git repository is around the output folder")
        case .unknown(let reason, let mend):
            return CheckResult(
                .fragmentGit,
                .unknown,
                "cannot tell whether git ignores the fragments: \(reason)",
                mend: mend
            )
        case .tracked(let tracked):
            let own = paths.filter(tracked.contains)
            guard !own.isEmpty else { return CheckResult(.fragmentGit, .pass, "git ignores the fragments") }
            let names = own.map(PlainText.line).joined(separator: ", ")
            let mend = "add them to .gitignore; a key that was committed has leaked: keyturn revoke"
            return CheckResult(.fragmentGit, .fail, "git does not ignore \(names)", mend: mend)
        }
    }
}
