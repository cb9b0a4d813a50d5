package import Diagnostics
package import Model

/// Judges how identities stand: what a health check or a monitor should fail for.
///
/// What is merely due, waits within its deadline or ends as planned is fine: a check that fails at every rotation is soon
/// not looked at any more.
package struct StatusCheck: Sendable {
    /// When it is.
    let now: Instant

    /// How long a rotation may be due before it is overdue: jobs run only now and then.
    let grace: Duration

    package init(now: Instant, grace: Duration) {
        self.now = now
        self.grace = grace
    }

    /// What is wrong, as errors, in the order of the identities; empty for nothing.
    package func failures(of statuses: [IdentityStatus]) -> [Diagnostic] {
        statuses.flatMap { failures(of: $0) }
    }

    private func failures(of status: IdentityStatus) -> [Diagnostic] {
        let (name, identity) = (status.address.description, status.address)
        let only = "-e \(identity.environment)"
        var found: [Diagnostic] = []
        func fail(_ code: StatusCode, _ summary: String, detail: String? = nil, fix: String) {
            found.append(
                Diagnostic(.error, code, "\(name): \(summary)", detail: detail, fix: fix, address: identity.description)
            )
        }
        // Where nothing is to be delivered, no text is missed.
        if status.isUnrecoverable, status.delivery != .notDeclared {
            fail(
                .unrecoverable,
                "no fragment holds the text of a live key",
                detail: "The database stores digests, and \(count(status.unseen?.count ?? 0)) live in it.",
                fix: "mount or restore the folder; or replace the key: keyturn apply \(only)"
            )
        } else if status.current == nil, !status.isUnrecoverable,
            status.delivery == .noKey || status.pending.contains(.issue)
        {
            fail(.noKey, "no key is live", fix: "run keyturn plan \(only), then keyturn apply \(only)")
        }
        switch status.delivery {
        case .incomplete(let files):
            fail(
                .undelivered,
                "the current key is not delivered",
                detail: "Missing in: \(list(files)).",
                fix: "run keyturn plan \(only), then keyturn apply \(only)"
            )
        case .unknown(let files):
            fail(
                .unseen,
                "it is unknown whether the current key is delivered",
                detail: "These files cannot be read: \(list(files)).",
                fix: "give this user read permission"
            )
        case .delivered, .notDeclared, .noKey: break
        }
        if let due = status.nextRotation, due + grace < now {
            fail(
                .overdue,
                "the rotation is overdue since \(due.iso8601)",
                fix: "run keyturn rotate, and look at its job"
            )
        }
        if let ends = status.ends, let detail = missed(ends, status.nextRotation) {
            fail(
                .darkSoon,
                "the current key expires at \(ends.iso8601)",
                detail: detail,
                fix: "run keyturn rotate \(name) --now"
            )
        }
        let waiting = Set(status.waiting.map(\.old))
        for key in status.retiring where key.isInUse && !waiting.contains(key.fingerprint) {
            guard let ends = key.ends else { continue }
            fail(
                .oldKeyEnds,
                "the old key \(key.fingerprint) is still in use and expires at \(ends.iso8601)",
                fix: "restart the consumers that still have it: keyturn verify \(name) finds them"
            )
        }
        for waiting in status.waiting {
            guard let deadline = waiting.deadline, deadline <= now else { continue }
            fail(
                .unadopted,
                "the new key was not seen in use by its deadline \(deadline.iso8601)",
                detail: "The old key \(waiting.old) keeps working.",
                fix: "restart the consumers, so that they read the new key"
            )
        }
        return found
    }

    /// How far ahead an end is worth failing for.
    private static let soon = Duration.seconds(7 * 86_400)

    /// Why nothing replaces a key in time that ends at `ends`; nil if something does, or where it is not soon.
    private func missed(_ ends: Instant, _ next: Instant?) -> String? {
        guard ends <= now + Self.soon else { return nil }
        guard let next else { return "No rotation is scheduled before." }
        if next >= ends { return "Its next rotation comes later, at \(next.iso8601)." }
        return max(next, now) + grace >= ends ? "Its rotation is due, and scheduled runs may come too late." : nil
    }

    private func count(_ keys: Int) -> String { keys == 1 ? "1 key is" : "\(keys) keys are" }

    private func list(_ files: [String]) -> String { files.map(PlainText.line).joined(separator: ", ") }
}
