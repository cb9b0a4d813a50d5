import Delivery
import Fragments
import Model
import Reconciler
import Stores

/// The doors of one run to the simulated world.
struct SimulatedSites: SiteOpener {
    let run: Run
    let simulation: Simulation

    func open(_ layout: FragmentLayout) -> Site {
        let index = Declarations.names.firstIndex(of: layout.environment.name) ?? 0
        let environment = simulation.environments[index]
        let store = SimulatedStore(environment, run, simulation)
        let audit: SimulatedAudit? =
            layout.environment.audit == nil
            ? nil : SimulatedAudit(environment: environment, run: run, simulation: simulation)
        let folder = SimulatedFolder(environment: environment, run: run, simulation: simulation)
        if let mutation = simulation.options.mutation {
            let mutant = Mutant(mutation, store, folder)
            return Site(
                layout: layout,
                store: mutant,
                folder: MutantFolder(mutant: mutant),
                gitTracking: NoGitTracking(),
                hooks: SimulatedHooks(environment: environment, run: run, simulation: simulation),
                watchedFiles: NoWatchedFiles(),
                prober: SimulatedProber(environment: environment, run: run, simulation: simulation),
                consumers: NoConsumers(),
                logs: NoLogs(),
                audit: audit
            )
        }
        return Site(
            layout: layout,
            store: store,
            folder: folder,
            gitTracking: NoGitTracking(),
            hooks: SimulatedHooks(environment: environment, run: run, simulation: simulation),
            watchedFiles: NoWatchedFiles(),
            prober: SimulatedProber(environment: environment, run: run, simulation: simulation),
            consumers: NoConsumers(),
            logs: NoLogs(),
            audit: audit
        )
    }
}

/// A world in which nothing is watched.
struct NoWatchedFiles: WatchedFiles {
    func read(_ path: String) async -> WatchedFile { .missing }
}

struct SimulatedClock: WallClock {
    let run: Run
    let simulation: Simulation

    func wait(_ duration: Duration) async {
        if duration > .zero { simulation.onWait?(duration) }
    }

    func now() -> Instant {
        if run.plannedAt == nil { run.plannedAt = simulation.clock(of: run) }
        if simulation.options.mutation == .localClock { return simulation.clock(of: run) + 7 * Time.hour }
        if simulation.options.mutation == .randomClock {
            return simulation.clock(of: run) + Int64(simulation.random.below(20)) * Time.day
        }
        return simulation.clock(of: run)
    }
}

/// Keys in the order of their numbers, so that a year replays.
struct SimulatedKeys: KeySource {
    let simulation: Simulation

    func makeKey(_ format: KeyFormat) -> Secret {
        if simulation.options.mutation != .sameKeyForAll || simulation.lastKey % 2 == 1 { simulation.lastKey += 1 }
        return simulation.key(simulation.lastKey)
    }
}

extension Simulation {
    func key(_ number: UInt64) -> Secret {
        let format = Declarations.format
        let bytes = withUnsafeBytes(of: number.bigEndian) { Array($0) }
        return format.key(from: bytes + [UInt8](repeating: 0xAB, count: format.bytes - bytes.count))
    }
}
