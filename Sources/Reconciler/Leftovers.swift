internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import State

/// What killed runs left beside the fragments of an environment, and when it goes.
///
/// Where rows hold the keys it goes first. Where they hold digests it may be the only text of a key that was committed:
/// it is read like a fragment, never renamed, and goes last, once every live key in it, or a newer one of its identity, is
/// in a fragment that is on the disk.
struct Leftovers {
    private let site: Site
    private let view: EnvironmentView

    /// What is beside a key that may be another store's may be that store's too.
    private let untouched: Set<String>

    private let plan: EnvironmentPlan

    init(of site: Site, _ view: EnvironmentView, _ plan: EnvironmentPlan) {
        self.site = site
        self.view = view
        self.plan = plan
        untouched = Set(plan.untouchedFolders)
    }

    /// Removes all of them where rows hold the keys.
    ///
    /// - Returns: how many files went.
    func sweep() async throws(Diagnostic) -> Int {
        guard view.observed.store.keepsTexts else { return 0 }
        let paths = site.layout.fragments.map(\.path).filter { !untouched.contains(FragmentPath.parent(of: $0)) }
        return try await site.folder.sweep(beside: paths)
    }

    /// The keys in files that this run writes, by path; none where nothing was left behind.
    func keys(in files: [FragmentFile]) -> [String: [Fingerprint]] {
        guard !read.isEmpty else { return [:] }
        let found = files.map { ($0.path, $0.content.map { KeyScanner.fingerprints(in: $0) } ?? []) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    /// Removes those that were read and are not needed any more.
    ///
    /// - Parameter written: the keys in what this run wrote and synced (``keys(in:)``).
    /// - Returns: how many files went.
    /// - Throws: where a folder cannot be synced, or a file not be removed.
    func sweepRead(beside written: [String: [Fingerprint]]) async throws(Diagnostic) -> Int {
        let read = read
        guard !read.isEmpty else { return 0 }
        var standing: Set<Fingerprint> = []
        var others: [String] = []
        for (fragment, inspection) in zip(site.layout.fragments, view.inspections) {
            if let keys = written[fragment.path] {
                standing.formUnion(keys)
            } else {
                standing.formUnion(inspection.keys)
                others.append(fragment.path)
            }
        }
        let needed = needed(besides: standing)
        let done = read.filter { leftover in
            KeyScanner.fingerprints(in: leftover.content).allSatisfy { !needed.contains($0) || standing.contains($0) }
        }
        guard !done.isEmpty else { return 0 }
        try await site.folder.sync(others)
        try await site.folder.remove(done)
        return done.count
    }

    private var read: [Leftover] {
        view.observed.folder.leftovers.filter { !untouched.contains(FragmentPath.parent(of: $0.path)) }
    }

    /// Live keys whose text someone may still ask for: not those that have a newer one in a file, from this run or from
    /// before.
    private func needed(besides standing: Set<Fingerprint>) -> Set<Fingerprint> {
        var needed: Set<Fingerprint> = []
        for state in view.keys.states {
            let isDelivered = state.current.map { standing.contains($0.fingerprint) } ?? false
            needed.formUnion((isDelivered ? state.unseen : state.live).lazy.map(\.fingerprint))
        }
        return needed.subtracting(plan.endedAtOnce)
            .subtracting(plan.changes.lazy.filter(\.issuesKey).compactMap(\.from))
    }
}
