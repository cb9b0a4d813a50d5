internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model

extension Gathering {
    /// Warnings of SQLite databases that git would take into its history: the keys stand in them in plain text.
    ///
    /// Git is asked once for each folder that holds some.
    static func databaseWarnings(_ sites: [Site]) async -> [Diagnostic] {
        var folders: [String: [(site: Site, name: String)]] = [:]
        for site in sites {
            guard case .sqlite(let path) = site.layout.environment.database,
                let name = path.split(separator: "/").last
            else { continue }
            folders[PathText.absolute("..", in: path), default: []].append((site, String(name)))
        }
        var warnings: [Diagnostic] = []
        for (folder, databases) in folders {
            guard let git = databases.first?.site.gitTracking else { continue }
            let names = databases.flatMap { database in besides.map { database.name + $0 } }
            // Where git cannot tell, that is told of the fragments.
            guard case .tracked(let found) = await git.look(at: Set(names).sorted(), in: folder) else { continue }
            let tracked = Set(found.paths)
            for (site, name) in databases {
                let taken = besides.map { name + $0 }.filter(tracked.contains)
                if !taken.isEmpty { warnings.append(.databaseTracked(taken, of: site.layout.environment)) }
            }
        }
        return warnings.sorted { $0.address ?? "" < $1.address ?? "" }
    }

    /// What SQLite puts beside a database holds keys, too.
    private static let besides = ["", "-wal", "-journal"]
}

extension Diagnostic {
    fileprivate static func databaseTracked(_ names: [String], of environment: Environment) -> Diagnostic {
        Diagnostic(
            .warning,
            ReconcilerCode.databaseTracked,
            "git does not ignore the database: \(names.joined(separator: ", "))",
            detail: "Its keys stand in it in plain text. With the next commit they would be in the repository.",
            fix: """
                Add `\(names[0])*` to .gitignore; take a file that is committed already out of it with `git rm --cached`, \
                and replace its keys.
                """,
            at: environment.databaseLocation,
            address: environment.name
        )
    }
}
