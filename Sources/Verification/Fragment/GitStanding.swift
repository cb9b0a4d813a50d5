internal import Diagnostics

/// What git says of an environment's fragments, or of its SQLite database.
package enum GitStanding: Sendable {
    /// No repository is around the folder.
    case outside

    /// Those that it does not ignore, relative to the folder.
    case tracked(Set<String>)

    /// Why it cannot be told, a clause, and how that is fixed.
    case unknown(String, fix: String)

    /// About a SQLite database and what SQLite puts beside it.
    package var databaseResult: CheckResult {
        switch self {
        case .outside: return CheckResult(.databaseGit, .pass, "the database is not in a git repository")
        case .unknown(let reason, let fix):
            return CheckResult(
                .databaseGit,
                .unknown,
                "cannot tell whether git ignores the database: \(reason)",
                fix: fix
            )
        case .tracked(let tracked):
            let names = tracked.sorted { $0.utf8.count < $1.utf8.count }.map(PlainText.line)
            guard !names.isEmpty else { return CheckResult(.databaseGit, .pass, "git ignores the database") }
            return CheckResult(
                .databaseGit,
                .fail,
                "git does not ignore \(names.joined(separator: ", ")): it contains keys in plain text",
                fix:
                    "add \(Self.patterns(of: names)) to .gitignore; a key that was committed has leaked: keyturn revoke"
            )
        }
    }

    /// The lines of .gitignore that take in a database's files.
    package static func patterns(of names: [String]) -> String {
        let shortest = names.min { $0.utf8.count < $1.utf8.count } ?? ""
        if names.allSatisfy({ $0.hasPrefix(shortest) }) { return "`\(shortest)*`" }
        return names.map { "`\($0)`" }.joined(separator: ", ")
    }

    func result(for paths: [String]) -> CheckResult {
        switch self {
        case .outside: return CheckResult(.fragmentGit, .pass, "the output folder is not in a git repository")
        case .unknown(let reason, let fix):
            return CheckResult(
                .fragmentGit,
                .unknown,
                "cannot tell whether git ignores the fragments: \(reason)",
                fix: fix
            )
        case .tracked(let tracked):
            let own = paths.filter(tracked.contains)
            guard !own.isEmpty else { return CheckResult(.fragmentGit, .pass, "git ignores the fragments") }
            let names = own.map(PlainText.line).joined(separator: ", ")
            let fix = "add them to .gitignore; a key that was committed has leaked: keyturn revoke"
            return CheckResult(.fragmentGit, .fail, "git does not ignore \(names)", fix: fix)
        }
    }
}
