internal import Fragments
package import Model
package import State

/// An environment as it is compared with others: looked at just now, or written down before.
package protocol IsolationSubject: KeyInventory {
    /// Digests of the declared owners' ids.
    var owners: Set<Fingerprint> { get }
    var whereabouts: Whereabouts { get }

    /// The names of the identities that are delivered nowhere, and so get no new key; empty where that is not known.
    var undelivered: Set<String> { get }

    /// What a word in a file is spelled as besides, where that is known; nil for nothing.
    func otherSpelling(of word: Fingerprint) -> Fingerprint?

    /// What of the environment cannot be compared.
    var notComparable: [NotComparable] { get }

    /// The keys of which nothing but a digest is known; nil if that is not asked.
    func untoldKeys(at now: Instant) -> UntoldKeys?
}

extension IsolationSubject {
    package func otherSpelling(of word: Fingerprint) -> Fingerprint? { nil }
    package func untoldKeys(at now: Instant) -> UntoldKeys? { nil }
    package var undelivered: Set<String> { [] }
}

/// Something of an environment that cannot be compared, and so may be shared without being seen.
package struct NotComparable: Hashable, Sendable {
    package let environment: String

    /// In words that a count follows: `long words in notes.txt`; or a file's path where nothing was counted.
    package let what: String

    /// How many; nil if no one knows.
    package let count: Int?

    /// Why, to follow a colon.
    package let reason: String

    /// Whether it is so by what the tables hold, and not because something could not be looked at: no one can fix it, so it is
    /// told and does not fail the check.
    package let isByForm: Bool

    package init(environment: String, what: String, count: Int? = nil, reason: String, isByForm: Bool = false) {
        self.isByForm = isByForm
        self.environment = environment
        self.what = what
        self.count = count
        self.reason = reason
    }
}

extension NotComparable {
    /// Pairs of stores that hold digests of which no one can tell whether they are of one key.
    static func byForm<Subject: IsolationSubject>(_ subjects: [Subject], now: Instant) -> [NotComparable] {
        let untold = subjects.map { $0.untoldKeys(at: now) }
        return subjects.indices.flatMap { one in
            subjects.indices[(one + 1)...].compactMap { other -> NotComparable? in
                guard let left = untold[one], let right = untold[other], left.isApart(from: right) else { return nil }
                return NotComparable(
                    environment: subjects[one].name,
                    what: "keys that are known by their digests alone",
                    count: left.count,
                    reason: "those of \(subjects[other].name) have another form, pepper or salt",
                    isByForm: true
                )
            }
        }
    }
}

extension EnvironmentView: IsolationSubject {
    package func untoldKeys(at now: Instant) -> UntoldKeys? { allUntoldKeys(at: now) }

    /// Of a table without owners none: what stands in their place is no one.
    package var owners: Set<Fingerprint> {
        Set(
            environment.identities.lazy.filter { $0.ownerReference != "" }
                .map { Fingerprint(of: Secret(text: $0.owner.id.text)) }
        )
    }

    package var undelivered: Set<String> {
        Set(environment.identities.lazy.filter(\.deliveries.isEmpty).map(\.name))
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
            + unseenRows
            + observed.watchProblems.map { NotComparable(environment: name, what: $0.what, reason: $0.reason) }
    }

    /// What the store may hold besides, or could not be read.
    package var unseenRows: [NotComparable] { hiddenRows + unreadableRows }

    /// A view shows what its definition lets pass: no one can say what it leaves out.
    private var hiddenRows: [NotComparable] {
        (observed.store.schema?.tables ?? []).filter { $0.content == .keys && $0.kind != .table }.map { table in
            NotComparable(
                environment: name,
                what: "rows behind \(table.name)",
                reason: table.kind == .view
                    ? "it is a view, which may hide some" : "it is a foreign or virtual table, which may hide some"
            )
        }
    }

    /// Rows that could not be understood, counted by what of them could not be read.
    private var unreadableRows: [NotComparable] {
        let columns = Dictionary(grouping: observed.store.unreadable) {
            "rows of \($0.table) with an unreadable \($0.column)"
        }
        return columns.sorted { $0.key < $1.key }.map { what, rows in
            NotComparable(environment: name, what: what, count: rows.count, reason: "their keys are unknown")
        }
    }
}
