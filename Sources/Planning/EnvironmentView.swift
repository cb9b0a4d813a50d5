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

    /// What stands against the environment by itself, whatever the others hold.
    let diagnostics: [Diagnostic]

    /// Those of ``diagnostics`` that are about the output folder and the files in it.
    let fileProblems: [Diagnostic]

    package init(_ observed: ObservedEnvironment, now: Instant) {
        self.observed = observed
        let keys = KeyStates(of: observed, now: now)
        self.keys = keys
        // A key of another format is replaced in any case, and perhaps cannot be written into a fragment at all: files
        // are not judged by it. Of an absent identity nothing is to be found.
        let current = zip(observed.environment.identities, keys.states).map { identity, state in
            state.current.flatMap { row in
                !identity.isAbsent && identity.format.matches(row.secret)
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
        fileProblems =
            observed.folder.problems + observed.otherFiles.problems + inspections.compactMap(\.problem)
        diagnostics = OwnerCheck.check(observed) + fileProblems
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

    package struct Finding: Hashable, Sendable {
        package let path: String
        package let finding: FragmentFinding
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
