package import Diagnostics
package import Fragments
package import Model

/// An observed environment, analysed once: which identity each row belongs to, and what its fragments hold.
///
/// Planning, status and the isolation check all use it, so that each row and each file is judged once.
package struct EnvironmentView: Sendable {
    package var observed: ObservedEnvironment
    package let keys: KeyStates

    /// One for each fragment of the layout, in its order.
    package let inspections: [FragmentInspection]

    /// What is found of identities whose current key is of another format than is declared: by fragment, then identity.
    ///
    /// Apart from ``inspections``, which say what has to be written: such a key is replaced, not delivered.
    let unfit: [Int: [Int: FragmentFinding]]

    /// Rows that cannot be read, by the place of their identity.
    package let unreadable: [Int: UnreadableRow]

    /// Keys in its fragments that its database has never seen.
    package let unknownKeys: UnknownKeys

    /// Folders that its identities deliver to and that may be the wrong ones; empty where the store keeps the keys
    /// themselves.
    package let absentFolders: [AbsentFolder]

    /// Where the text of a row's key comes from.
    package let material: KeyMaterial

    /// What words in its files are spelled as besides; without those that are current keys.
    private let otherSpellings: [Fingerprint: Fingerprint]

    /// Problems of the output folder and the files in it.
    package let fileProblems: [Diagnostic]

    package init(_ observed: ObservedEnvironment, now: Instant) {
        self.observed = observed
        let material = KeyMaterial(of: observed)
        self.material = material
        let keys = KeyStates(of: observed, material, now: now)
        self.keys = keys
        let unreadable = Self.unreadable(observed)
        self.unreadable = unreadable
        // A key of another format is replaced in any case, and perhaps cannot be written into a fragment at all: files
        // are not judged by it. Of an absent identity nothing is to be found.
        let current = zip(observed.environment.identities, keys.states).enumerated().map {
            index,
            identified -> CurrentKey? in
            let (identity, state) = identified
            return state.current.flatMap { row in
                unreadable[index] == nil && !identity.isAbsent && material.matches(row, identity.key.format) == true
                    && !material.lacksPublicID(row, of: identity)
                    ? material.key(of: row) : nil
            }
        }
        let inspections = ForeignFiles.reported(
            in: observed,
            observed.layout.fragments.map { fragment in
                observed.layout.inspect(
                    fragment,
                    keys: current,
                    observed: observed.folder.files[fragment.path] ?? .missing
                )
            },
            current: current
        )
        self.inspections = inspections
        unfit = Self.unfit(in: observed, keys, material, current)
        let hindrances = observed.folder.hindrances.sorted { $0.key < $1.key }.map(\.value)
        otherSpellings = Self.otherSpellings(in: observed, inspections, current)
        unknownKeys = UnknownKeys(in: observed, inspections, unreadable: unreadable.keys)
        absentFolders = AbsentFolder.all(in: observed, keys, inspections)
        fileProblems =
            observed.folder.problems + hindrances + observed.otherFiles.problems + inspections.compactMap(\.problem)
    }

    private static func otherSpellings(
        in observed: ObservedEnvironment,
        _ inspections: [FragmentInspection],
        _ current: [CurrentKey?]
    ) -> [Fingerprint: Fingerprint] {
        guard let spellings = observed.spellings else { return [:] }
        lazy var known = Set(current.lazy.compactMap { $0?.fingerprint })
        var found: [Fingerprint: Fingerprint] = [:]
        for (fragment, inspection) in zip(observed.layout.fragments, inspections)
        where !inspection.isExact && !inspection.keys.allSatisfy(known.contains) {
            guard case .file(let content, _)? = observed.folder.files[fragment.path] else { continue }
            let others = KeyScanner.otherSpellings(in: content, spellings, besides: known)
            found.merge(others) { first, _ in first }
        }
        for file in observed.otherFiles.files + observed.formerFiles {
            found.merge(file.otherSpellings) { first, _ in first }
        }
        return found
    }

    private static func unreadable(_ observed: ObservedEnvironment) -> [Int: UnreadableRow] {
        guard !observed.store.unreadable.isEmpty else { return [:] }
        var found: [Int: UnreadableRow] = [:]
        for (index, identity) in observed.environment.identities.enumerated() {
            found[index] = observed.store.unreadable.first { $0.concerns(identity, in: observed.environment) }
        }
        return found
    }

    /// The key that each identity's files must hold, indexed like the environment's identities; nil if there is none,
    /// or if it is unknown.
    package var deliverable: [CurrentKey?] {
        keys.states.enumerated().map { index, state in
            unreadable[index] == nil ? state.current.flatMap(material.key) : nil
        }
    }

    /// What a word in a file is spelled as besides, which the server takes for the same key; nil for nothing.
    package func otherSpelling(of word: Fingerprint) -> Fingerprint? { otherSpellings[word] }

    package var environment: Environment { observed.environment }
    package var name: String { observed.environment.name }

    /// The problems of each identity's files, indexed like the environment's `identities`.
    package var findings: [[Finding]] {
        var findings = [[Finding]](repeating: [], count: environment.identities.count)
        for (fragment, inspection) in zip(observed.layout.fragments, inspections) {
            for entry in inspection.findings {
                findings[entry.identity].append(Finding(path: fragment.path, finding: entry.finding))
            }
        }
        return findings
    }

    /// The places of the fragments that each identity is delivered to, indexed like the environment's `identities`.
    package var fragments: [[Int]] {
        var places = [[Int]](repeating: [], count: environment.identities.count)
        for (place, fragment) in observed.layout.fragments.enumerated() {
            for identity in fragment.identities { places[identity].append(place) }
        }
        return places
    }

    package struct Finding: Hashable, Sendable {
        package let path: String
        package let finding: FragmentFinding

        package init(path: String, finding: FragmentFinding) {
            self.path = path
            self.finding = finding
        }
    }

    /// Whether an identity is delivered to a folder that may belong to another database.
    package func doubts(_ identity: Int) -> Bool {
        guard !unknownKeys.folders.isEmpty else { return false }
        if !unknownKeys.hasEvidence { return true }
        let folders = Set(unknownKeys.folders.map(\.path))
        return observed.layout.fragments.contains {
            folders.contains(FragmentPath.parent(of: $0.path)) && $0.identities.contains(identity)
        }
    }

    /// The files that each identity is delivered to, indexed like the environment's `identities`.
    ///
    /// Identities with the same files share one array: of thousands most have the same.
    package var files: [[String]] {
        var lists: [[String]] = [[]]
        var chosen = [Int](repeating: 0, count: environment.identities.count)
        for fragment in observed.layout.fragments {
            var longer: [Int: Int] = [:]
            for identity in fragment.identities {
                let list = chosen[identity]
                if let known = longer[list] {
                    chosen[identity] = known
                } else {
                    chosen[identity] = lists.count
                    longer[list] = lists.count
                    lists.append(lists[list] + [fragment.path])
                }
            }
        }
        return chosen.map { lists[$0] }
    }
}
