internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import SideBySide
internal import State
internal import Stores

/// Looks at every site, all of them at once, each on its own thread.
struct Gathering {
    let now: Instant

    /// What each store's time is compared with when it has answered.
    let clock: any WallClock
    let progress: ProgressListener

    /// Whether every environment was read: else a folder that no one of these declares may be another's.
    private let knowsEveryOutput: Bool

    /// Whether each digest is computed that says which key a row holds, also a slow one.
    private let provesDigests: Bool

    init(
        of fleet: Fleet,
        now: Instant,
        clock: any WallClock,
        progress: @escaping ProgressListener,
        provesDigests: Bool = false
    ) {
        self.now = now
        self.clock = clock
        self.progress = progress
        self.provesDigests = provesDigests
        knowsEveryOutput = fleet.notCompared.isEmpty
    }

    /// One result for each site, in their order.
    ///
    /// `silent`: the sites, by name, that did not answer when they were to be locked. They are not waited for a second
    /// time while the other sites are locked.
    func gather(_ sites: [Site], silent: [String: StoreError] = [:]) async -> [Result<EnvironmentView, StoreError>] {
        let databases = sites.compactMap { $0.layout.environment.database.path }
        let outputs = Set(sites.map(\.layout.environment.output))
        let looked = await sideBySide(sites) { site -> Result<ObservedEnvironment, StoreError> in
            if let error = silent[site.name] { return .failure(error) }
            progress(ProgressEvent(environment: site.name, step: .reading))
            let layout = site.layout
            do throws(StoreError) {
                var store = try await site.store.observe(owners: layout.environment.identities.map(\.owner))
                if let schema = store.schema, schema.hasConditions {
                    store.schema = schema.with(try await site.objections(now: now))
                }
                let clock = difference(from: store.time)
                let folder = await site.folder.observe(
                    layout.fragments.map { FileRequest($0) },
                    withLeftovers: !store.keepsTexts
                )
                let watching = await Watching.look(at: layout.environment.watches, of: site)
                let otherFiles = await site.folder.scan(
                    besides: Set(layout.fragments.map(\.path)),
                    databases: databases
                )
                let issued = IssuedKeys(of: site)
                let formerFiles = await site.folder.scan(
                    former: FormerFolders(
                        known: issued.outputs,
                        outputs: outputs,
                        paths: knowsEveryOutput ? layout.fragments.map(\.path) : [],
                        databases: databases
                    )
                )
                progress(
                    ProgressEvent(
                        environment: site.name,
                        step: .read(rows: store.keys.count, others: store.otherKeys.count, files: folder.files.count)
                    )
                )
                let observed = ObservedEnvironment(
                    layout: layout,
                    store: store,
                    folder: folder,
                    watch: watching.observation,
                    watchedPaths: watching.paths,
                    otherFiles: otherFiles,
                    clock: clock,
                    formerFiles: formerFiles,
                    issued: issued,
                    spellings: site.store.profile.alsoAccepts
                )
                return .success(observed)
            } catch {
                return .failure(error)
            }
        }
        let results = await sideBySide(resolved(looked)) { $0.map { EnvironmentView($0, now: now) } }
        return Watching.settle(results)
    }

    /// With the keys that tables of digests hold, as far as a text that any environment has says which.
    private func resolved(
        _ looked: [Result<ObservedEnvironment, StoreError>]
    ) -> [Result<ObservedEnvironment, StoreError>] {
        guard var known = DigestedTexts(of: looked.compactMap { try? $0.get() }) else { return looked }
        return looked.map { result in
            result.flatMap { observed -> Result<ObservedEnvironment, StoreError> in
                let resolved = known.resolved(observed, proves: provesDigests)
                guard DigestedTexts.isStoredWrong(in: resolved), let profile = observed.environment.profile else {
                    return .success(known.marked(resolved))
                }
                let (table, column) = (profile.table.text, profile.stored.column)
                return .failure(
                    profile.stored.pepper == nil
                        ? .wrongStored(table: table, column: column) : .wrongPepper(table: table, column: column)
                )
            }
        }
    }

    /// From the clock; or from the time that is planned for, where that is intolerable: the clock may have been corrected
    /// while a database hung.
    private func difference(from time: StoreTime?) -> ClockDifference? {
        guard clock.isRunning else { return nil }
        let planned = ClockDifference(time, machine: now)
        return planned?.isTolerable == false ? planned : ClockDifference(time, machine: clock.now())
    }
}
