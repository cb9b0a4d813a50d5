internal import Fragments
internal import Model
internal import State

/// What a scheduled job may do without anyone looking: continue with what was begun, and what the declared schedule and
/// the revocation list ask for, and deliver the live key where fragments hold none.
///
/// New identities, removals, adoptions, replacements and repairs are a person's to review.
enum Unattended {
    /// Those of an identity's changes that may be applied, and those that are left.
    static func divide(_ changes: [Change], _ state: KeyState, in context: PlanningContext) -> (
        allowed: [Change], left: [Change]
    ) {
        // What someone asked for is not left, and neither is what ending a key at once needs.
        let isUrgent = context.mandate.revocation != nil || changes.contains { $0.action == .revoke }
        let isLeft = changes.map { !isAllowed($0, state, in: context, isUrgent: isUrgent) }
        // An old key is not ended before the current one is where it belongs: it may be the one that fragments hold.
        let currentIsLeft = zip(changes, isLeft).contains { $1 && $0.bringsCurrentKey }
        var allowed: [Change] = []
        var left: [Change] = []
        for (change, isLeft) in zip(changes, isLeft) {
            if isLeft || currentIsLeft && change.action == .retire {
                left.append(change)
            } else {
                allowed.append(change)
            }
        }
        return (allowed, left)
    }

    private static func isAllowed(
        _ change: Change,
        _ state: KeyState,
        in context: PlanningContext,
        isUrgent: Bool
    ) -> Bool {
        switch change.action {
        // A folder without anything that was delivered may be an empty mount point: a new key in it reaches no one, and the
        // old one, which the right folder holds, would end.
        case .rotate: isUrgent || context.mandate.request != nil || !context.darkness.isLost(change)
        case .revoke, .retire: true
        case .issue: isUrgent || state.ranOut
        case .deliver:
            isUrgent
                || continuesRotation(
                    change,
                    state,
                    context.revoked,
                    tellsEnds: !context.ending.isUnwritten,
                    asOf: context.now
                )
                || context.darkness.mayDeliver(change)
        case .adopt: isUrgent || context.darkness.mayDeliver(change)
        // Planned only where no live key can be had and a dead one is delivered, or where a rotation continues.
        case .replace: isUrgent || change.reasons == [.unrecoverable] || change.reasons == [.late]
        case .remove: change.reasons.contains(where: \.needsNobody)
        }
    }

    /// Whether a delivery takes the place of one of the identity's own older keys, or of a revoked one: a rotation that
    /// was interrupted, or a fragment that was put back.
    static func continuesRotation(
        _ change: Change,
        _ state: KeyState,
        _ revoked: RevocationList,
        tellsEnds: Bool = true,
        asOf now: Instant
    ) -> Bool {
        // While an old key still waits for its end, so does the rotation that replaced it.
        let parallel = Set(state.parallel(asOf: now).map(\.id))
        if tellsEnds, state.older.contains(where: { $0.expiresAt == nil && !parallel.contains($0.id) }) { return true }
        let replaced = state.older + state.dead
        let own = Set(replaced.map(\.fingerprint) + replaced.compactMap(\.otherSpelling))
        return change.files.contains { file in
            guard case .holdsOther(let fingerprint)? = file.finding else { return false }
            return own.contains(fingerprint) || revoked.ban(of: fingerprint) != nil
        }
    }
}

extension Change {
    /// Whether after it, and not before, the fragments hold the identity's current key.
    fileprivate var bringsCurrentKey: Bool {
        switch action {
        case .issue, .adopt, .rotate, .replace, .deliver: true
        case .retire, .revoke, .remove: false
        }
    }
}

extension Reason {
    /// Whether a removal for this reason needs no one to look at it.
    fileprivate var needsNobody: Bool {
        switch self {
        case .outlived, .revoked, .recordedRevocation, .published, .revocationRequested: true
        default: false
        }
    }
}
