package import Model
package import State

/// What an environment holds, written down so that it can be compared where no one reaches its database.
///
/// Holds fingerprints, under a pepper where there is one; holds no key, ever.
package struct Manifest: Hashable, Sendable {
    /// How keys are distinguished.
    package enum Fingerprints: Hashable, Sendable {
        /// SHA-256 of the key.
        case plain

        /// HMAC-SHA256 of that under a pepper, which the value tells from any other.
        case peppered(check: String)
    }

    /// A key that the store knows, or a credential that is watched.
    package struct Entry: Hashable, Sendable {
        package let fingerprint: Fingerprint

        /// Of the other spelling that its server takes for the same key; nil for none.
        package var otherSpelling: Fingerprint?
        package let kind: Place.Kind
        package let form: Holding.Form
    }

    /// A row that holds a key of ``entries``.
    package struct Row: Hashable, Sendable {
        package let fingerprint: Fingerprint

        /// Of the row's id and time, under the pepper where there is one: the same wherever the row was copied to.
        package let digest: Fingerprint
    }

    /// Words of a file that could be keys.
    package struct File: Hashable, Sendable {
        /// Relative to the output folder.
        package let path: String

        /// Whether a delivery names it.
        package let isDeclared: Bool
        package let words: [Fingerprint]
    }

    /// How much there was, whether it can be compared or not.
    package struct Counts: Hashable, Sendable {
        package var live = 0
        package var ended = 0
        package var inFiles = 0
        package var watched = 0
        package var notComparable = 0
    }

    /// The environment.
    package let name: String
    package let createdAt: Instant

    /// Keyturn's.
    package let version: String
    package let fingerprints: Fingerprints
    package let counts: Counts
    package let whereabouts: Whereabouts
    package let owners: Set<Fingerprint>
    package let entries: [Entry]
    package let files: [File]
    package let notComparable: [NotComparable]

    /// Nil if an older version of Keyturn, which did not write them down, made the manifest.
    package let rows: [Row]?

    /// Keys of ``entries`` that were issued here, as is written down.
    package let issued: Set<Fingerprint>

    /// Whether its store follows another one, which writes its rows.
    package let isReplica: Bool

    /// The keys of which nothing but a digest is known; nil without a pepper, where none of them is written.
    package let untold: UntoldKeys?
}

extension Manifest: IsolationSubject {
    package var knownCount: Int { entries.count }

    package func forEachKnown(at now: Instant, _ body: (Fingerprint, () -> (Place.Kind, Holding.Form)) -> Void) {
        for entry in entries { body(entry.fingerprint) { entry.found(at: now) } }
    }

    package func forEachSpelling(_ body: (Fingerprint, _ other: Fingerprint) -> Void) {
        for entry in entries { if let other = entry.otherSpelling { body(entry.fingerprint, other) } }
    }

    package func forEachRow(_ body: (RowMark) -> Void) {
        for row in rows ?? [] { body(RowMark(digest: row.digest, row.fingerprint)) }
    }

    package func issued(_ key: Fingerprint) -> Bool { issued.contains(key) }

    package func untoldKeys(at now: Instant) -> UntoldKeys? { untold }

    package func forEachWritten(_ body: (Fingerprint, () -> Place.Kind) -> Void) {
        for file in files {
            for word in file.words { body(word) { file.isDeclared ? .file(file.path) : .otherFile(file.path) } }
        }
    }
}

extension Manifest.Entry {
    /// What has become of it since: what had an end may have reached it.
    fileprivate func found(at now: Instant) -> (Place.Kind, Holding.Form) {
        let end: Instant? =
            switch form {
            case .live(let until): until
            case .ending(let until): until
            case .ended, .watched, .written: nil
            }
        guard let end, end < now else { return (kind, form) }
        let ended: Place.Kind =
            switch kind {
            case .identity(let name): .ended(name)
            case .unmanaged(let name): .endedUnmanaged(name: name)
            case .otherOwner: .endedOtherOwner
            default: kind
            }
        return (ended, .ended)
    }
}
