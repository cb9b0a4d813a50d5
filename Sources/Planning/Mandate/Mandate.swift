package import Model

/// What a run may do, and explicit requests.
package struct Mandate: Sendable, Codable, Hashable {
    package enum Scope: Sendable, Codable, Hashable {
        /// Everything that the declarations require: `apply`, after a review of the plan.
        case everything
        /// Only changes that need no review: `rotate`.
        case unattended
    }

    package let scope: Scope

    /// The identities that the run is limited to; nil for all.
    package let only: Set<Address>?

    package internal(set) var request: Request?

    /// Identities that get new keys although the database has never seen the delivered ones; nil for none.
    package let reissue: Reissue?

    /// Policy rules that this run ignores.
    package internal(set) var override: PolicyOverride?

    /// A request by hand, for each identity that the run is limited to.
    package enum Request: Sendable, Codable, Hashable {
        /// Rotate now, whether it is due or not, inside a window or outside.
        case rotate(reason: String)
        /// End keys at once.
        case revoke(Revocation)
    }

    package struct Revocation: Sendable, Codable, Hashable {
        /// The beginning of the one fingerprint to revoke, in lower case hex, or the mark of its row; nil for every
        /// live key.
        package let fingerprint: String?

        package internal(set) var reason: String?

        /// Whether keys are ended before the new one is delivered: the leak is worse than the outage.
        package let isFirst: Bool

        package init(fingerprint: String? = nil, reason: String? = nil, isFirst: Bool = false) {
            self.fingerprint = fingerprint
            self.reason = reason
            self.isFirst = isFirst
        }

        /// Whether a key is named by digits of its fingerprint, rather than by the mark of its row.
        var namesDigits: Bool { fingerprint.map { !Fingerprint.isRowMark($0) } ?? false }

        /// Whether the given text is not a fingerprint but the key of a row itself, or the part after its prefix.
        func isKey(of row: KeyRow, prefix: String) -> Bool {
            guard let fingerprint, fingerprint.count == 64 else { return false }
            return [fingerprint, prefix + fingerprint].lazy.map { Fingerprint(of: Secret(text: $0)) }.contains(
                where: row.isSpelled
            )
        }

        func names(_ row: KeyRow) -> Bool {
            guard let fingerprint else { return true }
            return row.fingerprint.description == fingerprint || row.fingerprint.hex.hasPrefix(fingerprint)
                || row.otherSpelling?.hex.hasPrefix(fingerprint) == true
                || row.soleMark.map { fingerprint.hasPrefix($0) } == true
        }
    }

    package init(
        scope: Scope,
        only: Set<Address>? = nil,
        request: Request? = nil,
        reissue: Reissue? = nil,
        override: PolicyOverride? = nil
    ) {
        self.scope = scope
        self.only = only
        self.request = request
        self.reissue = reissue
        self.override = override
    }

    package static let everything = Mandate(scope: .everything)

    func includes(_ address: Address) -> Bool { only?.contains(address) ?? true }

    /// Whether keys are ended before new ones are delivered.
    package var endsFirst: Bool { revocation?.isFirst ?? false }

    package var revocation: Revocation? {
        if case .revoke(let revocation)? = request { revocation } else { nil }
    }
}
