internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import Probing
internal import State
internal import Verification

/// Looks at what lies around an environment's fragments: other dotenv files, compose files.
///
/// Once for all identities; nothing is written, and nothing but fingerprints is kept.
struct SiteSurroundings {
    private let site: Site
    private let view: EnvironmentView
    private let git: GitStanding
    private let shell: [String: Fingerprint]

    init(of site: Site, _ view: EnvironmentView, git: GitStanding, shell: [String: Fingerprint]) {
        self.site = site
        self.view = view
        self.git = git
        self.shell = shell
    }

    /// Files that are made to be read besides, by compose or by those who read such files themselves.
    private static let besides = [".env", ".env.local", ".env.override"]

    /// `identities` are the places of those that are checked.
    func look(at identities: [Int]) async -> FragmentChecks.Surroundings {
        let environment = view.environment
        let paths = site.layout.fragments.map(\.path)
        var surroundings = FragmentChecks.Surroundings()
        surroundings.shell = shell
        surroundings.git = git
        let variables = Set(identities.lazy.flatMap { FragmentChecks.dotenvVariables(of: environment.identities[$0]) })
        guard !variables.isEmpty else { return surroundings }
        let compose = await project(variables)
        surroundings.compose = compose
        for name in Self.besides where !paths.contains(name) {
            let path = "\(environment.output)/\(name)"
            // What it does to services, the project tells.
            guard path != compose?.interpolation else { continue }
            switch await values(of: variables, in: path) {
            case .values(let values, _): surroundings.dotenv[name] = values
            case .missing: continue
            case .unreadable(let reason): surroundings.unread.append((name, reason))
            }
        }
        return surroundings
    }

    // MARK: - Compose

    private func project(_ variables: Set<String>) async -> ComposeProject? {
        let files = site.watchedFiles
        let loader = ComposeLoader { path in
            switch await files.read(path) {
            case .file(let content, _, _): .content(content)
            case .missing: .missing
            case .unreadable(let reason): .unreadable(reason)
            }
        }
        guard var project = await loader.project(from: view.environment.output) else { return nil }
        project.unread += ComposeFile.variables.filter { shell[$0] != nil }.map {
            "\($0) in the shell's environment makes compose read other files"
        }
        let chosen = "COMPOSE_FILE"
        let names = variables.union(project.referenced).union([chosen])
        for path in project.dotenvFiles.sorted() {
            switch await values(of: names, in: path) {
            case .values(let values, let resolvedPath):
                project.values[path] = values
                project.resolved[path] = resolvedPath
            case .missing: continue
            case .unreadable(let reason): project.unread.append("\(PlainText.line(path)): \(reason)")
            }
        }
        for path in project.rawFiles.sorted() {
            guard case .file(let content, _, _) = await site.watchedFiles.read(path) else { continue }
            project.rawValues[path] = DotenvValues.rawFingerprints(of: names, in: content)
        }
        if let path = project.interpolation, let file = project.values[path]?[chosen], file != .ofNothing {
            project.unread.append("\(chosen) in \(PlainText.line(path)) makes compose read other files")
        }
        return project
    }

    // MARK: - Files

    private enum Dotenv {
        case values([String: Fingerprint], resolvedPath: String)
        case missing
        /// A clause.
        case unreadable(String)
    }

    private func values(of variables: Set<String>, in path: String) async -> Dotenv {
        switch await site.watchedFiles.read(path) {
        case .missing: return .missing
        case .unreadable(let reason): return .unreadable(reason)
        case .file(let content, _, let resolvedPath):
            guard let values = DotenvValues.fingerprints(of: variables, in: content) else {
                return .unreadable("it is not a dotenv file that is read in one way")
            }
            return .values(values, resolvedPath: resolvedPath)
        }
    }
}

extension GitStanding {
    init(_ finding: GitFinding) {
        self =
            switch finding {
            case .outside: .outside
            case .ignored: .tracked([])
            case .tracked(let tracked): .tracked(Set(tracked.paths))
            case .unknown(let obstacle): .unknown(obstacle.reason, fix: obstacle.fix)
            }
    }
}
