internal import Diagnostics
internal import Model
internal import Schedule

extension IdentityPlanner {
    /// What happens to live keys that are older than the current one, newest first.
    mutating func planOlderKeys() {
        guard let current = state.current, !state.older.isEmpty else { return }
        for row in state.olderNewestFirst(asOf: now) {
            if let ban = context.revoked.ban(of: row) {
                add(change(.revoke, [ban.reason], from: row, ends: now))
                continue
            }
            guard let end = identity.end(of: row, retiredAt: now) else { continue }
            switch AdoptionCheck.judge(identity.rotation.adoption, current: current, old: row, now: now) {
            case .adopted: add(change(.retire, [.superseded(by: current.fingerprint)], from: row, ends: end))
            case .overdue(let since):
                add(change(.retire, [.adoptionOverdue(since: since)], from: row, ends: end))
            case .waiting(let evidence, let deadline):
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
        }
    }

    /// Deletes what ended longer ago than it is to be kept, oldest first.
    ///
    /// A row whose end nobody knows is kept, and so is the only trace of a key's having been known in several
    /// environments.
    mutating func planRetention() {
        guard let retain = identity.rotation.retain else { return }
        for row in state.dead.sorted(by: { $1.isNewer(than: $0, asOf: now) }) {
            guard let ended = row.expiresAt, ended + retain <= now, context.sharedKeys.places[row.fingerprint] == nil
            else { continue }
            add(change(.remove, [.outlived(ended: ended, retain: retain)], from: row))
        }
    }
}
