internal import Diagnostics
internal import Fragments
internal import Model

extension IdentityPlanner {
    /// An absent identity: its variables leave the fragments, then its live keys are deactivated.
    mutating func planRemoval() {
        let surplus = findings.map { FileChange(path: $0.path, finding: $0.finding) }
        let live = ([state.current].compactMap(\.self) + state.older).sorted { $0.isNewer(than: $1, asOf: now) }
        if live.isEmpty, !surplus.isEmpty { add(change(.remove, [.absent], files: surplus)) }
        for (index, row) in live.enumerated() {
            var reasons: [Reason] = [.absent]
            if let entry = context.revoked.entry(for: row.fingerprint) {
                reasons.append(.revoked(date: entry.date, reason: entry.reason))
            }
            if let revocation = context.mandate.revocation, revocation.names(row) {
                reasons.append(.revocationRequested(revocation.reason))
            }
            add(change(.remove, reasons, from: row, ends: now, files: index == 0 ? surplus : []))
        }
    }

    /// Keys that somebody asked to be ended at once.
    mutating func planRevocation(_ revocation: Mandate.Revocation) {
        let live = ([state.current].compactMap(\.self) + state.older).sorted { $0.isNewer(than: $1, asOf: now) }
        let named = live.filter(revocation.names)
        guard !named.isEmpty else {
            let isDead = state.dead.contains { revocation.fingerprint != nil && revocation.names($0) }
            add(.nothingToRevoke(address, identity, revocation.fingerprint, isDead: isDead))
            return
        }
        for row in named {
            let isCurrent = row.fingerprint == state.current?.fingerprint
            add(
                change(
                    .revoke,
                    [.revocationRequested(revocation.reason)],
                    from: row,
                    ends: now,
                    files: isCurrent ? allFiles : []
                )
            )
            if let places = context.sharedKeys.places(of: row.fingerprint, outside: address.environment) {
                add(.revokedElsewhere(row.fingerprint, address, identity, places))
            }
        }
    }
}
