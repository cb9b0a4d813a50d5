internal import Fragments
internal import Model
internal import State

/// What a run leaves alone since its environment's store may not be the one that was meant, and what someone asked for
/// all the same.
struct StoreDoubt {
    /// Folders that hold unknown keys which this run must not overwrite.
    let folders: [UnknownKeys.Folder]

    /// Unknown keys among known ones: replaced like any that is not the current one.
    let strays: [UnknownKeys.Delivered]

    /// The places of identities for which nothing is issued, delivered or ended.
    let blocked: Set<Int>

    /// The places of identities that are given new keys, as someone asked.
    let reissued: Set<Int>

    /// Whether nothing at all says that it is the right store.
    let concernsAll: Bool

    /// Folders that may be the wrong ones.
    let absent: [AbsentFolder]

    /// The places of identities that deliver to those alone: it is the right store, so their keys may be ended by hand.
    let absentees: Set<Int>

    static let none = StoreDoubt()

    private init() {
        (folders, strays, blocked, reissued, concernsAll) = ([], [], [], [], false)
        (absent, absentees) = ([], [])
    }

    init(_ unknown: UnknownKeys, in view: EnvironmentView, _ mandate: Mandate) {
        func isReleased(_ identity: Int) -> Bool {
            mandate.reissues(Address(view.name, view.environment.identities[identity].name))
        }
        let doubted = Set(unknown.folders.map(\.path))
        absent = view.absentFolders.filter { folder in
            !doubted.contains(folder.path) && !folder.unrecoverable.allSatisfy(isReleased)
        }
        let missing = Set(absent.flatMap(\.identities).filter { !isReleased($0) })
        guard !unknown.folders.isEmpty else {
            (folders, strays, blocked, reissued, concernsAll) = ([], unknown.strays, missing, [], false)
            absentees = missing
            return
        }
        let identities = view.environment.identities
        let paths = Set(unknown.folders.map(\.path))
        let fragments = view.observed.layout.fragments.filter { paths.contains(FragmentPath.parent(of: $0.path)) }
        var holders: [String: Set<Int>] = [:]
        for delivered in unknown.folders.flatMap(\.delivered) {
            holders[delivered.path, default: []].insert(delivered.identity)
        }
        let involved = Set(fragments.flatMap(\.identities))
        var released = involved.filter { mandate.reissues(Address(view.name, identities[$0].name)) }
        // A file is written whole: no one's unknown key is overwritten because of another one's.
        var isSettled = released.isEmpty
        while !isSettled {
            isSettled = true
            for fragment in fragments where !released.isSuperset(of: holders[fragment.path] ?? []) {
                let kept = released.subtracting(fragment.identities)
                if kept.count < released.count { (released, isSettled) = (kept, false) }
            }
        }
        folders = unknown.folders.compactMap { folder in
            folder.delivered.allSatisfy { released.contains($0.identity) } ? nil : folder
        }
        strays = unknown.strays
        reissued = released
        concernsAll = !unknown.hasEvidence && !folders.isEmpty
        let doubtful = concernsAll ? Set(identities.indices).subtracting(released) : involved.subtracting(released)
        blocked = doubtful.union(missing)
        absentees = missing.subtracting(doubtful)
    }

    /// The folders that nothing is done in.
    var untouched: [String] { folders.map(\.path) + absent.map(\.path) }

    /// Whether something of what the run was made for is left because of it.
    func concerns(_ mandate: Mandate, in view: EnvironmentView) -> Bool {
        blocked.contains { mandate.includes(Address(view.name, view.environment.identities[$0].name)) }
    }
}
