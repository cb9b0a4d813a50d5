internal import Fragments
package import Model
internal import State

/// When an identity's current key came to be where its consumers read it, as far as that can be told without a memory.
package struct DeliveryMoment: Hashable, Sendable {
    package let instant: Instant

    package let basis: Basis

    /// What tells the moment.
    package enum Basis: Hashable, Sendable {
        /// The last write of this fragment, which holds the key and none of any other identity.
        case fragment(String)
        /// When the key was issued, which comes before its delivery.
        case issued
    }

    package init(_ instant: Instant, _ basis: Basis) {
        self.instant = instant
        self.basis = basis
    }

    /// The newest write of the fragments that hold the current key, or else when it was issued.
    ///
    /// A file that is written for other identities too, or by its users, tells nothing: it may have been written again long
    /// after this key came into it. Nil without a current key or a date.
    package static func of(identity place: Int, in index: EnvironmentIndex) -> DeliveryMoment? {
        let view = index.view
        guard let current = view.keys.states[place].current else { return nil }
        let folder = view.observed.folder
        var newest: DeliveryMoment?
        for file in index.files(of: place)
        where file.fragment.identities.count == 1 && file.inspection.keys.contains(current.fingerprint) {
            let path = file.fragment.path
            guard let changedAt = folder.changedAt[path],
                file.observed?.ownedByUsers == nil || !file.fragment.kind.isDotenv
            else { continue }
            if newest.map({ $0.instant < changedAt }) ?? true {
                newest = DeliveryMoment(changedAt, .fragment(path))
            }
        }
        return newest ?? current.createdAt.map { DeliveryMoment($0, .issued) }
    }

    /// `the key was delivered at 2026-11-24T03:00:00Z`.
    var words: String {
        switch basis {
        case .fragment: "the key was delivered at \(instant.iso8601)"
        case .issued: "the key was issued at \(instant.iso8601)"
        }
    }
}

extension Fragment.Kind {
    fileprivate var isDotenv: Bool { if case .dotenv = self { true } else { false } }
}
