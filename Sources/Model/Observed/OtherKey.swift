extension StoreObservation {
    /// A key whose owner no identity declares: all of its row but the secret, which stays in the database.
    package struct OtherKey: Hashable, Sendable {
        package private(set) var fingerprint: Fingerprint

        /// As ``KeyRow/digested``.
        package let digested: DigestedKey?

        /// As ``KeyRow/otherSpelling``.
        package let otherSpelling: Fingerprint?

        /// False also where the column is NULL, which servers refuse like false.
        package let isActive: Bool

        /// Nil for never.
        package let expiresAt: Instant?

        /// The row's primary key, as ``KeyRow/id``.
        package let id: String

        /// The owner's primary key: in the canonical form where it is a UUID, else as it is written; empty for none.
        package let owner: String
        package let ownerEmail: String?
        package let ownerName: String?
        package let name: String?

        /// Nil if the column is NULL or cannot be read.
        package let createdAt: Instant?

        /// Nil if it was never written or cannot be read, which is *unknown*, not *unused*.
        package private(set) var lastUsedAt: Instant?

        /// What the row holds of the columns that an identity must say, as far as it may be shown.
        package let values: [ColumnValue]

        /// Whether the key's column holds something else than a digest of the profile's form, perhaps a key itself.
        package let isMalformed: Bool

        package init(
            fingerprint: Fingerprint,
            digested: DigestedKey? = nil,
            otherSpelling: Fingerprint? = nil,
            isActive: Bool = true,
            expiresAt: Instant?,
            id: String = "",
            owner: String = "",
            ownerEmail: String? = nil,
            ownerName: String? = nil,
            name: String? = nil,
            createdAt: Instant? = nil,
            lastUsedAt: Instant? = nil,
            values: [ColumnValue] = [],
            isMalformed: Bool = false
        ) {
            self.fingerprint = fingerprint
            self.digested = digested
            self.otherSpelling = otherSpelling?.shown(like: fingerprint)
            self.isActive = isActive
            self.expiresAt = expiresAt
            self.id = id
            self.owner = owner
            self.ownerEmail = ownerEmail
            self.ownerName = ownerName
            self.name = name
            self.createdAt = createdAt
            self.lastUsedAt = lastUsedAt
            self.values = values
            self.isMalformed = isMalformed
        }

        /// By the rule of ``KeyRow/isLive(at:)``.
        package func isLive(at now: Instant) -> Bool { isActive && expiresAt.map { $0 >= now } ?? true }

        /// As ``KeyRow/mark``.
        package var mark: String? { name.flatMap(MarkedName.init)?.digits }

        /// As ``KeyRow/holding(_:)``.
        package func holding(_ key: Fingerprint) -> OtherKey {
            var other = self
            other.fingerprint = mark == key.digits ? key.drawn : key
            return other
        }

        /// As ``KeyRow/isUnknown``.
        package var isUnknown: Bool { digested?.fingerprint(mark: mark, row: id) == fingerprint }

        /// As ``KeyRow/isHidden``.
        package var isHidden: Bool { isUnknown && mark == nil }

        /// As ``KeyRow/soleMark``.
        package var soleMark: String? { digested == nil ? nil : mark.flatMap { isUnknown ? $0 : nil } }

        /// The same as its row alone says it.
        func unresolved() -> OtherKey {
            guard let digested else { return self }
            var other = self
            other.fingerprint = digested.fingerprint(mark: mark, row: id)
            return other
        }

        /// The same but for when it was used last, which moves by itself.
        func withoutLastUse() -> OtherKey {
            var key = self
            key.lastUsedAt = nil
            return key
        }
    }
}
