package import Model

/// What a run may do, and what it was asked to do beyond that.
package struct Mandate: Sendable, Codable, Hashable {
    package enum Scope: Sendable, Codable, Hashable {
        /// Whatever the declarations ask for: `apply`, by someone who looked at the plan.
        case everything
        /// What needs no one to look at it: `rotate`.
        case unattended
    }

    package let scope: Scope

    /// The identities that the run is limited to; nil for all.
    package let only: Set<Address>?

    package internal(set) var request: Request?

    /// Identities that are given new keys although the store has never seen those that are delivered; nil for none.
    package let reissue: Reissue?

    /// Rules of policy that someone ignored for this run.
    package internal(set) var override: PolicyOverride?

    /// Asked for by hand, for each identity that the run is limited to.
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

        /// Whether what was given is not a fingerprint but a row's key itself, or what follows its prefix.
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
