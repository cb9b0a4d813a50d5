internal import Fragments
internal import Model

/// What a scheduled job may do without anybody looking: go on with what was begun, and what the declared schedule and
/// the revocation list ask for.
///
/// New identities, removals, adoptions, replacements and repairs are a person's to review.
enum Unattended {
    /// Those of an identity's changes that may be carried out, and those that are left.
    static func divide(_ changes: [Change], _ state: KeyState, _ revoked: RevocationList) -> (
        allowed: [Change], left: [Change]
    ) {
        let deliveryIsLeft = changes.contains { $0.action == .deliver && !continuesRotation($0, state, revoked) }
        var allowed: [Change] = []
        var left: [Change] = []
        for change in changes {
            let isAllowed =
                switch change.action {
                case .rotate, .revoke: true
                case .issue: state.ranOut
                case .deliver: !deliveryIsLeft
                // An old key is not ended before the new one is where it belongs.
                case .retire: !deliveryIsLeft
                case .remove: change.reasons.contains(where: \.needsNobody)
                case .adopt, .replace: false
                }
            if isAllowed { allowed.append(change) } else { left.append(change) }
        }
        return (allowed, left)
    }

    /// Whether a delivery takes the place of one of the identity's own older keys, or of a revoked one: a rotation that
    /// was interrupted, or a fragment that was put back.
    private static func continuesRotation(_ change: Change, _ state: KeyState, _ revoked: RevocationList) -> Bool {
        // While an old key still waits for its end, so does the rotation that replaced it.
        if state.older.contains(where: { $0.expiresAt == nil }) { return true }
        let own = Set((state.older + state.dead).map(\.fingerprint))
        return change.files.contains { file in
            guard case .holdsOther(let fingerprint)? = file.finding else { return false }
            return own.contains(fingerprint) || revoked.entry(for: fingerprint) != nil
        }
    }
}

extension Reason {
    /// Whether a removal for this reason needs nobody to look at it.
    fileprivate var needsNobody: Bool {
        switch self {
        case .outlived, .revoked, .revocationRequested: true
        default: false
        }
    }
}
