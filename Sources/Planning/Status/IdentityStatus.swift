internal import Fragments
package import Model
internal import Schedule
package import State

/// How one identity stands.
///
/// Holds no secret.
package struct IdentityStatus: Hashable, Sendable {
    package let address: Address

    /// The current key; nil if none is live.
    package let current: Fingerprint?
    package let createdAt: Instant?

    /// The current key's own end; nil for none.
    package let ends: Instant?

    /// When the schedule replaces the current key; nil for never.
    package let nextRotation: Instant?

    /// Nil for unknown: not every server writes it.
    package let lastUsedAt: Instant?

    /// Whether that may have been `keyturn verify`: its server is asked about the key, and the store does not say by whom a
    /// key was used.
    package internal(set) var lastUseMayBeProbe = false
    package let delivery: DeliveryState

    /// Older live keys, newest first.
    package let retiring: [RetiringKey]

    /// Replaced keys that were not given an end yet, since consumers may still use them.
    package let waiting: [Waiting]

    /// What apply would do about the identity now; empty for nothing.
    package let pending: [Action]

    /// Live keys whose texts are not here, newest first; nil if the store keeps the keys themselves.
    package internal(set) var unseen: [UnseenKey]?

    /// Whether Keyturn ends replaced keys, since no server does.
    package internal(set) var isEndedByKeyturn = false

    /// Whether there are live keys, and no text of any can be had.
    package var isUnrecoverable: Bool { current == nil && unseen?.isEmpty == false }

    /// Whose the current key is, where other stores hold its row as well; nil for its own.
    package internal(set) var copy: KeyCopy?
}

/// Whether the current key is where it belongs.
package enum DeliveryState: Hashable, Sendable {
    /// Every fragment holds it.
    case delivered

    /// These fragments do not, or could not be read; by path.
    case incomplete([String])

    /// These fragments could not be read; all others hold it.
    case unknown([String])

    /// The identity declares no delivery, or that it is to have no key.
    case notDeclared

    /// There is no live key to deliver.
    case noKey
}

/// A live key whose text is not here: another machine, a person or a run that was killed made it.
package struct UnseenKey: Hashable, Sendable {
    package let fingerprint: Fingerprint

    /// What identifies its row (`row 4711`).
    package let row: String
    package let name: String?
    package let createdAt: Instant?

    /// Nil for unknown.
    package let lastUsedAt: Instant?

    /// Whether Keyturn issued it.
    package let isIssuedByKeyturn: Bool
}

package struct RetiringKey: Hashable, Sendable {
    package let fingerprint: Fingerprint

    /// Nil if it was not given an end yet.
    package let ends: Instant?

    /// Nil for unknown.
    package internal(set) var lastUsedAt: Instant?

    /// Whether it was used after its consumers could have had its successor.
    package internal(set) var isInUse = false

    /// Whether the last use may have been `keyturn verify`, which presents a key as long as it is the current one.
    package internal(set) var lastUseMayBeProbe = false
}

extension IdentityStatus {
    /// The status of every identity of a view, in their order.
    package static func all(
        in view: EnvironmentView,
        plan: EnvironmentPlan,
        provenance: Provenance = Provenance(),
        now: Instant
    ) -> [IdentityStatus] {
        let fragments = view.fragments
        let waiting = Dictionary(grouping: plan.waiting, by: \.address)
        let pending = Dictionary(grouping: plan.changes, by: \.address).mapValues { $0.map(\.action) }
        return view.environment.identities.enumerated().map { index, identity in
            let state = view.keys.states[index]
            let current = state.current
            let address = Address(view.name, identity.name)
            var status = IdentityStatus(
                address: address,
                current: current?.fingerprint,
                createdAt: current?.issueDate(asOf: now),
                ends: current?.expiresAt,
                nextRotation: current.flatMap {
                    identity.rotation.next(of: $0, at: address, asOf: now)?.start
                },
                lastUsedAt: current?.lastUsedAt,
                lastUseMayBeProbe: identity.probe != nil && current?.lastUsedAt != nil,
                delivery: delivery(of: index, hasKey: current != nil, in: fragments[index], of: view),
                retiring: state.olderNewestFirst(asOf: now).map {
                    RetiringKey(
                        fingerprint: $0.fingerprint,
                        ends: $0.expiresAt,
                        lastUsedAt: $0.lastUsedAt,
                        isInUse: OldKeyUse(of: $0, in: state, identity, asOf: now) != nil,
                        lastUseMayBeProbe: identity.probe != nil && $0.wasLastUsed(before: current, asOf: now)
                    )
                },
                waiting: waiting[address] ?? [],
                pending: pending[address] ?? [],
                copy: provenance.identities[identity.name]
            )
            status.isEndedByKeyturn = view.observed.store.ending.isByKeyturn
            if !view.observed.store.keepsTexts {
                status.unseen = state.unseenNewestFirst(asOf: now).map { row in
                    UnseenKey(
                        fingerprint: row.fingerprint,
                        row: row.id,
                        name: row.name,
                        createdAt: row.issueDate(asOf: now),
                        lastUsedAt: row.lastUsedAt,
                        isIssuedByKeyturn: view.observed.isIssued(row, for: identity)
                    )
                }
            }
            return status
        }
    }

    private static func delivery(
        of identity: Int,
        hasKey: Bool,
        in fragments: [Int],
        of view: EnvironmentView
    ) -> DeliveryState {
        if fragments.isEmpty || view.environment.identities[identity].isAbsent { return .notDeclared }
        if !hasKey { return .noKey }
        var (lacking, unseen): ([String], [String]) = ([], [])
        for fragment in fragments {
            let path = view.observed.layout.fragments[fragment].path
            switch view.standing(of: identity, in: fragment) {
            case .holds: continue
            case .lacks: lacking.append(path)
            case .unknown: unseen.append(path)
            }
        }
        if !lacking.isEmpty { return .incomplete(lacking + unseen) }
        return unseen.isEmpty ? .delivered : .unknown(unseen)
    }
}

extension KeyRow {
    /// Whether it was last used when its successor was not there yet.
    fileprivate func wasLastUsed(before successor: KeyRow?, asOf now: Instant) -> Bool {
        guard let lastUsedAt else { return false }
        return lastUsedAt <= successor?.issueDate(asOf: now) ?? .distantPast
    }
}
