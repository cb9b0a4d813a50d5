package import Model

/// What Keyturn issued or wrote and no declaration of an environment names any more (promise 7).
package struct Orphans: Hashable, Sendable, Codable {
    /// Live keys, by fingerprint.
    package let keys: [OrphanedKey]

    /// Files, and entries of files, by path.
    package let fragments: [OrphanedFragment]

    package init(keys: [OrphanedKey] = [], fragments: [OrphanedFragment] = []) {
        self.keys = keys
        self.fragments = fragments
    }

    /// Without what is left on purpose.
    package var told: Orphans {
        Orphans(keys: keys.filter { !$0.isForgotten }, fragments: fragments.filter { !$0.isForgotten })
    }

    /// What is left on purpose.
    package var forgotten: Orphans {
        Orphans(keys: keys.filter(\.isForgotten), fragments: fragments.filter(\.isForgotten))
    }

    package var isEmpty: Bool { keys.isEmpty && fragments.isEmpty }
}

/// A live key that no declaration names, and what says that it was one of Keyturn's.
package struct OrphanedKey: Hashable, Sendable, Codable {
    package let environment: String
    package let fingerprint: Fingerprint

    /// The owner's id as the database has it.
    package let owner: String
    package let ownerEmail: String?
    package let ownerName: String?

    /// The key's own name.
    package let name: String?

    /// Nil if the row does not say.
    package let createdAt: Instant?

    /// Nil for never.
    package let ends: Instant?

    /// Nil for unknown.
    package let lastUsedAt: Instant?

    /// The identity that it was delivered to or issued for, declared or not; nil if nothing tells.
    package let identity: String?

    /// At least one.
    package let traces: [Trace]

    /// Left on purpose.
    package let isForgotten: Bool

    /// What a declaration of its identity must say.
    package var needs = Needs()

    /// What the profile asks a declaration of a key's identity for.
    package struct Needs: Hashable, Sendable, Codable {
        /// Whether rows belong to someone, and whether Keyturn could create whom they belong to.
        var namesOwner = true
        var describesOwner = true

        /// Whether rows have names.
        var namesKey = true

        /// Whether a new key needs an end.
        var needsExpiry = false
        var values: [Value] = []

        /// What the row holds of a column that an identity must say.
        struct Value: Hashable, Sendable, Codable {
            let column: String

            /// Nil for NULL.
            let text: String?
        }
    }

    /// What reports it.
    package enum Trace: Hashable, Sendable, Codable {
        /// It stands where a delivery writes, in a file that is wholly ours or in a variable of users'.
        case delivered(path: String, isOurs: Bool)

        /// It is in an entry of a fragment that no delivery names.
        case entry(path: String, FragmentEntry)

        /// It is in a file that no delivery names, or elsewhere in one that users own.
        case file(path: String, isOurs: Bool)

        /// The audit file records that it was issued.
        case issued

        /// Its name is that of an identity's keys, under an owner that is not declared.
        case named
    }

    /// Whether it was certainly issued or delivered by us, rather than perhaps put where it stands by someone.
    package var isOurs: Bool {
        traces.contains { trace in
            switch trace {
            case .delivered, .entry, .issued, .named: true
            case .file(_, let isOurs): isOurs
            }
        }
    }

    /// The files that it is in.
    package var paths: [String] {
        var told: Set<String> = []
        return traces.compactMap { trace -> String? in
            switch trace {
            case .delivered(let path, _), .entry(let path, _), .file(let path, _): path
            case .issued, .named: nil
            }
        }.filter { told.insert($0).inserted }
    }

    /// Whether nothing but what the next delivery overwrites reports it.
    var isLostByDelivery: Bool {
        traces.allSatisfy { if case .delivered(_, isOurs: true) = $0 { true } else { false } }
    }
}

/// A file below the output folder, or entries of a fragment, that no delivery names.
package struct OrphanedFragment: Hashable, Sendable, Codable {
    package let environment: String

    /// Relative to the output folder; absolute in a former one.
    package let path: String

    /// Whether it is a fragment of this environment, of which only ``entries`` are reported.
    package let isDeclared: Bool

    /// Whether we wrote it: it bears our header.
    package let isOurs: Bool

    /// What is known of what is in it.
    package let entries: [FragmentEntry]

    /// The keys in it that the store knows, in their order.
    package let keys: [Held]

    /// Left on purpose.
    package let isForgotten: Bool

    /// A key in such a file.
    package struct Held: Hashable, Sendable, Codable {
        package let fingerprint: Fingerprint

        /// The identity that it belongs to; nil if none declares it.
        package let identity: String?

        /// From when whoever reads it here is refused: its end, or an overlap after its next rotation; nil for never.
        package let darkAt: Instant?

        package let state: State

        package enum State: String, Hashable, Sendable, Codable {
            case current, older, ended, undeclared
        }
    }

    /// From when the first reader is refused; nil if no end is in sight.
    package var darkAt: Instant? { keys.compactMap(\.darkAt).min() }
}
