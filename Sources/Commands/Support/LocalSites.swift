internal import Delivery
internal import Fragments
internal import Hooks
internal import Model
internal import Reconciler
internal import Stores

/// Sites in the real world: the environment's own database, and its output folder on this machine.
struct LocalSites: SiteOpener {
    func open(_ layout: FragmentLayout) -> Site {
        Site(
            layout: layout,
            store: makeStore(for: layout.environment.database, profile: .pmMCPServer),
            folder: LocalOutputFolder(path: layout.environment.output, environment: layout.environment.name),
            gitTracking: GitCommand(),
            hooks: ProcessHooks(),
            watchedFiles: LocalWatchedFiles()
        )
    }
}
