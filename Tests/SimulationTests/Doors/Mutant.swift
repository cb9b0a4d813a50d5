import Delivery
import Diagnostics
import Model
import Stores

/// A run's doors with a ``Mutation`` in them.
final class Mutant: KeyStore, @unchecked Sendable {
    let mutation: Mutation
    let store: SimulatedStore
    let folder: SimulatedFolder
    fileprivate var unpublished: StagedFiles?
    private var uncommitted: (keys: [NewKey], owners: [Owner], endings: [KeyEnd], now: Instant)?

    init(_ mutation: Mutation, _ store: SimulatedStore, _ folder: SimulatedFolder) {
        self.mutation = mutation
        self.store = store
        self.folder = folder
    }

    func lock(as holder: LockHolder, timeout: Duration) async throws(StoreError) {
        if mutation == .noLock { return }
        try await store.lock(as: holder, timeout: timeout)
    }

    func lockPlace() async throws(StoreError) -> LockPlace { try await store.lockPlace() }

    var profile: StoreProfile { store.profile }

    func inspectServer(for rights: NeededRights) async throws(StoreError) -> ServerObservation {
        try await store.inspectServer(for: rights)
    }

    func watch(_ watches: [Watch]) async -> WatchObservation { await store.watch(watches) }

    func observe(owners: [Owner]) async throws(StoreError) -> StoreObservation {
        let observation = try await store.observe(owners: owners)
        if mutation == .looksAtOneStore, store.environment.index > 0 {
            return StoreObservation(identity: observation.identity, owners: [], keys: [], otherKeys: [])
        }
        if mutation == .seesNoStrangers {
            return StoreObservation(
                identity: observation.identity,
                owners: observation.owners,
                keys: observation.keys,
                otherKeys: [],
                keepsTexts: observation.keepsTexts,
                digester: observation.digester,
                lookup: observation.lookup,
                ending: observation.ending
            )
        }
        if mutation == .absentFolderIsNew, store.environment.aside != nil {
            return StoreObservation(
                identity: observation.identity,
                owners: observation.owners,
                keys: [],
                otherKeys: observation.otherKeys,
                time: observation.time,
                keepsTexts: observation.keepsTexts,
                digester: observation.digester,
                lookup: observation.lookup,
                ending: observation.ending
            )
        }
        if mutation == .copiesLookLikeOthers { return store.withoutMarks(observation) }
        guard mutation == .staleReadAfterLostReply else { return observation }
        if let stale = store.environment.staleObservation { return stale }
        store.environment.lastObservation = observation
        return observation
    }

    func objections(
        to trials: [RowTrial],
        at now: Instant
    ) async throws(StoreError) -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        mutation == .asksNoConditions ? [:] : try await store.objections(to: trials, at: now)
    }

    func issue(
        _ keys: [NewKey],
        owners: [Owner],
        ending endings: [KeyEnd],
        at now: Instant,
        expecting: StoreExpectation?
    ) async throws(StoreError) {
        if mutation == .commitAfterPublish {
            uncommitted = (keys, owners, endings, now)
            return
        }
        let endings =
            switch mutation {
            case .revokesLate: [KeyEnd]()
            default: endings
            }
        do throws(StoreError) {
            try await store.issue(keys, owners: owners, ending: endings, at: now, expecting: expecting)
        } catch {
            guard case .outcomeUnknown = error else { throw error }
            if mutation == .lostReplyIsSuccess { return }
            store.environment.staleObservation = store.environment.lastObservation
            throw error
        }
    }

    func end(_ endings: KeyEndings, at now: Instant) async throws(StoreError) -> EndedRows {
        var endings = endings
        switch mutation {
        case .neverRetires: endings.ends = []
        case .endsFarAway:
            let later = Duration.seconds(60 * 86_400)
            endings.ends = endings.ends.map { KeyEnd(row: $0.row, end: $0.end + later) }
        case .endWithoutOverlap: endings.ends = endings.ends.map { KeyEnd(row: $0.row, end: now) }
        case .endsUnseen: endings.deactivated += store.unseen
        default: break
        }
        return endings.isEmpty ? EndedRows() : try await store.end(endings, at: now)
    }

    func close() async {
        if let unpublished { try? await folder.publish(unpublished) }
        unpublished = nil
        await store.close()
    }

    fileprivate func commit() async throws(Diagnostic) {
        guard let uncommitted else { return }
        do throws(StoreError) {
            try await store.issue(
                uncommitted.keys,
                owners: uncommitted.owners,
                ending: uncommitted.endings,
                at: uncommitted.now,
                expecting: nil
            )
        } catch {
            throw Diagnostic(.error, DeliveryCode.write, "not committed")
        }
    }
}

extension SimulatedStore {
    /// What was read, with times by which no row is recognised in another environment.
    fileprivate func withoutMarks(_ observation: StoreObservation) -> StoreObservation {
        let shift = Duration.microseconds(environment.index)
        return StoreObservation(
            identity: observation.identity,
            owners: observation.owners,
            keys: observation.keys.map { row in
                KeyRow(
                    id: row.id,
                    owner: row.owner,
                    name: row.name,
                    plaintext: row.plaintext ?? Secret([]),
                    isActive: row.isActive,
                    expiresAt: row.expiresAt,
                    createdAt: row.createdAt.map { $0 + shift },
                    lastUsedAt: row.lastUsedAt
                )
            },
            otherKeys: observation.otherKeys,
            time: observation.time
        )
    }
}

/// The output folder of a ``Mutant``.
struct MutantFolder: OutputFolder {
    let mutant: Mutant

    private var mutation: Mutation { mutant.mutation }
    private var folder: SimulatedFolder { mutant.folder }

    func observe(_ requests: [FileRequest], withLeftovers: Bool) async -> FolderObservation {
        let found = await folder.observe(requests, withLeftovers: withLeftovers)
        if mutation == .forgetsLeftovers {
            return FolderObservation(
                identity: found.identity,
                resolvedPath: found.resolvedPath,
                files: found.files,
                hindrances: found.hindrances,
                leftovers: [],
                problems: found.problems
            )
        }
        guard mutation == .seesNoHindrance || mutation == .readsAnything else { return found }
        var files = found.files
        if mutation == .readsAnything { for path in folder.environment.doubtful { files[path] = .missing } }
        return FolderObservation(
            identity: found.identity,
            resolvedPath: found.resolvedPath,
            files: files,
            hindrances: mutation == .seesNoHindrance ? [:] : found.hindrances,
            leftovers: found.leftovers,
            problems: found.problems
        )
    }

    func remove(_ leftovers: [Leftover]) async throws(Diagnostic) { try await folder.remove(leftovers) }

    func scan(besides paths: Set<String>, databases: [String]) async -> FileScan {
        await folder.scan(besides: paths, databases: databases)
    }

    func scan(former folders: FormerFolders) async -> [FileScan.File] { await folder.scan(former: folders) }

    func sweep(beside paths: [String]) async throws(Diagnostic) -> Int {
        mutation == .neverSweeps ? 0 : try await folder.sweep(beside: paths)
    }

    func stage(_ files: [FragmentFile]) async throws(Diagnostic) -> StagedFiles {
        guard mutation == .writesInPlace else { return try await folder.stage(files) }
        var removals: [String] = []
        for file in files {
            if let content = file.content {
                try await folder.overwrite(file.path, content)
            } else {
                removals.append(file.path)
            }
        }
        return StagedFiles(files: [], removals: removals)
    }

    func publish(_ staged: StagedFiles) async throws(Diagnostic) {
        switch mutation {
        case .retireBeforeDeliver: mutant.unpublished = staged
        case .noSync: try await folder.rename(staged)
        default:
            try await folder.publish(staged)
            try await mutant.commit()
        }
    }

    func sync(_ paths: [String]) async throws(Diagnostic) {
        if mutation != .noSync { try await folder.sync(paths) }
    }

    func discard(_ staged: StagedFiles) async { await folder.discard(staged) }
}
