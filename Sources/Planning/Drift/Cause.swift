/// What asks for a change.
///
/// Keyturn remembers nothing, so what a person did to rows and files and what a person did to a declaration can look
/// alike: a format that rows do not have, a file that is missing. What cannot be distinguished counts as drift, since a
/// report that shows too much is fixed by an apply, and one that hides something is not noticed.
package enum Cause: String, Hashable, Sendable, CaseIterable {
    /// Rows or files are not as they were declared or delivered.
    case drift

    /// A schedule, an end, or the rest of a replacement.
    case due

    /// The declaration asks for what never was there, or for what is to go.
    case declared
}

extension Reason {
    /// What asks for a change with this reason, as far as the reason alone tells.
    package var cause: Cause {
        switch self {
        // Rows that ended are left: someone ended them, or no one replaced them in time.
        case .noLiveKey(let dead): dead > 0 ? .drift : .declared
        case .shared, .wrongFormat, .withoutPublicID, .revoked, .recordedRevocation, .published: .drift
        case .undelivered, .outdatedFragments, .unrecoverable, .unseen: .drift
        case .due, .scheduled, .ending, .superseded, .older, .endReached, .late, .adoptionOverdue, .revocationBegun,
            .outlived:
            .due
        // Someone asked by hand, in this very run.
        case .requested, .revocationRequested, .reissued: .due
        case .absent: .declared
        }
    }
}

extension Change {
    /// What asks for it: drift, where a reason or one of the identity's files shows some.
    ///
    /// `hasFindings`: something is wrong with its files. `hasUnknownKeys`: they hold keys that no row knows.
    func cause(hasFindings: Bool, hasUnknownKeys: Bool) -> Cause {
        let showsDriftedFiles =
            switch action {
            // The files of a new identity are missing; where they hold a key, it had a row.
            case .issue: hasUnknownKeys
            // What is to go is there still.
            case .remove: false
            case .adopt, .rotate, .replace, .deliver, .retire, .revoke: hasFindings
            }
        let causes = Set(reasons.map(\.cause))
        if causes.contains(.drift) || showsDriftedFiles { return .drift }
        return causes.contains(.due) ? .due : .declared
    }
}
