package import Model

/// A row of a store's key table, as an inventory lists it: declared or not, live or not.
package struct ListedKey: Hashable, Sendable {
    /// Where a row stands among those of its identity, or why the server refuses its key.
    package enum Standing: String, Hashable, Sendable, CaseIterable {
        /// The key that an identity's fragments must hold.
        case current
        /// Live, and older than the current key of its identity.
        case older
        /// Live, newer than the current key, and of a text that no one has.
        case unseen
        /// Live, and of no identity.
        case live
        /// Switched off.
        case inactive
        /// Its end has passed.
        case expired

        /// Whether the server accepts the key.
        package var isLive: Bool { self != .inactive && self != .expired }
    }

    package let environment: String

    /// The owner's primary key, as it is written; empty for none.
    package let owner: String
    package let ownerEmail: String?
    package let ownerName: String?

    /// What the row calls the key; nil if it has no name.
    package let name: String?

    /// The row's primary key.
    package let row: String
    package let fingerprint: Fingerprint

    /// Of the other spelling that the server takes for the same key.
    package let otherSpelling: Fingerprint?
    package let createdAt: Instant?

    /// Nil if it was never written, which is *unknown*, not *unused*.
    package let lastUsedAt: Instant?
    package let endsAt: Instant?
    package let standing: Standing

    /// The name of the identity that declares it; nil for none.
    package let identity: String?

    /// Whether the server accepts the key.
    package var isLive: Bool { standing.isLive }

    /// Whether no one used it since a moment, as far as is known.
    ///
    /// Where no use was ever written down, its age counts.
    package func isUnused(since moment: Instant) -> Bool {
        guard let last = lastUsedAt ?? createdAt else { return true }
        return last < moment
    }
}

extension ListedKey {
    /// A key of which no row is known, only that it is there: from a manifest.
    package init(
        _ fingerprint: Fingerprint,
        otherSpelling: Fingerprint?,
        _ standing: Standing,
        identity: String?,
        name: String?,
        endsAt: Instant?,
        in environment: String
    ) {
        self.init(
            environment: environment,
            owner: "",
            ownerEmail: nil,
            ownerName: nil,
            name: name,
            row: "",
            fingerprint: fingerprint,
            otherSpelling: otherSpelling,
            createdAt: nil,
            lastUsedAt: nil,
            endsAt: endsAt,
            standing: standing,
            identity: identity
        )
    }

    /// A row of an owner that the environment declares.
    init(_ row: KeyRow, _ standing: Standing, of identity: Identity?, owner: Owner?, in environment: String) {
        self.init(
            environment: environment,
            owner: row.owner.text,
            ownerEmail: owner.flatMap { $0.email.isEmpty ? nil : $0.email },
            ownerName: owner.flatMap { $0.name.isEmpty ? nil : $0.name },
            name: row.name,
            row: row.id,
            fingerprint: row.fingerprint,
            otherSpelling: row.otherSpelling,
            createdAt: row.createdAt,
            lastUsedAt: row.lastUsedAt,
            endsAt: row.expiresAt,
            standing: standing,
            identity: identity?.name
        )
    }

    /// A row of any other owner.
    init(_ key: StoreObservation.OtherKey, in environment: String, now: Instant) {
        self.init(
            environment: environment,
            owner: key.owner,
            ownerEmail: key.ownerEmail,
            ownerName: key.ownerName,
            name: key.name,
            row: key.id,
            fingerprint: key.fingerprint,
            otherSpelling: key.otherSpelling,
            createdAt: key.createdAt,
            lastUsedAt: key.lastUsedAt,
            endsAt: key.expiresAt,
            standing: key.isLive(at: now) ? .live : key.isActive ? .expired : .inactive,
            identity: nil
        )
    }
}
