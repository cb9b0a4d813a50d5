internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model
internal import Verification

/// What git would take into its history of several environments, keys and all.
///
/// Asked once for all of them: git waits for the disk, not for the stores, and so runs beside them.
struct GitFindings: Sendable {
    /// Of each environment's fragments, in their order.
    let fragments: [GitFinding]

    /// Of each environment's SQLite database; nil for a server, and where no key's text is in the file.
    private let databases: [GitFinding?]
    private let sites: [Site]

    init(_ sites: [Site]) async {
        self.sites = sites
        let outputs = sites.map {
            GitSubject(output: $0.layout.environment.output, fragments: $0.layout.fragments.map(\.path))
        }
        let stores = sites.map { $0.layout.environment.databaseWithKeys.map(GitSubject.init(database:)) }
        let findings = await sites.first?.gitTracking.look(at: outputs + stores.compactMap(\.self)) ?? []
        fragments = Array(findings.prefix(outputs.count))
        var rest = findings.dropFirst(outputs.count)
        databases = stores.map { $0 == nil ? nil : rest.popFirst() ?? .outside }
    }

    /// Fragments that git would take in, and where it cannot tell; at most one for each environment.
    var fragmentWarnings: [Diagnostic] {
        zip(sites, fragments).compactMap { site, finding in
            let environment = site.layout.environment
            return finding.warning(environment: environment.name, at: environment.outputLocation)
        }
        .sorted { $0.address ?? "" < $1.address ?? "" }
    }

    /// SQLite databases that git would take in: the keys are in them in plain text.
    var databaseWarnings: [Diagnostic] {
        zip(sites.map(\.layout.environment), zip(fragments, databases)).compactMap { environment, findings in
            switch findings.1 {
            case nil, .outside, .ignored: return nil
            case .tracked(let found): return .databaseTracked(found.paths, of: environment)
            case .unknown(let obstacle):
                // Once is enough, where it is the same of the fragments.
                if case .unknown(obstacle) = findings.0 { return nil }
                return .databaseUnknown(obstacle, of: environment)
            }
        }
        .sorted { $0.address ?? "" < $1.address ?? "" }
    }
}

extension GitFindings {
    /// For the check of each environment's database; nil if there is nothing to ask.
    var databaseStandings: [GitStanding?] { databases.map { $0.map(GitStanding.init) } }
}

extension Environment {
    /// The path of the SQLite database where the keys themselves are in it.
    fileprivate var databaseWithKeys: String? {
        profile?.stored.scheme ?? .plain == .plain ? database.path : nil
    }
}

extension Diagnostic {
    fileprivate static func databaseTracked(_ names: [String], of environment: Environment) -> Diagnostic {
        Diagnostic(
            .warning,
            ReconcilerCode.databaseTracked,
            "git does not ignore the database: \(names.map(PlainText.line).joined(separator: ", "))",
            detail: "It contains keys in plain text, and they could be committed.",
            fix: """
                Add \(GitStanding.patterns(of: names.map(PlainText.line))) to .gitignore; remove a file that is already committed with \
                `git rm --cached`, and replace its keys.
                """,
            at: environment.databaseLocation,
            address: environment.name
        )
    }

    fileprivate static func databaseUnknown(_ obstacle: GitObstacle, of environment: Environment) -> Diagnostic {
        Diagnostic(
            .warning,
            ReconcilerCode.databaseGitUnknown,
            "cannot tell whether git ignores the database: \(obstacle.reason)",
            detail: "It contains keys in plain text. A database that git does not ignore could be committed.",
            fix: obstacle.fix.prefix(1).uppercased() + obstacle.fix.dropFirst(),
            at: environment.databaseLocation,
            address: environment.name
        )
    }
}
