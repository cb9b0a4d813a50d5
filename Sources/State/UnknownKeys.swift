internal import Fragments
package import Model

/// Keys that stand where an identity's key belongs and that the environment's store has never seen (promise 8).
///
/// A folder and a store belong together where one key in a fragment of the folder is a row of the store, live or dead,
/// of whatever owner. Without that evidence a key of ours that the store does not know says that it may be the wrong
/// store, or the wrong folder.
package struct UnknownKeys: Sendable {
    /// A key that is in an identity's place in a fragment.
    package struct Delivered: Hashable, Sendable {
        package let identity: Int
        package let path: String
        package let key: Fingerprint
    }

    /// A folder of fragments, none of whose keys the store knows.
    package struct Folder: Hashable, Sendable {
        /// Relative to the output folder; empty for that folder itself.
        package let path: String

        /// At least one.
        package let delivered: [Delivered]
    }

    /// By path.
    package let folders: [Folder]

    /// Unknown keys among known ones.
    package let strays: [Delivered]

    /// Whether any folder holds a key that the store knows.
    package let hasEvidence: Bool

    package static let none = UnknownKeys(folders: [], strays: [], hasEvidence: false)

    private init(folders: [Folder], strays: [Delivered], hasEvidence: Bool) {
        self.folders = folders
        self.strays = strays
        self.hasEvidence = hasEvidence
    }

    /// Looks at rows only where a file is not as it should be.
    ///
    /// `unreadable` are the identities one of whose rows cannot be read: it may be the row of what they deliver.
    init(in observed: ObservedEnvironment, _ inspections: [FragmentInspection], unreadable: some Sequence<Int>) {
        guard inspections.contains(where: { !$0.held.isEmpty }) else {
            self = .none
            return
        }
        let known = observed.store.fingerprints
        var folders: [Folder] = []
        var strays: [Delivered] = []
        let right = observed.rightFolders(inspections, knowing: known)
        let unreadable = Set(unreadable)
        let places = Dictionary(grouping: observed.layout.fragments.indices) {
            FragmentPath.parent(of: observed.layout.fragments[$0].path)
        }
        for (folder, indexes) in places.sorted(by: { $0.key < $1.key }) {
            let delivered = indexes.flatMap { index in
                inspections[index].held.lazy.filter {
                    !known.contains($0.key) && !unreadable.contains($0.identity)
                }.map {
                    Delivered(identity: $0.identity, path: observed.layout.fragments[index].path, key: $0.key)
                }
            }
            if delivered.isEmpty { continue }
            if right.contains(folder) {
                strays += delivered
            } else {
                folders.append(Folder(path: folder, delivered: delivered))
            }
        }
        self.init(folders: folders, strays: strays, hasEvidence: !right.isEmpty)
    }

    package var isEmpty: Bool { folders.isEmpty && strays.isEmpty }

    /// Every unknown key.
    package var keys: Set<Fingerprint> { Set((folders.flatMap(\.delivered) + strays).map(\.key)) }

    /// The same without the keys of which something else is known.
    package func without(_ isExplained: (Fingerprint) -> Bool) -> UnknownKeys {
        UnknownKeys(
            folders: folders.compactMap { folder in
                let delivered = folder.delivered.filter { !isExplained($0.key) }
                return delivered.isEmpty ? nil : Folder(path: folder.path, delivered: delivered)
            },
            strays: strays.filter { !isExplained($0.key) },
            hasEvidence: hasEvidence
        )
    }
}

extension StoreObservation {
    /// Of every key, live or dead, of any owner, in every spelling.
    package var fingerprints: Set<Fingerprint> {
        var fingerprints = Set<Fingerprint>(minimumCapacity: keys.count + otherKeys.count)
        for row in keys {
            fingerprints.insert(row.fingerprint)
            if let other = row.otherSpelling { fingerprints.insert(other) }
        }
        for key in otherKeys {
            fingerprints.insert(key.fingerprint)
            if let other = key.otherSpelling { fingerprints.insert(other) }
        }
        return fingerprints
    }
}
