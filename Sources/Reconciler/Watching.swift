internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import State
internal import Stores

/// Looks at what an environment watches: credentials of others, in its database and in files.
struct Watching {
    var observation = WatchObservation()

    /// See ``ObservedEnvironment/watchedPaths``.
    var paths: [SourceLocation: String] = [:]

    /// Never fails: what cannot be read is reported, and stops nothing.
    static func look(at watches: [Watch], of site: Site) async -> Watching {
        guard !watches.isEmpty else { return Watching() }
        var watching = Watching()
        watching.observation = await site.store.watch(watches)
        for watch in watches {
            guard case .file(let file) = watch.source else { continue }
            func problem(_ reason: String) -> WatchProblem {
                WatchProblem(
                    file.declared,
                    reason,
                    fix: "check the path, which is relative to the file that names it, and who may read it",
                    at: watch.location
                )
            }
            switch await site.watchedFiles.read(file.path) {
            case .file(let content, let changedAt, let resolvedPath):
                watching.paths[watch.location] = resolvedPath
                watching.observation.append(
                    WatchedVariables.observe(watch, file, content: content, changedAt: changedAt)
                )
            case .missing: watching.observation.problems.append(problem("no such file"))
            case .unreadable(let reason): watching.observation.problems.append(problem(reason))
            }
        }
        return watching
    }

    /// What can only be said once every environment was looked at: which files are another's, and which labels are
    /// secrets.
    static func settle(
        _ results: [Result<EnvironmentView, StoreError>]
    ) -> [Result<EnvironmentView, StoreError>] {
        let views = results.compactMap { try? $0.get() }
        guard views.contains(where: { !$0.environment.watches.isEmpty }) else { return results }
        var settled = WatchedLabels.hidden(in: WatchedOutputs.excluded(in: views))[...]
        return results.map { result in
            guard case .success(let view) = result else { return result }
            return .success(settled.popFirst() ?? view)
        }
    }
}
