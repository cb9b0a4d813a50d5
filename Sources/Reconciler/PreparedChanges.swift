internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import State

/// An environment's changes turned into what is to be written: the new keys, the owners that are missing, the files.
///
/// Made before any effect, so that whatever cannot be done is known before anything is.
struct PreparedChanges {
    /// The key that each identity has once all is done; nil if it has none.
    let keys: [CurrentKey?]

    let newKeys: [NewKey]

    /// Owners to insert where they are missing, each once.
    let owners: [Owner]

    /// Only files whose bytes, mode or owner differ from what is there; none once they were handed over.
    private var files: [FragmentFile]

    /// The places of those files.
    let paths: [String]

    /// What is ended after that.
    let endings: [Ending]

    /// `rowIDs`: as many as ``rowIDCount(of:in:)`` says.
    init(
        _ changes: [PlacedChange],
        in view: EnvironmentView,
        rowIDs: [String],
        keySource: any KeySource,
        now: Instant
    ) throws(Diagnostic) {
        let environment = view.environment
        let identities = environment.identities
        let states = view.keys.states

        let decided = Set(changes.lazy.filter { !$0.change.files.isEmpty }.compactMap(\.identity))
        var (layout, keys) = view.rendering(deciding: decided)
        let unit = view.observed.store.timeUnit
        var newKeys: [NewKey] = []
        var owners: [Owner] = []
        var ownerIDs: Set<OwnerID> = Set(view.observed.store.owners.map(\.id))
        var rowIDs = rowIDs.makeIterator()
        var lookups = TakenLookups(view.observed.store)
        var paths: Set<String> = []
        newKeys.reserveCapacity(changes.count { $0.change.issuesKey })
        for placed in changes {
            guard let index = placed.identity else { continue }
            let change = placed.change
            let identity = identities[index]
            for file in change.files where !paths.contains(file.path) { paths.insert(file.path) }
            if change.issuesKey {
                let publicID = environment.profile?.publicID.map { keySource.makeKey(KeyFormat($0.form)) }
                let rowID = Self.drawsRowID(identity, environment) ? rowIDs.next() : nil
                let key = lookups.untaken {
                    Self.newKey(for: identity, states[index], publicID, rowID, keySource, now, unit: unit)
                }
                newKeys.append(key)
                keys[index] = CurrentKey(secret: key.secret, fingerprint: key.fingerprint, publicID: key.publicID)
                if ownerIDs.insert(identity.owner.id).inserted { owners.append(identity.owner) }
            } else if change.reasons.contains(.absent) {
                keys[index] = nil
            }
        }
        self.keys = keys
        self.newKeys = newKeys
        self.owners = owners
        endings = Ending.all(of: changes, in: view, at: now)
        files = try Self.files(paths, layout, keys: keys, in: view)
        self.paths = files.map(\.path)
    }

    /// Hands the files over, to be staged: once they are beside their places, their texts need not be kept.
    mutating func takeFiles() -> [FragmentFile] {
        defer { files = [] }
        return files
    }

    /// By the names of their identities.
    func fingerprintsOfNewKeys(_ environment: Environment) -> [String: Fingerprint] {
        var fingerprints: [String: Fingerprint] = [:]
        let new = Set(newKeys.map(\.fingerprint))
        for (identity, key) in zip(environment.identities, keys) {
            guard let key, new.contains(key.fingerprint) else { continue }
            fingerprints[identity.name] = key.fingerprint
        }
        return fingerprints
    }

    /// How many ids new keys are made of that the database must draw before.
    static func rowIDCount(of changes: [PlacedChange], in environment: Environment) -> Int {
        changes.count { placed in
            guard placed.change.issuesKey, let index = placed.identity else { return false }
            return drawsRowID(environment.identities[index], environment)
        }
    }

    private static func drawsRowID(_ identity: Identity, _ environment: Environment) -> Bool {
        environment.profile?.drawnID != nil && identity.key.format.pattern?.holdsRowID == true
    }

    private static func newKey(
        for identity: Identity,
        _ state: KeyState,
        _ publicID: Secret?,
        _ rowID: String?,
        _ keySource: any KeySource,
        _ now: Instant,
        unit: Duration
    ) -> NewKey {
        let pattern = identity.key.format.pattern
        let format = rowID.flatMap { pattern?.filled(rowID: $0) }.map { KeyFormat($0) } ?? identity.key.format
        let secret = keySource.makeKey(format)
        return NewKey(
            owner: identity.owner.id,
            name: identity.key.name,
            secret: secret,
            createdAt: state.issueDate(now: now, unit: unit),
            expiresAt: identity.rotation.expires.map { now + $0 },
            publicID: publicID?.withBytes { String(decoding: $0, as: UTF8.self) },
            rowID: pattern?.rowID(in: secret),
            values: identity.key.values
        )
    }

    private static func files(
        _ paths: Set<String>,
        _ layout: FragmentLayout,
        keys: [CurrentKey?],
        in view: EnvironmentView
    ) throws(Diagnostic) -> [FragmentFile] {
        var files: [FragmentFile] = []
        for (fragment, inspection) in zip(layout.fragments, view.inspections) where paths.contains(fragment.path) {
            let found = view.observed.folder.files[fragment.path] ?? .missing
            let isExact = inspection.isExact
            let content = try layout.content(of: fragment, keys: keys, observed: found, isExact: isExact)
            if content == nil, found == .missing { continue }
            if let content, case .file(content, attributesMatch: true) = found { continue }
            files.append(
                FragmentFile(
                    path: fragment.path,
                    content: content,
                    attributes: fragment.attributes,
                    isUsers: fragment.isUsers(found)
                )
            )
        }
        return files
    }
}
