package import AuditFiles
package import Delivery
package import Fragments
package import Hooks
package import Probing
package import Stores
internal import Model

/// One environment with the doors to its world.
package struct Site: Sendable {
    package let layout: FragmentLayout
    package let store: any KeyStore
    package let folder: any OutputFolder
    package let gitTracking: any GitTracking
    package let hooks: any HookRunner
    package let watchedFiles: any WatchedFiles
    package let prober: any ServerProber
    package let consumers: any ConsumerInspector
    package let logs: any LogReader

    /// Nil if the environment declares no `audit`.
    package let audit: (any AuditLog)?

    package init(
        layout: FragmentLayout,
        store: any KeyStore,
        folder: any OutputFolder,
        gitTracking: any GitTracking,
        hooks: any HookRunner,
        watchedFiles: any WatchedFiles,
        prober: any ServerProber,
        consumers: any ConsumerInspector,
        logs: any LogReader,
        audit: (any AuditLog)?
    ) {
        self.layout = layout
        self.store = store
        self.folder = folder
        self.gitTracking = gitTracking
        self.hooks = hooks
        self.watchedFiles = watchedFiles
        self.prober = prober
        self.consumers = consumers
        self.logs = logs
        self.audit = audit
    }

    package var name: String { layout.environment.name }
}

/// Opens sites; the one place that knows whether the world is real or simulated.
package protocol SiteOpener: Sendable {
    /// Does not connect yet, and so cannot fail.
    func open(_ layout: FragmentLayout) -> Site
}
