internal import Diagnostics
package import Model
package import State

extension EndedKey {
    /// The keys for which `onEnd` is owed: a run was about to end them, they have ended, and nothing says that the
    /// command succeeded.
    ///
    /// The audit file alone tells it. A key that is live is none of them: the run that ends it runs the command.
    package static func owed(in view: EnvironmentView, now: Instant) -> [EndedKey] {
        let owed = view.observed.issued.owed
        guard !owed.isEmpty, view.environment.profile?.onEnd != nil else { return [] }
        var found: [String: Fingerprint] = [:]
        var live: Set<String> = []
        func note(_ key: Fingerprint, isLive: Bool) {
            guard let name = key.name, owed[name] != nil else { return }
            found[name] = key
            if isLive { live.insert(name) }
        }
        for row in view.observed.store.keys { note(row.fingerprint, isLive: row.isLive(at: now)) }
        for key in view.observed.store.otherKeys { note(key.fingerprint, isLive: key.isLive(at: now)) }
        return owed.sorted { $0.key < $1.key }.compactMap { name, identity in
            guard !live.contains(name), !view.environment.forgotten.contains(digits: name),
                let key = found[name] ?? Fingerprint(shown: name)
            else { return nil }
            return EndedKey(key, identity: identity, isWhole: found[name] != nil)
        }
    }
}

extension Diagnostic {
    /// Says that a command is still to be run for keys that have ended.
    static func endCommandOwed(_ keys: [EndedKey], in view: EnvironmentView) -> Diagnostic {
        let listed =
            keys.prefix(6).map(\.fingerprint.description).joined(separator: ", ")
            + (keys.count > 6 ? " and \(keys.count - 6) more" : "")
        return Diagnostic(
            .warning,
            PlanningCode.endCommandOwed,
            "onEnd of \(view.name) has not succeeded for \(keys.count == 1 ? "a key that has" : "keys that have") ended: "
                + listed,
            detail:
                "A run was killed before the command, or the command failed. Until the server notices, it may still take "
                + "\(keys.count == 1 ? "the key" : "these keys").",
            fix:
                "run keyturn rotate -e \(view.name) or keyturn apply -e \(view.name), which run it; if it was run by hand, "
                + "list \(keys.count == 1 ? "the fingerprint" : "the fingerprints") under `forgotten`",
            at: view.environment.profile?.location ?? view.environment.databaseLocation,
            address: view.name
        )
    }
}
