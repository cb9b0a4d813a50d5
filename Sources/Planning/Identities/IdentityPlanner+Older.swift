internal import Diagnostics
internal import Model
internal import Schedule
internal import State

extension IdentityPlanner {
    /// What happens to live keys that are older than the current one, newest first.
    mutating func planOlderKeys() {
        guard let current = state.current, !state.older.isEmpty else { return }
        let parallel = Set(parallelKeys.map(\.id))
        let replaced = state.replaced(asOf: now)
        for row in state.olderNewestFirst(asOf: now) {
            if let ban = context.revoked.ban(of: row) {
                add(change(.revoke, [ban.reason], from: row, ends: now))
                continue
            }
            let unit = row.isEndEnforced ? Duration.seconds(1) : .seconds(61)
            if identity.rotation.isRevocation(end: row.expiresAt, ofKeyReplacedAt: current.createdAt, unit: unit) {
                add(change(.revoke, [.revocationBegun], from: row, ends: now))
                continue
            }
            if isUndecided { continue }
            guard let end = identity.end(of: row, retiredAt: now) ?? renewedEnd(of: row) else {
                if row.isEndDue(at: now) {
                    carryOutEnd(of: row, beside: current)
                } else if let use = OldKeyUse(of: row, in: state, identity, asOf: now) {
                    add(.oldKeyInUse(use, identity, address))
                }
                continue
            }
            if parallel.contains(row.id) {
                add(.parallelKey(row, beside: current, identity, address))
                continue
            }
            if context.ending.isUnwritten {
                planUnwrittenEnd(of: row, beside: current)
                continue
            }
            switch AdoptionCheck.judge(identity.rotation.adoption, current: current, old: row, now: now) {
            case .adopted:
                let reason: Reason =
                    replaced.contains(row.id)
                    ? .superseded(by: current.fingerprint) : .older(than: current.fingerprint)
                add(change(.retire, [reason], from: row, ends: end))
            case .overdue(let since):
                add(change(.retire, [.adoptionOverdue(since: since)], from: row, ends: end))
            case .waiting(let evidence, let deadline):
                wait(for: row, beside: current, evidence, deadline)
            }
        }
    }

    mutating func wait(
        for row: KeyRow,
        beside current: KeyRow,
        _ evidence: Waiting.Evidence,
        _ deadline: Instant?
    ) {
        let waiting = Waiting(
            address: address,
            old: row.fingerprint,
            new: current.fingerprint,
            evidence: evidence,
            deadline: deadline,
            location: identity.location
        )
        add(waiting)
        if let deadline, deadline <= now { add(.adoptionOverdue(waiting, deadline)) }
    }

    /// Keys that are left alone though they are old: no one knows that their consumers use the current one.
    ///
    /// `adoption` says how it is known. A key that is known in several environments must go all the same, where someone looks
    /// at the plan and the current key is delivered.
    private var parallelKeys: [KeyRow] {
        guard identity.rotation.adoption == nil else { return [] }
        let parallel = state.parallel(asOf: now)
        guard context.mandate.scope == .everything, !identity.deliveries.isEmpty else { return parallel }
        return parallel.filter {
            context.sharedKeys.places(of: $0.fingerprint, outside: address.environment) == nil
        }
    }

    /// Deletes what ended longer ago than it is to be kept, oldest first.
    ///
    /// A row whose end no one knows is kept, and so is the only trace of a key's having been known in several
    /// environments.
    mutating func planRetention() {
        // A row between two live ones says that keyturn did not replace the older of them.
        guard let retain = identity.rotation.retain, parallelKeys.isEmpty else { return }
        // It may still be given none in this run, where its identity's command fails: then the next run has to tell.
        let oldest = state.older.filter { $0.expiresAt == nil }.min { $1.isNewer(than: $0, asOf: now) }
        for row in state.dead.sorted(by: { $1.isNewer(than: $0, asOf: now) }) {
            guard let ended = row.expiresAt, ended + retain <= now,
                context.sharedKeys.places(of: row.fingerprint, outside: address.environment) == nil,
                oldest.map({ !row.isNewer(than: $0, asOf: now) }) ?? true
            else { continue }
            add(change(.remove, [.outlived(ended: ended, retain: retain)], from: row))
        }
    }
}
