internal import Diagnostics
package import Fragments
package import Model

/// An observed environment, looked through once: which rows are whose, and what its fragments hold.
///
/// Planning, status and the isolation check all read from here, so that each row and each file is judged once.
package struct EnvironmentView: Sendable {
    package internal(set) var observed: ObservedEnvironment
    package let keys: KeyStates

    /// One for each fragment of the layout, in its order.
    package let inspections: [FragmentInspection]

    /// What is found of identities whose current key is of another format than is declared: by fragment, then identity.
    ///
    /// Apart from ``inspections``, which say what has to be written: such a key is replaced, not delivered.
    private let unfit: [Int: [Int: FragmentFinding]]

    /// Rows that cannot be understood, by the place of the identity that they concern.
    package let unreadable: [Int: UnreadableRow]

    /// Keys in its fragments that its store has never seen.
    package let unknownKeys: UnknownKeys

    /// What stands against the environment by itself, whatever the others hold.
    let diagnostics: [Diagnostic]

    /// Those of ``diagnostics`` that are about the output folder and the files in it.
    let fileProblems: [Diagnostic]

    package init(_ observed: ObservedEnvironment, now: Instant) {
        self.observed = observed
        let keys = KeyStates(of: observed, now: now)
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
                unreadable[index] == nil && !identity.isAbsent && identity.format.matches(row.secret)
                    ? CurrentKey(secret: row.secret, fingerprint: row.fingerprint) : nil
            }
        }
        inspections = observed.layout.fragments.map { fragment in
            observed.layout.inspect(
                fragment,
                keys: current,
                observed: observed.folder.files[fragment.path] ?? .missing
            )
        }
        unfit = Self.unfit(in: observed, keys, current)
        let hindrances = observed.folder.hindrances.sorted { $0.key < $1.key }.map(\.value)
        unknownKeys = UnknownKeys(in: observed, inspections)
        fileProblems =
            observed.folder.problems + hindrances + observed.otherFiles.problems + inspections.compactMap(\.problem)
        diagnostics = OwnerCheck.check(observed) + ClockRule.check(observed) + fileProblems
    }

    private static func unreadable(_ observed: ObservedEnvironment) -> [Int: UnreadableRow] {
        guard !observed.store.unreadable.isEmpty else { return [:] }
        var found: [Int: UnreadableRow] = [:]
        for (index, identity) in observed.environment.identities.enumerated() {
            found[index] = observed.store.unreadable.first { $0.concerns(identity) }
        }
        return found
    }

    /// The key that each identity's files are to hold, indexed like the environment's identities; nil where there is none,
    /// or where that cannot be told.
    package var deliverable: [CurrentKey?] {
        keys.states.enumerated().map { index, state in
            unreadable[index] == nil
                ? state.current.map { CurrentKey(secret: $0.secret, fingerprint: $0.fingerprint) } : nil
        }
    }

    package var environment: Environment { observed.environment }
    package var name: String { observed.environment.name }

    /// What is wrong with the files of each identity, indexed like the environment's `identities`.
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
    }

    /// Whether an identity is delivered to a folder that may be another store's.
    package func doubts(_ identity: Int) -> Bool {
        guard !unknownKeys.folders.isEmpty else { return false }
        if !unknownKeys.hasEvidence { return true }
        let folders = Set(unknownKeys.folders.map(\.path))
        return observed.layout.fragments.contains {
            folders.contains(FragmentPath.parent(of: $0.path)) && $0.identities.contains(identity)
        }
    }

    /// The files that each identity is delivered to, indexed like the environment's `identities`.
    package var files: [[String]] {
        var files = [[String]](repeating: [], count: environment.identities.count)
        for fragment in observed.layout.fragments {
            for identity in fragment.identities { files[identity].append(fragment.path) }
        }
        return files
    }
}

// MARK: - What is delivered

extension EnvironmentView {
    /// Whether a fragment holds an identity's current key: what status, metrics and verify go by.
    ///
    /// `fragment` is its place in the layout. Without a current key nothing is held.
    package func standing(of identity: Int, in fragment: Int) -> FragmentStanding {
        let path = observed.layout.fragments[fragment].path
        switch observed.folder.files[path] {
        case .unknown?: return .unknown(observed.folder.unread[path])
        case .missing?, nil: return .lacks(.file)
        case .obstacle?, .file?: break
        }
        let inspection = inspections[fragment]
        if let problem = inspection.problem { return .lacks(.readable(problem)) }
        guard keys.states[identity].current != nil else { return .lacks(.entry) }
        let standing = FragmentStanding(
            unfit[fragment]?[identity] ?? inspection.finding(of: identity),
            in: observed.layout.fragments[fragment]
        )
        if case .holds = standing, inspection.padding(of: identity) == .space { return .lacks(.bareValue) }
        return standing
    }

    private static func unfit(
        in observed: ObservedEnvironment,
        _ keys: KeyStates,
        _ judged: [CurrentKey?]
    ) -> [Int: [Int: FragmentFinding]] {
        var unfit: [Int: CurrentKey] = [:]
        for (place, identity) in observed.environment.identities.enumerated()
        where judged[place] == nil && !identity.isAbsent {
            unfit[place] = keys.states[place].current.map { CurrentKey(secret: $0.secret, fingerprint: $0.fingerprint) }
        }
        guard !unfit.isEmpty else { return [:] }
        var found: [Int: [Int: FragmentFinding]] = [:]
        for (place, fragment) in observed.layout.fragments.enumerated() {
            guard case .file(let content, _)? = observed.folder.files[fragment.path] else { continue }
            let findings = observed.layout.findings(of: unfit, in: fragment, content)
            if !findings.isEmpty { found[place] = findings }
        }
        return found
    }
}
