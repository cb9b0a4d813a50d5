internal import Diagnostics
internal import Model
internal import State

/// Ends that no server enforces: Keyturn carries them out.
extension IdentityPlanner {
    /// The new end of an old key that a fragment holds although its end is near or past.
    func renewedEnd(of row: KeyRow) -> Instant? {
        guard context.ending.isMarked, isHeld(row) else { return nil }
        return identity.renewedEnd(of: row, at: now)
    }

    /// Ends an old key whose overlap is over, unless a fragment held it when the run began.
    mutating func carryOutEnd(of row: KeyRow, beside current: KeyRow) {
        guard let end = row.expiresAt, !isHeld(row) else { return }
        // Where an end is written, that was done after consumers were seen using the new key.
        if context.ending.isUnwritten {
            let verdict = AdoptionCheck.judge(identity.rotation.adoption, current: current, old: row, now: now)
            if case .waiting(let evidence, let deadline) = verdict {
                return wait(for: row, beside: current, evidence, deadline)
            }
        }
        add(change(.retire, [.endReached(end)], from: row, ends: now))
    }

    /// An old key without an end, where nothing in the table could tell one.
    mutating func planUnwrittenEnd(of row: KeyRow, beside current: KeyRow) {
        guard context.isIssued(current), let issued = current.issueDate(asOf: now) else {
            add(.endsLater(row, beside: current, identity, address))
            return
        }
        // In use beside another, and known in another environment: it must go all the same.
        let ending = row.ending(at: issued + identity.rotation.overlap)
        if ending.isEndDue(at: now) { carryOutEnd(of: ending, beside: current) }
    }

    /// Whether the overlap of an old key that is still delivered is counted from a while ago, since that of the current key
    /// was.
    func isLate(_ current: KeyRow) -> Bool {
        guard context.ending.isUnwritten, context.isIssued(current),
            let issued = current.issueDate(asOf: now), issued + EndEnforcement.tolerance <= now
        else { return false }
        return state.older.contains(where: isHeld)
    }

    private func isHeld(_ row: KeyRow) -> Bool { heldKeys.contains(where: row.isSpelled) }
}

extension PlanningContext {
    /// Whether Keyturn issued a row's key, as the row or the audit file tells.
    func isIssued(_ row: KeyRow) -> Bool { row.isIssuedByKeyturn || issued.identity(of: row.fingerprint) != nil }
}

extension Diagnostic {
    fileprivate static func endsLater(
        _ row: KeyRow,
        beside current: KeyRow,
        _ identity: Identity,
        _ address: Address
    ) -> Diagnostic {
        Diagnostic(
            .note,
            PlanningCode.endsWithNextRotation,
            "\(address): the old key \(row.fingerprint) has no expiry yet",
            detail: "No column of the table can hold an expiry, and keyturn did not issue the current key "
                + "\(current.fingerprint). The next rotation ends both.",
            fix: "to end it sooner: keyturn rotate \(address) --now",
            at: identity.location,
            address: address.description
        )
    }
}
