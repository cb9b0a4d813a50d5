internal import Delivery
internal import Fragments
internal import Model
internal import Planning
internal import State

/// Templates in the folder of the configuration's repository and are no part of it.
///
/// Such as a file that git ignores, with a token in it: what is read from there is not shown.
enum ForeignTemplates {
    /// Among those of the files that the plans write; git is asked only where there is one, once for a repository.
    static func find(
        _ pairs: [(EnvironmentPlan, EnvironmentView)],
        _ git: (any GitTracking)?
    ) async -> Set<Template.Origin> {
        var origins: Set<Template.Origin> = []
        for (plan, view) in pairs {
            let paths = Set(plan.changes.flatMap(\.files).map(\.path))
            for fragment in view.observed.layout.fragments where paths.contains(fragment.path) {
                if case .template(let template, _) = fragment.kind, let origin = template.origin {
                    origins.insert(origin)
                }
            }
        }
        guard let git, !origins.isEmpty else { return origins }
        var foreign: Set<Template.Origin> = []
        for (repository, origins) in Dictionary(grouping: origins, by: \.repository) {
            // Where git cannot tell, nothing is shown.
            let tracked = await git.tracked(origins.map(\.file).sorted(), in: repository) ?? []
            foreign.formUnion(origins.filter { !tracked.contains($0.file) })
        }
        return foreign
    }
}
