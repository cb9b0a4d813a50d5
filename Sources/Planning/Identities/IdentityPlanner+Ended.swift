internal import Diagnostics
internal import Fragments
internal import Model
internal import State

extension IdentityPlanner {
    /// An absent identity: its variables leave the fragments, then its live keys are deactivated.
    mutating func planRemoval() {
        let surplus = findings.map { FileChange(path: $0.path, finding: $0.finding) }
        let live = state.liveNewestFirst(asOf: now)
        if live.isEmpty, !surplus.isEmpty { add(change(.remove, [.absent], files: surplus)) }
        for (index, row) in live.enumerated() {
            var reasons: [Reason] = [.absent]
            if let ban = context.revoked.ban(of: row) { reasons.append(ban.reason) }
            if let revocation = context.mandate.revocation, revocation.names(row) {
                reasons.append(.revocationRequested(revocation.reason))
            }
            add(change(.remove, reasons, from: row, ends: now, files: index == 0 ? surplus : []))
        }
    }

    /// Keys that someone asked to be ended at once; and, since such a run may be the second one, whatever brings the
    /// current key to where it belongs.
    mutating func planRevocation(_ revocation: Mandate.Revocation) {
        let live = state.liveNewestFirst(asOf: now)
        guard !(live + state.dead).contains(where: { revocation.isKey(of: $0, prefix: identity.key.format.prefix) })
        else {
            add(.keyForFingerprint(address, identity))
            return
        }
        let named = live.filter(revocation.names)
        let isDead = state.dead.contains { revocation.fingerprint == nil || revocation.names($0) }
        guard !named.isEmpty || isDead else {
            let hidden = revocation.namesDigits ? live.count(where: \.isHidden) : 0
            add(
                hidden > 0
                    ? .mayBeHidden(hidden, address, identity)
                    : .nothingToRevoke(address, identity, revocation.fingerprint, isDead: false)
            )
            return
        }
        // Where no text can be had, one key stands for all of them, and is replaced where none is left.
        let current = state.current ?? (named.count == live.count ? live.first : nil)
        if let current, !named.contains(where: { $0.fingerprint == current.fingerprint }) {
            bring(current)
        } else if live.isEmpty, !files.isEmpty {
            add(change(.issue, [.noLiveKey(dead: state.dead.count)], files: files))
        }
        for row in named {
            let isCurrent = row.fingerprint == current?.fingerprint
            add(
                change(
                    .revoke,
                    [.revocationRequested(revocation.reason)],
                    from: row,
                    ends: now,
                    files: isCurrent ? files : []
                )
            )
            if isCurrent, files.isEmpty { add(.revokedWithoutSuccessor(row.fingerprint, address, identity)) }
            if let places = context.sharedKeys.places(of: row.fingerprint, outside: address.environment) {
                add(.revokedElsewhere(row.fingerprint, address, identity, places))
            }
        }
        if changes.isEmpty { add(.nothingToRevoke(address, identity, revocation.fingerprint, isDead: true)) }
    }

    /// Ends the one key that was named, and issues nothing: the store may not be the one that consumers ask.
    ///
    /// Without a fingerprint nothing is ended where whose keys those are is in doubt, and every key (`endsAll`) where only
    /// the folder is.
    mutating func planBlindRevocation(endsAll: Bool) {
        guard let revocation = context.mandate.revocation, endsAll || revocation.fingerprint != nil else { return }
        for row in state.liveNewestFirst(asOf: now) where revocation.names(row) {
            add(change(.revoke, [.revocationRequested(revocation.reason)], from: row, ends: now))
        }
    }

    /// Whatever is needed so that the fragments hold a key that is not the one that is ended.
    private mutating func bring(_ current: KeyRow) {
        let replacement = ReplacementContext(context)
        // Files are not judged by a key that may be impossible to write.
        let isWritable = WrongFormatRule.judge(current, of: identity, in: replacement) == nil
        guard !isWritable || !findings.isEmpty else { return }
        // What must not stay in use is not delivered either, only since another key is ended.
        let objections = ReplacementRules.reasons(against: current, of: identity, in: replacement)
        if objections.isEmpty {
            add(delivery(of: current))
        } else if objections.contains(where: \.isRevocation) {
            add(change(.revoke, objections, from: current, ends: now, files: files))
        } else if !files.isEmpty {
            add(successor(.replace, objections, of: current))
        }
    }
}
