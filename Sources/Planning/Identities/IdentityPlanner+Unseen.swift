internal import Diagnostics
internal import Model
internal import Schedule
internal import State

/// Live keys whose texts are not here, in a store that keeps digests.
///
/// Perhaps they were never delivered, perhaps another machine or a person delivered them: rows cannot tell which. So
/// nothing but a revocation ends one at once.
extension IdentityPlanner {
    /// No live key can be delivered: what replaces them, and when.
    mutating func planUnrecoverableKey() {
        let live = state.unseenNewestFirst(asOf: now)
        guard let newest = live.first, !files.isEmpty else { return }
        let wanted = revokeUnseenKeys(replacing: newest)
        guard let newest = wanted.first else { return }
        let time = identity.rotation.next(of: newest, at: address, asOf: now)
        if let due = dueReason(newest, time), context.mandate.scope == .unattended {
            add(successor(.rotate, [due, .unrecoverable], of: newest))
        } else if context.mandate.scope == .everything || holdsDeadKey {
            add(successor(.replace, [.unrecoverable], of: newest))
        } else {
            expect(time)
            tellUnseen(wanted)
            return
        }
        retire(Array(wanted.dropFirst()), for: .unrecoverable)
    }

    /// No text of a live key can be had, and nothing could hold that of a new one: `deliver: []`, as `init --from` declares
    /// what it found.
    ///
    /// Whoever has the keys continues using them; what must not be used ends all the same.
    mutating func planUnseenKeyWithoutPlace() {
        let wanted = revokeUnseenKeys()
        let replacement = ReplacementContext(context)
        let shared = wanted.first { SharedKeyRule.judge($0, of: identity, in: replacement) != nil }
        guard let newest = shared ?? wanted.first else { return }
        let time = identity.rotation.next(of: newest, at: address, asOf: now)
        guard shared != nil || dueReason(newest, time) != nil else { return expect(time) }
        add(.deliveredNowhere(newest.fingerprint, isAsked: isAskedToRotate, address, identity))
    }

    /// Ends the unseen keys that must not be used.
    ///
    /// - Parameter newest: the key that stands for all of them, where there is no current one: its successor is delivered
    ///   where it must not be used itself.
    /// - Returns: the others, newest first.
    mutating func revokeUnseenKeys(replacing newest: KeyRow? = nil) -> [KeyRow] {
        let unseen = state.unseenNewestFirst(asOf: now)
        guard !unseen.isEmpty else { return [] }
        let wanted = unseen.filter { context.revoked.ban(of: $0) == nil }
        for row in unseen {
            guard let ban = context.revoked.ban(of: row) else { continue }
            let isReplaced = wanted.isEmpty && row.id == newest?.id
            add(change(.revoke, [ban.reason], from: row, ends: now, files: isReplaced ? files : []))
        }
        return wanted
    }

    /// Gives them their end beside the key that is replaced, and ends those whose written end is over.
    mutating func retire(_ rows: [KeyRow], for reason: Reason) {
        for row in rows {
            if let end = row.expiresAt, row.isEndDue(at: now) {
                add(change(.retire, [.endReached(end)], from: row, ends: now))
                continue
            }
            guard identity.rotation.adoption == nil else { continue }
            guard let end = identity.end(of: row, retiredAt: now) else { continue }
            add(change(.retire, [reason], from: row, ends: end))
        }
    }

    /// Tells of keys that a run leaves, or replaces though no one knows who has them.
    mutating func tellUnseen(_ rows: [KeyRow]) {
        guard let marked = rows.first(where: context.isIssued) else {
            if context.mandate.scope == .unattended { add(.unseenKey(rows[0], of: rows.count, identity, address)) }
            return
        }
        let finding = Diagnostic.deliveredElsewhere(marked, identity, address, context.mandate.scope)
        if context.mandate.scope == .unattended { tellAfterwards(finding) } else { add(finding) }
    }
}
