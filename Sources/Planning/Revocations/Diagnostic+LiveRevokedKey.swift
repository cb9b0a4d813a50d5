package import Diagnostics
package import Model
package import State

extension Diagnostic {
    /// What is reported about revoked keys that are live, and about an audit file that could not be asked about them.
    ///
    /// `severity` is an error where nothing is planned. A plan shows by itself what it does about keys that are listed or
    /// published: there a warning is for what no one declared.
    package static func revokedKeysLive(
        in view: EnvironmentView,
        _ revoked: RevocationList,
        _ severity: Severity,
        now: Instant
    ) -> [Diagnostic] {
        let keys = LiveRevokedKey.all(in: view, revoked, now: now).filter { key in
            if case .recorded = key.ban { true } else { severity == .error }
        }
        let told = keys.prefix(revokedKeysNamed).map { revokedKeyLive($0, in: view, severity) }
        let rest = keys.count - told.count
        return auditNotRead(view, severity) + told
            + (rest > 0 ? [moreRevokedKeysLive(rest, in: view, severity)] : [])
    }

    private static let revokedKeysNamed = 20

    private static func revokedKeyLive(
        _ key: LiveRevokedKey,
        in view: EnvironmentView,
        _ severity: Severity
    ) -> Diagnostic {
        let detail: String
        var fix = "end it: keyturn apply -e \(view.name)"
        switch key.ban {
        case .listed(let entry): detail = "_revoked.yaml lists it since \(entry.date)."
        case .published(let published): detail = "It is published in \(published.place)."
        case .recorded(let date):
            detail =
                "The audit file says that it was revoked on \(date). The database was restored, or the key was "
                + "switched on by hand."
            if key.address.identity != nil {
                fix += ", or keyturn revoke \(key.address) --key \(key.fingerprint)"
            }
            fix += "; to keep it, list \(key.fingerprint) under `forgotten`"
        }
        return Diagnostic(
            severity,
            PlanningCode.revokedKeyLive,
            "revoked key \(key.fingerprint) of \(key.address) is live",
            detail: detail,
            fix: fix,
            at: key.ban.location ?? view.environment.audit?.location ?? view.environment.databaseLocation,
            address: key.address.description
        )
    }

    private static func moreRevokedKeysLive(_ count: Int, in view: EnvironmentView, _ severity: Severity) -> Diagnostic
    {
        Diagnostic(
            severity,
            PlanningCode.revokedKeyLive,
            "\(count) more revoked keys of \(view.name) are live",
            fix: "end them: keyturn apply -e \(view.name)",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    /// A file that is missing is reported where Keyturn issued live keys, since runs that do so write it.
    private static func auditNotRead(_ view: EnvironmentView, _ severity: Severity) -> [Diagnostic] {
        let reason: String
        switch view.observed.issued.reading {
        case .notDeclared, .read: return []
        case .missing:
            let rows = view.keys.states.lazy.compactMap(\.current)
            guard rows.contains(where: \.isIssuedByKeyturn) else { return [] }
            reason = "it is missing"
        case .unreadable(let why): reason = why
        }
        return [
            Diagnostic(
                severity,
                PlanningCode.auditNotRead,
                "the audit file of \(view.name) was not read: \(reason)",
                detail: "So it is unknown whether revoked keys are live again.",
                fix: "restore the file, or give this user read permission; the next run that writes begins a new file",
                at: view.environment.audit?.location ?? view.environment.databaseLocation,
                address: view.name
            )
        ]
    }
}
