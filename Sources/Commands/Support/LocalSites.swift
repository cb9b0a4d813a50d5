internal import AuditFiles
internal import Delivery
internal import Fragments
internal import Hooks
internal import Model
internal import Probing
internal import Reconciler
internal import Schedule
internal import Stores

/// Sites in the real world: the environment's own database, and its output folder on this machine.
struct LocalSites: SiteOpener {
    /// How long git is waited for: `KEYTURN_GIT_TIMEOUT`, for repositories on slow file systems, or half a minute.
    private let gitPatience: Duration

    /// How long a database may say nothing: `KEYTURN_DATABASE_TIMEOUT`, or what the store takes.
    private let stores: StoreOptions

    /// Where the system's log is: `KEYTURN_SYSLOG_SOCKET`, or where every Linux has it.
    private let syslogSocket: String

    /// Where every environment has its SQLite database.
    private let databases: [String]

    init(variables: [String: String], fleet: Fleet) {
        databases = (fleet.selected + fleet.others).compactMap(\.environment.database.path)
        syslogSocket = variables["KEYTURN_SYSLOG_SOCKET"] ?? "/dev/log"
        var stores = StoreOptions()
        if let patience = variables["KEYTURN_DATABASE_TIMEOUT"].flatMap({ try? DurationText.parse($0) }) {
            stores.silence = patience
        }
        self.stores = stores
        gitPatience = variables["KEYTURN_GIT_TIMEOUT"].flatMap { try? DurationText.parse($0) } ?? .seconds(30)
    }

    func open(_ layout: FragmentLayout) -> Site {
        let profile = layout.environment.servedProfile ?? .pmMCPServer
        return Site(
            layout: layout,
            store: makeStore(for: layout.environment.database, profile: profile, options: stores),
            folder: LocalOutputFolder(
                path: layout.environment.output,
                environment: layout.environment.name,
                spellings: profile.alsoAccepts
            ),
            gitTracking: GitCommand(patience: gitPatience),
            hooks: ProcessHooks(),
            watchedFiles: LocalWatchedFiles(),
            prober: SilentServers(HTTPServerProber()),
            consumers: SystemConsumers(),
            logs: SystemLogs(),
            audit: layout.environment.audit.map {
                AuditFile(
                    path: $0.path,
                    syslog: $0.usesSyslog ? SystemLog(socket: syslogSocket) : nil,
                    database: layout.environment.database.path,
                    otherDatabases: databases
                )
            }
        )
    }
}
