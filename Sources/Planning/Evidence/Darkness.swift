internal import Fragments
internal import Model
internal import State

/// Which fragments hold nothing that the store accepts, and where the key that it does accept may be put without anyone
/// looking.
///
/// What is dark now cannot get worse by that. But a folder that holds no key that the store knows may be another one, or
/// the store may be: there it is only told.
struct Darkness {
    /// Every key that the store accepts, in every spelling.
    private let accepted: Set<Fingerprint>

    /// Folders that hold a key that the store knows.
    private let rightFolders: Set<String>

    /// Paths of files that are not there.
    private let missing: Set<String>

    static let none = Darkness()

    private init() { (accepted, rightFolders, missing) = ([], [], []) }

    /// Goes over rows only where something is wrong with a file.
    init(in view: EnvironmentView, now: Instant) {
        guard view.inspections.contains(where: { !$0.findings.isEmpty || !$0.held.isEmpty }) else {
            self = .none
            return
        }
        let store = view.observed.store
        var accepted: Set<Fingerprint> = []
        for row in store.keys where row.isLive(at: now) {
            accepted.insert(row.fingerprint)
            if let other = row.otherSpelling { accepted.insert(other) }
        }
        for key in store.otherKeys where key.isLive(at: now) {
            accepted.insert(key.fingerprint)
            if let other = key.otherSpelling { accepted.insert(other) }
        }
        self.accepted = accepted
        rightFolders = view.observed.rightFolders(view.inspections, knowing: store.fingerprints)
        missing = Set(
            zip(view.observed.layout.fragments, view.inspections).lazy.filter { fragment, inspection in
                inspection.findings.contains { $0.finding == .fileMissing }
            }.map(\.0.path)
        )
    }

    /// Whether whoever reads the file has no key that the store accepts.
    func isDark(_ file: FileChange) -> Bool {
        switch file.finding {
        case .fileMissing, .entryMissing, .publicPart: true
        case .holdsOther(let fingerprint): !accepted.contains(fingerprint)
        case .altered, .attributes, .surplus, nil: false
        }
    }

    /// Whether none of its files is there, and no folder of them is known to be the right one.
    func isLost(_ change: Change) -> Bool {
        !change.files.isEmpty && change.files.allSatisfy { missing.contains($0.path) }
            && !change.files.contains { rightFolders.contains(FragmentPath.parent(of: $0.path)) }
    }

    /// Whether a delivery brings light to one of its files, in folders that are known to be the right ones.
    func mayDeliver(_ change: Change) -> Bool {
        change.files.contains(where: isDark)
            && change.files.allSatisfy { rightFolders.contains(FragmentPath.parent(of: $0.path)) }
    }
}
