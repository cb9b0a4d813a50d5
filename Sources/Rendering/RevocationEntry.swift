package import Diagnostics
package import Model
package import Planning

/// An entry for `_revoked.yaml`: it keeps a key that was revoked from coming alive in any environment.
package struct RevocationEntry: Hashable, Sendable {
    /// 12 to 64 hex digits.
    package let fingerprint: String

    /// The day of the revocation, `2026-11-20`.
    package let date: String
    package let reason: String

    package init(fingerprint: String, date: String, reason: String?) {
        self.fingerprint = fingerprint
        self.date = date
        self.reason = reason ?? "revoked by hand"
    }

    /// One for each key that the plan revokes by hand, but for those that are listed already and for those that
    /// could be guessed: their digits are for no file.
    package static func all(of plan: Plan, listed: RevocationList) -> [RevocationEntry] {
        var told: Set<Fingerprint> = []
        return plan.environments.flatMap(\.changes).compactMap { change in
            guard change.action == .revoke, let key = change.from, !key.isGuessable, listed.ban(of: key) == nil,
                told.insert(key).inserted
            else { return nil }
            let reasons = change.reasons.compactMap { reason -> String? in
                if case .revocationRequested(let text) = reason { text } else { nil }
            }
            return RevocationEntry(
                fingerprint: key.description,
                date: String(plan.now.iso8601.prefix(10)),
                reason: reasons.first.map { PlainText.line($0) }
            )
        }
    }

    /// The keys that the plan revokes by hand and that get no entry: those of which no one here knows the digits of their
    /// fingerprints, or may show them.
    ///
    /// `named` is how the key was named on the command line, which may have ended already.
    package static func unrecorded(of plan: Plan, listed: RevocationList, named: String?) -> [String] {
        var told: Set<String> = []
        let keys = plan.environments.flatMap(\.changes).compactMap { change -> String? in
            guard change.action == .revoke, let key = change.from, key.isGuessable, listed.ban(of: key) == nil,
                told.insert(key.description).inserted
            else { return nil }
            return key.description
        }
        guard keys.isEmpty, plan.isEmpty, !plan.diagnostics.hasErrors, let named, Fingerprint.isRowMark(named) else {
            return keys
        }
        return [named]
    }

    package var json: JSONText {
        ["fingerprint": .string(fingerprint), "date": .string(date), "reason": .string(reason)]
    }

    /// What to paste, and where: whole lines.
    ///
    /// `exists`: the file is there, and its list is added to. `isRefused`: Keyturn was asked to write it, and could not.
    package static func advice(_ entries: [RevocationEntry], file: String, exists: Bool, isRefused: Bool) -> String {
        let keys = entries.count == 1 ? "the key" : "the keys"
        let place = PlainText.line(file) + (isRefused ? "" : ", which keyturn revoke --record does for you")
        return "To keep \(keys) from coming alive anywhere, "
            + (exists ? "add to the list `revoked` in \(place):\n" : "write \(place):\nrevoked:\n")
            + lines(entries, indent: "  ")
    }

    /// Entries of the list `revoked`, as whole lines.
    package static func lines(_ entries: [RevocationEntry], indent: String) -> String {
        entries.flatMap { entry in
            [
                // Digits alone would be a number.
                "- fingerprint: \(JSONText.string(entry.fingerprint).compact)",
                "  date: \(entry.date)",
                // A JSON string is one of YAML's too.
                "  reason: \(JSONText.string(entry.reason).compact)",
            ]
        }.map { indent + $0 + "\n" }.joined()
    }
}
