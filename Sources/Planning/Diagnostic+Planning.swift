internal import Diagnostics
internal import Model
internal import State

extension Diagnostic {
    static func ownerEmailTaken(_ row: Owner, _ identity: Identity, _ address: Address) -> Diagnostic {
        Diagnostic(
            .error,
            PlanningCode.ownerEmailTaken,
            "owner e-mail \(quoted(identity.owner.email)) belongs to another user",
            detail:
                "The database has this e-mail under the id \(row.id); \(address) declares the id \(identity.owner.id).",
            fix: "declare `id: \(row.id)` for this owner, or another e-mail",
            at: identity.location,
            address: address.description
        )
    }

    static func ownerMissing(_ identity: Identity, _ profile: Profile?, _ address: Address) -> Diagnostic {
        let reference = profile?.owner?.references
        let place = reference.map { " in \(PlainText.line("\($0.table.text).\($0.column)"))" } ?? ""
        return Diagnostic(
            .error,
            PlanningCode.ownerMissing,
            "no owner \(PlainText.line(identity.owner.id.text))\(place)",
            detail: "Keyturn creates no owners in this table.",
            fix: "create the owner in the application, or declare an existing one",
            at: identity.location,
            address: address.description
        )
    }

    static func ownerDisabled(
        _ severity: Severity,
        _ identity: Identity,
        _ profile: Profile?,
        _ address: Address
    ) -> Diagnostic {
        let place = profile?.owner.flatMap { owner in
            owner.references.map { " (\(PlainText.line("\($0.table.text).\(owner.active?.column ?? "")")))" }
        }
        return Diagnostic(
            severity,
            PlanningCode.ownerDisabled,
            "owner \(PlainText.line(identity.owner.id.text)) is disabled\(place ?? "")",
            detail: "The server refuses every key of a disabled owner.",
            fix: "enable the owner in the application, or declare `state: absent` for \(address)",
            at: identity.location,
            address: address.description
        )
    }

    static func ownerDiffers(_ row: Owner, _ identity: Identity, _ address: Address) -> Diagnostic {
        let declared = identity.owner
        let differences =
            [
                row.email == declared.email
                    ? nil : "e-mail \(quoted(row.email)), declared \(quoted(declared.email))",
                row.name == declared.name ? nil : "name \(quoted(row.name)), declared \(quoted(declared.name))",
            ].compactMap { $0 }
        return Diagnostic(
            .warning,
            PlanningCode.ownerDiffers,
            "owner \(declared.id) differs from its row in the database",
            detail: "The row has the " + differences.joined(separator: "; ") + ". Keyturn does not change it.",
            fix: "declare what the row says, or update the row",
            at: identity.location,
            address: address.description
        )
    }

    static func sameDatabase(_ view: EnvironmentView, _ other: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .error,
            PlanningCode.sameDatabase,
            "\(view.name) and \(other.name) have the same key table",
            detail: view.observed.store.identity.table == other.observed.store.identity.table
                ? "The server reports one identity for both URLs, and one key table. Nothing is done in either."
                : "One table is a part of the other: a partition of it, or inherited from it. Nothing is done in either.",
            fix: "give each environment its own database, or a key table of its own",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    static func oneDatabase(_ view: EnvironmentView, _ other: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.oneDatabase,
            "\(view.name) has its key table in the same database as \(other.name)",
            detail:
                "The server reports one identity for both URLs, but two tables. A role that reaches one may reach both.",
            fix: "give each environment its own database, or check that the roles cannot reach each other's tables",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    static func sameOutput(_ view: EnvironmentView, _ other: EnvironmentView) -> Diagnostic {
        Diagnostic(
            .error,
            PlanningCode.sameOutput,
            "the output folders of \(view.name) and \(other.name) overlap",
            detail: "\(view.name) writes to \(view.observed.folder.resolvedPath), \(other.name) to "
                + "\(other.observed.folder.resolvedPath). Nothing is done in either.",
            fix: "give each environment its own output folder",
            at: view.environment.outputLocation,
            address: view.name
        )
    }

    static func futureIssueDate(
        _ row: KeyRow,
        _ profile: Profile?,
        _ identity: Identity,
        _ address: Address
    ) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.futureIssueDate,
            "key \(row.fingerprint) has the creation time \(row.createdAt?.iso8601 ?? "an unknown time")",
            detail: "That is further ahead than any time zone explains, so the date is ignored.",
            fix: "correct \(RowDate.words(of: profile))",
            at: identity.location,
            address: address.description
        )
    }

    static func revokedKeyRemains(
        _ fingerprint: Fingerprint,
        in path: String,
        _ view: EnvironmentView,
        _ ban: RevocationList.Ban
    ) -> Diagnostic {
        let word = if case .published = ban { "published" } else { "revoked" }
        return Diagnostic(
            .warning,
            PlanningCode.revokedKeyRemains,
            "\(word) key \(fingerprint) stays in \(view.name):\(PlainText.line(path))",
            detail: "What is not declared is left alone.",
            fix: "remove the key from that file",
            at: ban.location ?? view.environment.outputLocation,
            address: view.name
        )
    }

    static func revokedElsewhere(
        _ fingerprint: Fingerprint,
        _ address: Address,
        _ identity: Identity,
        _ places: [Place]
    ) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.revokedElsewhere,
            "key \(fingerprint) of \(address) is also in \(Place.list(places))",
            detail: "It is revoked in \(address.environment) alone.",
            fix: "add \(fingerprint.instruction) to _revoked.yaml, then run keyturn apply",
            at: identity.location,
            address: address.description
        )
    }

    static func nothingToRevoke(
        _ address: Address,
        _ identity: Identity,
        _ fingerprint: String?,
        isDead: Bool
    ) -> Diagnostic {
        Diagnostic(
            isDead ? .note : .error,
            PlanningCode.nothingToRevoke,
            fingerprint == nil ? "\(address) has no live key" : "\(address) has no live key with that fingerprint",
            detail: isDead ? "It has already expired or been revoked, and the fragments hold the current key." : nil,
            fix: isDead ? nil : "look at its keys: keyturn status -e \(address.environment)",
            at: identity.location,
            address: address.description
        )
    }

    /// A fingerprint that no row has, beside live keys whose fingerprints are not known.
    static func mayBeHidden(_ count: Int, _ address: Address, _ identity: Identity) -> Diagnostic {
        let keys = count == 1 ? "1 live key of \(address) is" : "\(count) live keys of \(address) are"
        return Diagnostic(
            .error,
            PlanningCode.nothingToRevoke,
            "no live key of \(address) is known to have that fingerprint",
            detail:
                "But \(keys) known by \(count == 1 ? "its digest" : "their digests") only: the table stores digests that "
                + "do not say which key they are of, and no file that was read has the text. It may be that key.",
            fix:
                "give keyturn whose the key's text on standard input: it shows the key's row and the command that ends it, "
                + "keyturn revoke \(address) --key row:…",
            at: identity.location,
            address: address.description
        )
    }

    static func keyForFingerprint(_ address: Address, _ identity: Identity) -> Diagnostic {
        Diagnostic(
            .error,
            PlanningCode.keyForFingerprint,
            "the given fingerprint is a key of \(address) itself",
            detail: "It is exposed wherever this command line is recorded.",
            fix: "revoke it by its fingerprint: keyturn status -e \(address.environment) shows it",
            at: identity.location,
            address: address.description
        )
    }

    static func keyForFingerprint(_ entry: RevocationList.Entry) -> Diagnostic {
        Diagnostic(
            .error,
            PlanningCode.keyForFingerprint,
            "the fingerprint in _revoked.yaml is a key itself",
            detail: "It is exposed to everyone who can read that file or its history.",
            fix: "write the key's fingerprint instead (keyturn status shows it), and remove the key from the history",
            at: entry.location
        )
    }

    static func keyInHook(_ key: Fingerprint, _ identity: Identity, _ address: Address) -> Diagnostic {
        Diagnostic(
            .error,
            PlanningCode.keyInHook,
            "`onChange` of \(address) has the key \(key) in its arguments",
            detail: "Anyone who lists processes would see it.",
            fix: "let the command read the fragments, whose paths are in KEYTURN_FRAGMENTS",
            at: identity.location,
            address: address.description
        )
    }

    static func absentRotation(_ address: Address, _ identity: Identity) -> Diagnostic {
        Diagnostic(
            .error,
            PlanningCode.absentRotation,
            "\(address) is declared absent: there is nothing to rotate",
            fix: "remove `state: absent`, or omit the identity from the command",
            at: identity.location,
            address: address.description
        )
    }

    static func unreadableRow(
        _ row: UnreadableRow,
        _ address: Address,
        _ identity: Identity,
        _ severity: Severity
    ) -> Diagnostic {
        let place = row.isNamed ? "the row with the id \(quoted(row.id))" : "a row of that name"
        let outcome =
            switch (severity, row.isNamed) {
            case (.error, _): "Nothing is done for \(address)."
            case (_, true): "Its key is revoked like the others."
            case (_, false): "Its key is not revoked: no statement could name the row."
            }
        return Diagnostic(
            severity,
            PlanningCode.unreadableRow,
            "a row of \(address) in \(PlainText.line(row.table)) has an unreadable \(PlainText.line(row.column))",
            detail: "In \(place), \(row.reason). \(outcome)",
            fix: "correct the row",
            at: identity.location,
            address: address.description
        )
    }

    static func outsideWindow(_ address: Address, _ identity: Identity) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.outsideWindow,
            "\(address) is rotated outside its window",
            detail: "No window is left before its key must be replaced.",
            fix: "run `keyturn rotate` often enough to meet every window",
            at: identity.location,
            address: address.description
        )
    }

    static func adoptionOverdue(_ waiting: Waiting, _ deadline: Instant) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.adoptionOverdue,
            "\(waiting.address): the new key was due to be used by \(deadline.iso8601)",
            detail: "The old key \(waiting.old) keeps working, since `afterDeadline` is `wait`.",
            fix: "make its consumers reload the fragments, or declare `afterDeadline: retire`",
            at: waiting.location,
            address: waiting.address.description
        )
    }

    static func oldKeyInUse(_ use: OldKeyUse, _ identity: Identity, _ address: Address) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.oldKeyInUse,
            "\(address): the old key \(use.key) is still in use, last at \(use.last.iso8601)",
            detail: use.ends.map { "It expires at \($0.iso8601); its consumers are then refused." },
            fix: "restart the consumers that still have it, or point them to the fragments: keyturn verify \(address)",
            at: identity.location,
            address: address.description
        )
    }

    static func parallelKey(
        _ row: KeyRow,
        beside current: KeyRow,
        _ identity: Identity,
        _ address: Address
    ) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.parallelKey,
            "\(address): \(row.fingerprint) is in use together with \(current.fingerprint)"
                + (row.lastUsedAt.map { ", last at \($0.iso8601)" } ?? ""),
            detail: "Keyturn did not replace it, so it is left alone as long as it is used. "
                + (row.expiresAt.map { "It expires at \($0.iso8601)." } ?? "It never expires."),
            fix:
                "to end it: keyturn revoke \(address) --key \(row.fingerprint); to keep both, give its row another name",
            at: identity.location,
            address: address.description
        )
    }

    /// User data in a message: quoted, on one line, of bounded length.
    private static func quoted(_ text: String) -> String {
        PlainText.quoted(text.count > 80 ? text.prefix(80) + "…" : text)
    }
}
