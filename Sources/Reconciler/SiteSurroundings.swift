internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import Probing
internal import Verification

/// Looks at what lies around an environment's fragments: git, other dotenv files, compose files.
///
/// Once for all identities; nothing is written, and nothing but fingerprints is kept.
struct SiteSurroundings {
    private let site: Site
    private let view: EnvironmentView
    private let shell: [String: Fingerprint]

    init(of site: Site, _ view: EnvironmentView, shell: [String: Fingerprint]) {
        self.site = site
        self.view = view
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
        if let tracked = await site.gitTracking.tracked(paths, in: environment.output) {
            surroundings.tracked = Set(tracked.paths)
        }
        let variables = Set(identities.lazy.flatMap { FragmentChecks.dotenvVariables(of: environment.identities[$0]) })
        guard !variables.isEmpty else { return surroundings }
        let compose = await project(variables)
        surroundings.compose = compose
        for name in Self.besides where !paths.contains(name) {
            let path = "\(environment.output)/\(name)"
            // What it does to services, the project tells.
            guard path != compose?.interpolation else { continue }
            surroundings.dotenv[name] = await values(of: variables, in: path)
        }
        return surroundings
    }

    // MARK: - Compose

    /// The project that compose would find from the output folder: in it, or in the nearest folder above.
    private func project(_ variables: Set<String>) async -> ComposeProject? {
        var folder = view.environment.output
        while true {
            for name in ComposeFile.names {
                let file = PathText.absolute(name, in: folder)
                if let content = await content(of: file) {
                    return await project(of: file, content, in: folder, variables)
                }
            }
            let parent = PathText.absolute("..", in: folder)
            guard parent != folder else { return nil }
            folder = parent
        }
    }

    private func project(
        of file: String,
        _ content: Secret,
        in folder: String,
        _ variables: Set<String>
    ) async -> ComposeProject {
        var project = ComposeProject()
        var files = [(path: file, content: content)]
        for name in ComposeFile.overrides {
            let path = PathText.absolute(name, in: folder)
            guard let content = await self.content(of: path) else { continue }
            files.append((path, content))
            break
        }
        for (path, content) in files {
            do throws(ComposeFile.Unreadable) {
                try ComposeFile.add(content, of: path, to: &project)
            } catch {
                project.unread.append("\(PlainText.line(path)): \(error.reason)")
            }
        }
        let interpolation = PathText.absolute(".env", in: folder)
        project.interpolation = interpolation
        let names = variables.union(project.referenced)
        for path in Set(project.services.values.flatMap(\.envFiles)).union([interpolation]) {
            project.values[path] = await values(of: names, in: path)
        }
        return project
    }

    // MARK: - Files

    private func content(of path: String) async -> Secret? {
        if case .file(let content, _, _) = await site.watchedFiles.read(path) { content } else { nil }
    }

    /// Nil where there is no such file, or it cannot be read.
    private func values(of variables: Set<String>, in path: String) async -> [String: Fingerprint]? {
        await content(of: path).map { DotenvValues.fingerprints(of: variables, in: $0) }
    }
}
