internal import Diagnostics
internal import Fragments
internal import Model
internal import Schedule
internal import State

extension IdentityPlanner {
    /// What happens to the current key, or in want of one.
    mutating func planCurrentKey() {
        guard let current = state.current else {
            if identity.deliveries.isEmpty, !state.unseen.isEmpty {
                planUnseenKeyWithoutPlace()
            } else if identity.deliveries.isEmpty {
                add(.deliveredNowhere(nil, isAsked: isAskedToRotate, address, identity))
            } else if state.unseen.isEmpty {
                add(change(.issue, [.noLiveKey(dead: state.dead.count)], files: files))
            } else {
                planUnrecoverableKey()
            }
            return
        }
        let unseen = revokeUnseenKeys()
        warnOfFutureDate(current)
        let replacement = ReplacementContext(context)
        var objections = ReplacementRules.reasons(against: current, of: identity, in: replacement)
        if isReissued { objections.append(.reissued) }
        if isLate(current) { objections.append(.late) }
        if !unseen.isEmpty {
            tellUnseen(unseen)
            // Leaving an unseen key leaves only that: the current one is still delivered.
            if context.mandate.scope == .everything { objections.append(.unseen(unseen.map(\.fingerprint))) }
        }
        if objections.contains(where: \.isRevocation) {
            add(change(.revoke, objections, from: current, ends: now, files: files))
            // The key that is issued for the revoked one replaces them too, if one is: it is delivered somewhere.
            if context.mandate.scope == .everything, !files.isEmpty {
                retire(unseen, for: .unseen([current.fingerprint]))
            }
            return
        }
        let scheduled = scheduledKey(current)
        let time = identity.rotation.next(of: scheduled, at: address, asOf: now)
        let due = dueReason(scheduled, time)
        if identity.deliveries.isEmpty, due != nil || !objections.isEmpty {
            add(.deliveredNowhere(current.fingerprint, isAsked: isAskedToRotate, address, identity))
            return
        }
        // What a schedule may do without anyone looking must not wait for what someone has to look at.
        if let due, objections.isEmpty || context.mandate.scope == .unattended {
            if time?.isForced == true, due.isScheduled { add(.outsideWindow(address, identity)) }
            begin(time, of: scheduled)
            if due.isScheduled, objections.isEmpty, let shared = undecidedPlaces(current) { objections.append(shared) }
            add(successor(.rotate, [due] + objections, of: current))
        } else if !objections.isEmpty, !leavesObjections || objections.contains(.late) {
            add(successor(.replace, objections, of: current))
            retire(unseen, for: .unseen([current.fingerprint]))
        } else {
            expect(time)
            if let group = undecided(current) {
                leaveUndecided(.keyOriginUnknown(current.fingerprint, group.members, address, identity))
                guard findings.contains(where: { !$0.finding.isAbsence }), !holdsOther else { return }
            }
            if !findings.isEmpty { add(delivery(of: current)) }
        }
    }

    /// The key that the schedule is about: the newest that is not, or may not be, another environment's, copied here.
    private func scheduledKey(_ current: KeyRow) -> KeyRow {
        func mayBeForeign(_ row: KeyRow) -> Bool {
            guard let group = context.sharedKeys.copied(row.fingerprint, in: address.environment) else { return false }
            return group.origin != address.environment
        }
        guard mayBeForeign(current) else { return current }
        // One that was given an end already has been replaced.
        return state.olderNewestFirst(asOf: now).first {
            !mayBeForeign($0) && identity.end(of: $0, retiredAt: now) != nil
        } ?? current
    }

    /// The environments of which no one can tell whose key the current one is; nil if it is known.
    private func undecided(_ current: KeyRow) -> CopiedKeys.Group? {
        guard let group = context.sharedKeys.copied(current.fingerprint, in: address.environment), group.origin == nil
        else { return nil }
        return group
    }

    /// Where else the current key is, by its one row, where no one can tell whose it is.
    private func undecidedPlaces(_ current: KeyRow) -> Reason? {
        guard undecided(current) != nil else { return nil }
        let others = context.sharedKeys.places[current.fingerprint]?.filter { $0.environment != address.environment }
        return others.map { .shared(with: $0) }
    }

    /// Whether a key is in a file that the current one would overwrite.
    private var holdsOther: Bool {
        findings.contains { if case .holdsOther = $0.finding { true } else { false } }
    }

    /// Whether what speaks against the key waits for the rotation that the next run begins.
    private var leavesObjections: Bool { isPostponed && context.mandate.scope == .unattended }

    var isAskedToRotate: Bool { if case .rotate? = context.mandate.request { true } else { false } }

    /// A new key in place of the current one.
    func successor(_ action: Action, _ reasons: [Reason], of current: KeyRow) -> Change {
        let awaitsAdoption = identity.rotation.adoption != nil
        return change(
            action,
            reasons,
            from: current,
            ends: awaitsAdoption
                ? current.expiresAt
                : identity.end(of: current, retiredAt: now) ?? identity.renewedEnd(of: current, at: now)
                    ?? current.expiresAt,
            files: files,
            awaitsAdoption: awaitsAdoption
        )
    }

    func dueReason(_ key: KeyRow, _ time: RotationTime?) -> Reason? {
        if case .rotate(let reason)? = context.mandate.request { return .requested(reason) }
        guard let time, time.start <= now, !isPostponed || time.cause == .end else { return nil }
        let rotation = identity.rotation
        switch time.cause {
        case .age:
            return rotation.every.map { .due(age: key.issueDate(asOf: now).map { now - $0 }, every: $0) }
        case .calendar:
            return rotation.cron.map { .scheduled(cron: $0.text, zone: $0.zone.name, at: time.due) }
        case .end: return key.expiresAt.map { .ending($0) }
        }
    }

    func delivery(of current: KeyRow) -> Change {
        let isNew = findings.count == files.count && findings.allSatisfy { $0.finding.isAbsence }
        return change(
            isNew ? .adopt : .deliver,
            [isNew ? .undelivered : .outdatedFragments],
            to: current.fingerprint,
            files: findings.map { finding in
                FileChange(
                    path: finding.path,
                    finding: finding.finding,
                    holdsDeadKey: finding.finding.holdsKeyOutside(state)
                )
            }
        )
    }

    private mutating func warnOfFutureDate(_ row: KeyRow) {
        guard let createdAt = row.createdAt, createdAt - now > KeyRow.largestZoneDifference else { return }
        add(.futureIssueDate(row, context.profile, identity, address))
    }
}

extension Reason {
    var isRevocation: Bool {
        switch self {
        case .revoked, .recordedRevocation, .published: true
        default: false
        }
    }

    /// Whether a schedule or an end asks, rather than someone.
    fileprivate var isScheduled: Bool { if case .requested = self { false } else { true } }
}

extension FragmentFinding {
    /// Nothing stands where the key belongs.
    fileprivate var isAbsence: Bool {
        switch self {
        case .fileMissing, .entryMissing: true
        case .holdsOther, .publicPart, .altered, .attributes, .surplus: false
        }
    }

    /// The file holds a key that is none of the identity's live ones.
    fileprivate func holdsKeyOutside(_ state: KeyState) -> Bool {
        guard case .holdsOther(let fingerprint) = self else { return false }
        return state.current?.isSpelled(fingerprint) != true && !state.older.contains { $0.isSpelled(fingerprint) }
    }
}
