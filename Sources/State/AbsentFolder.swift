internal import Fragments
package import Model

/// A folder of which nothing says that it is the right one: no key of the store's, live or dead, is in it, and
/// identities that deliver there have live keys whose texts can be had nowhere.
///
/// The store keeps digests, so such a folder is not known to be empty: it may not be mounted, and consumers may use what
/// is in the right one. That a file is there is no evidence, since users keep dotenv files of their own in version
/// control.
package struct AbsentFolder: Hashable, Sendable {
    /// Relative to the output folder; empty for that folder itself.
    package let path: String

    /// The places of all identities that deliver into it, ascending.
    package let identities: [Int]

    /// Those of them whose keys cannot be had, ascending; at least one.
    package let unrecoverable: [Int]

    /// When keyturn last issued one of those keys; nil if it issued none of them.
    package let lastIssued: Instant?

    /// By path.
    static func all(in observed: ObservedEnvironment, _ keys: KeyStates, _ inspections: [FragmentInspection])
        -> [AbsentFolder]
    {
        guard !observed.store.keepsTexts else { return [] }
        let lost = keys.states.indices.filter { index in
            keys.states[index].current == nil && !keys.states[index].unseen.isEmpty
                && !observed.environment.identities[index].isAbsent
        }
        guard !lost.isEmpty else { return [] }
        let right = observed.rightFolders(inspections, knowing: observed.store.fingerprints)
        var identities: [String: Set<Int>] = [:]
        for fragment in observed.layout.fragments {
            identities[FragmentPath.parent(of: fragment.path), default: []].formUnion(fragment.identities)
        }
        let unrecoverable = Set(lost)
        return identities.filter { !right.contains($0.key) && !$0.value.isDisjoint(with: unrecoverable) }
            .sorted { $0.key < $1.key }
            .map { path, identities in
                let unrecoverable = identities.intersection(unrecoverable).sorted()
                return AbsentFolder(
                    path: path,
                    identities: identities.sorted(),
                    unrecoverable: unrecoverable,
                    lastIssued: unrecoverable.flatMap { keys.states[$0].unseen }.filter(\.isMarked)
                        .compactMap(\.createdAt).max()
                )
            }
    }
}
