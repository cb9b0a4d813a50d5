internal import Fragments
package import Model
package import State

/// An environment as it is compared with others: looked at just now, or written down before.
package protocol IsolationSubject: KeyInventory {
    /// Digests of the declared owners' ids.
    var owners: Set<Fingerprint> { get }
    var whereabouts: Whereabouts { get }

    /// What a word in a file is spelled as besides, where that is known; nil for nothing.
    func otherSpelling(of word: Fingerprint) -> Fingerprint?

    /// What of the environment cannot be compared.
    var notComparable: [NotComparable] { get }
}

extension IsolationSubject {
    package func otherSpelling(of word: Fingerprint) -> Fingerprint? { nil }
}

/// Something of an environment that cannot be compared, and so may be shared without being seen.
package struct NotComparable: Hashable, Sendable {
    package let environment: String

    /// In words that a count follows: `long words in notes.txt`; or a file's path where nothing was counted.
    package let what: String

    /// How many; nil where no one knows.
    package let count: Int?

    /// Why, to follow a colon.
    package let reason: String

    package init(environment: String, what: String, count: Int? = nil, reason: String) {
        self.environment = environment
        self.what = what
        self.count = count
        self.reason = reason
    }
}

extension EnvironmentView: IsolationSubject {
    package var owners: Set<Fingerprint> {
        Set(environment.identities.map { Fingerprint(of: Secret(text: $0.owner.id.text)) })
    }

    package var whereabouts: Whereabouts { Whereabouts(of: observed) }

    package var notComparable: [NotComparable] {
        let obstacles = observed.layout.fragments.compactMap { fragment -> NotComparable? in
            guard case .obstacle(let what)? = observed.folder.files[fragment.path] else { return nil }
            return NotComparable(environment: name, what: fragment.path, reason: "\(what) is there")
        }
        return obstacles
            + observed.otherFiles.skipped.map {
                let what = $0.path.isEmpty ? "the output folder" : $0.path
                return NotComparable(environment: name, what: what, reason: $0.reason)
            }
            + unreadableRows
            + observed.watchProblems.map { NotComparable(environment: name, what: $0.what, reason: $0.reason) }
    }

    /// Rows that could not be understood, counted by what of them could not be read.
    private var unreadableRows: [NotComparable] {
        let columns = Dictionary(grouping: observed.store.unreadable) {
            "rows of \($0.table) with an unreadable \($0.column)"
        }
        return columns.sorted { $0.key < $1.key }.map { what, rows in
            NotComparable(environment: name, what: what, count: rows.count, reason: "their keys are not known")
        }
    }
}
