internal import Diagnostics
internal import Fragments
internal import Model
package import State

/// Watched files that lie in another environment's output folder: what is there is that environment's own, freshly
/// written key, which would be called shared, and replaced, forever.
package enum WatchedOutputs {
    /// The environments without what they found in such files, which is reported as not compared.
    package static func excluded(in views: [EnvironmentView]) -> [EnvironmentView] {
        views.map { view in
            var view = view
            for (location, path) in view.observed.watchedPaths.sorted(by: { $0.key < $1.key }) {
                let owner = views.first { other in
                    other.name != view.name && path.hasPrefix(other.observed.folder.resolvedPath + "/")
                }
                guard let owner else { continue }
                view.observed.watched.removeAll { $0.location == location }
                view.observed.watchProblems.append(.inOutput(of: owner.name, at: location, view))
            }
            return view
        }
    }
}

extension WatchProblem {
    fileprivate static func inOutput(
        of owner: String,
        at location: SourceLocation,
        _ view: EnvironmentView
    ) -> WatchProblem {
        let watch = view.environment.watches.first { $0.location == location }
        var what = "a file"
        if case .file(let file)? = watch?.source { what = file.declared }
        return WatchProblem(
            what,
            "it is in the output folder of \(owner), which holds \(owner)'s own keys",
            fix: "remove the entry from `watch`: fragments are always compared",
            at: location
        )
    }
}
