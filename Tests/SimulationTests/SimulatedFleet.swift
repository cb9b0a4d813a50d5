import Synchronization
import Delivery
import Diagnostics
import Fragments
import Hooks
import Model
import Planning
import Reconciler
import Stores

/// Three environments of one identity with two fragments, and runs of the real reconciler over them.
struct SimulatedFleet {
    static let day = Duration.seconds(86_400)
    static let hour = Duration.seconds(3_600)
    static let overlap = hour * 48
    static let every = day * 30

    let world = SimulatedWorld()
    let fleet = Fleet(selected: ["dev", "prod", "staging"].map(Self.layout))

    static let owner = Owner(
        id: OwnerID("00000000-0000-0000-0000-000000000000") ?? { preconditionFailure("no UUID") }(),
        email: "system@backend",
        name: "Backend Service"
    )
    static let keyName = "Backend Service API Key"
    static let format = KeyFormat(prefix: "mcp_", bytes: 32, encoding: .hex)

    private static func layout(_ name: String) -> FragmentLayout {
        let location = SourceLocation(file: "\(name).yaml", line: 1, column: 1)
        let deliveries = ["api.env", "worker.env"].map {
            Delivery(target: .dotenv(file: $0, variable: "PM_MCP_API_KEY"), location: location)
        }
        let identity = Identity(
            name: "backend",
            owner: owner,
            keyName: keyName,
            format: format,
            rotation: Rotation(every: every, overlap: overlap, expires: day * 90),
            deliveries: deliveries,
            location: location
        )
        return FragmentLayout.make(
            for: Environment(
                name: name,
                database: .sqlite(path: "/\(name)"),
                databaseLocation: location,
                output: "/deploy/\(name)",
                outputLocation: location,
                identities: [identity]
            )
        ).layout
    }

    /// The seed's state: one hand-made key, live and delivered in every environment.
    func shareOneKey() throws {
        let shared = Self.format.key(from: [UInt8](repeating: 7, count: 32))
        try world.state.withLock { state in
            for layout in fleet.selected {
                let name = layout.environment.name
                state.owners[name] = [Self.owner]
                state.rows[name] = [
                    "by-hand": SimulatedWorld.Row(
                        owner: Self.owner.id,
                        name: Self.keyName,
                        secret: shared,
                        createdAt: state.now - Self.day * 400
                    )
                ]
                for fragment in layout.fragments {
                    state.files[name, default: [:]][fragment.path] = try layout.content(
                        of: fragment,
                        keys: [CurrentKey(shared)],
                        observed: .missing
                    )
                }
            }
        }
    }

    private func reconciler(run: Int) -> Reconciler {
        Reconciler(
            opener: SimulatedSites(run: run, world: world),
            clock: SimulatedClock(world: world),
            keySource: SimulatedKeys(world: world)
        )
    }

    /// One run of apply, as a process of its own.
    @discardableResult
    func apply(run: Int) async -> ApplyReport {
        await reconciler(run: run).apply(fleet, lockedAs: LockHolder("run \(run)"), timeout: .zero) { _ in true }
    }

    func plan(run: Int) async -> Plan { await reconciler(run: run).plan(fleet).plan }
}

struct SimulatedSites: SiteOpener {
    let run: Int
    let world: SimulatedWorld

    func open(_ layout: FragmentLayout) -> Site {
        let name = layout.environment.name
        return Site(
            layout: layout,
            store: SimulatedStore(name, run: run, in: world),
            folder: SimulatedFolder(environment: name, run: run, world: world),
            gitTracking: NoGitTracking(),
            hooks: NoHooks()
        )
    }
}

struct SimulatedClock: WallClock {
    let world: SimulatedWorld
    func now() -> Instant { world.state.withLock { $0.now } }
}

struct SimulatedKeys: KeySource {
    let world: SimulatedWorld

    func makeKey(_ format: KeyFormat) -> Secret {
        let number = world.state.withLock { state in
            state.lastKey += 1
            return state.lastKey
        }
        let bytes = withUnsafeBytes(of: number.bigEndian) { Array($0) }
        return format.key(from: bytes + [UInt8](repeating: 0xAB, count: format.bytes - bytes.count))
    }
}

struct NoHooks: HookRunner {
    func run(_ call: HookCall) async -> HookOutcome { .succeeded(output: "") }
}
