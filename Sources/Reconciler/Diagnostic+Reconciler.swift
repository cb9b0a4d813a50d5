internal import Fragments
internal import Diagnostics
internal import Hooks
internal import Model
internal import Planning
internal import Verification
internal import Schedule
internal import State

extension Diagnostic {
    static func fragmentChanged(_ path: String, _ environment: String) -> Diagnostic {
        Diagnostic(
            .error,
            ReconcilerCode.fragmentChanged,
            "\(environment): \(PlainText.line(path)) changed while the plan was applied",
            detail: "No file was written, and no old key was set to expire.",
            fix: "run the command again: it continues from the current state",
            address: environment
        )
    }

    static func deliveredTooLate(_ environment: Environment) -> Diagnostic {
        Diagnostic(
            .error,
            ReconcilerCode.deliveredTooLate,
            "\(environment.name): the new keys were not delivered within five minutes of their issue",
            detail:
                "The overlap of the old keys is counted from the issue. No file was written, and the old keys still work.",
            fix: "run the command again: it issues other keys, so that consumers have the whole overlap",
            at: environment.databaseLocation,
            address: environment.name
        )
    }

    static func traceKept(_ failed: String, _ environment: String) -> Diagnostic {
        Diagnostic(
            .error,
            ReconcilerCode.traceKept,
            "\(environment): no file was written: one of them holds a key of \(failed), which was not replaced",
            detail:
                "That file is the only trace of the key in \(environment). No old key was set to expire.",
            fix: "fix the error of \(failed), then run the command again",
            address: environment
        )
    }

    static func interrupted(_ environment: String) -> Diagnostic {
        Diagnostic(
            .error,
            ReconcilerCode.interrupted,
            "\(environment): interrupted before anything was changed",
            fix: "run again",
            address: environment
        )
    }

    /// Whether the next run tries again is reported, since it can only see it where an old key still waits for its end.
    static func hookFailed(
        _ failure: HookFailure,
        output: String,
        _ announcement: Announcement,
        _ endings: [Ending],
        _ aftermath: Aftermath,
        isRepeated: Bool,
        at now: Instant,
        in environment: Environment
    ) -> Diagnostic {
        let own = endings.filter { ending in
            !ending.isUrgent && ending.identity.map(announcement.identities.contains) ?? false
        }
        let waits = !KeyEndings(own, at: now).isEmpty
        let old = own.compactMap(\.retired)
        let first = environment.identities[announcement.identities[0]]
        let more = announcement.identities.count - 1
        let address = Address(environment.name, first.name)
        let program = PlainText.line(announcement.hook.written[0])
        var detail = failure.words + "."
        if waits, !aftermath.allWork(old) { detail += " " + aftermath.words(of: old) }
        if !output.isEmpty { detail += " It printed:\n" + output }
        return Diagnostic(
            .error,
            ReconcilerCode.hookFailed,
            "`\(program)` failed for \(address)" + (more > 0 ? " and \(more) more" : ""),
            detail: detail,
            fix: waits
                ? aftermath.allWork(old)
                    ? "the fragments hold the new keys, and the old ones still work: the next run tries again"
                    : "the fragments hold the new keys: fix the command, then run again"
                : isRepeated
                    ? "the fragments hold the new keys: fix the command, then run keyturn rotate, which runs it again as "
                        + "long as the old key works"
                    : "the fragments hold the new keys, and no old key is left to retry for: fix the command and run it by hand",
            at: first.location,
            address: address.description
        )
    }

    /// With the command as it can be run by hand: where a row was deleted, nothing else knows what was in its column.
    static func endHookFailed(
        _ failure: HookFailure,
        output: String,
        _ hook: Hook,
        _ command: EndCommand,
        isOwed: Bool,
        seen: SeenKeys,
        in environment: Environment
    ) -> Diagnostic {
        let program = PlainText.line(hook.written[0])
        let keys = command.keys.map(\.fingerprint)
        let listed =
            keys.prefix(6).map(\.description).joined(separator: ", ")
            + (keys.count > 6 ? " and \(keys.count - 6) more" : "")
        var detail = "\(failure.words). Until the server notices, it may still take \(listed)."
        if !output.isEmpty { detail += " It printed:\n" + output }
        return Diagnostic(
            .error,
            ReconcilerCode.endHookFailed,
            "`\(program)` (onEnd) failed after keys of \(environment.name) were ended",
            detail: detail,
            command: command.shellText.map {
                "cd \(ShellWord.quoted(PlainText.line(hook.folder))) && \(seen.masked($0))"
            },
            fix: endHookFix(command, isOwed: isOwed),
            at: environment.profile?.location,
            address: environment.name
        )
    }

    private static func endHookFix(_ command: EndCommand, isOwed: Bool) -> String {
        let forget = isOwed ? "; then list the fingerprints under `forgotten`" : ""
        guard command.shellText != nil else {
            return
                "find out why it fails, and clear what the server caches of its keys by hand: no later run knows what was "
                + "in the key column\(forget)"
        }
        guard command.isRepeatable else {
            return
                "find out why it fails, and run the command by hand: no later run knows what was in the key column\(forget)"
        }
        return isOwed
            ? "find out why it fails; the next run repeats it. If you run it by hand, list the fingerprints under `forgotten`"
            : "run the command by hand: the keys have ended in the database, and without an audit file (`audit`) no later "
                + "run repeats it"
    }

    static func verifyFailed(
        _ verdict: ProbeVerdict,
        _ replacement: Replacement,
        _ aftermath: Aftermath,
        in environment: Environment
    ) -> Diagnostic {
        let identity = environment.identities[replacement.identity]
        let address = Address(environment.name, identity.name)
        let old = replacement.replaced
        let summary =
            switch verdict {
            case .accepted(let what): "the server accepts the new key of \(address) (\(what))"
            case .refused(let what): "the server refuses the new key of \(address) (\(what))"
            case .unclear(let why), .unanswered(let why, _):
                "cannot tell whether the server accepts the new key of \(address): \(why)"
            }
        return Diagnostic(
            .error,
            ReconcilerCode.verifyFailed,
            summary,
            detail: "The fragments hold \(replacement.key.fingerprint). \(aftermath.words(of: old))"
                + " No expiry was set for \(old.count == 1 ? "it" : "them").",
            fix: "see keyturn verify \(address); the next run asks again",
            at: identity.location,
            address: address.description
        )
    }
}

extension Diagnostic {
    /// What remains of a key that a run was to revoke and did not; nil if it has ended.
    static func notRevoked(
        _ key: Fingerprint,
        _ change: Change,
        _ aftermath: Aftermath,
        in view: EnvironmentView,
        needsSomebody: Bool,
        canEndFirst: Bool,
        isAudited: Bool
    ) -> Diagnostic? {
        let address = change.address
        let summary: String
        let remains: String
        let memory =
            isAudited
            ? "Until it has ended, plan and status say so."
            : "The request is not recorded: no audit file is declared."
        switch aftermath.standing(of: key) {
        case .ended: return nil
        case .works(nil):
            summary = "\(key) of \(address) was not revoked: it works, without an expiry"
            remains = "Nothing was changed about it. " + memory
        case .works(_?) where view.observed.store.ending.isByKeyturn:
            summary = "\(key) of \(address) was not deactivated: the server still accepts it"
            remains = "The server knows no end of it: only a run of keyturn that succeeds ends it. " + memory
        case .works(let end?):
            summary = "\(key) of \(address) was not deactivated: it expires \(end.iso8601)"
            remains = "It expires then, even if keyturn never runs again. " + memory
        case .unknown:
            summary = "cannot tell whether \(key) of \(address) was revoked"
            remains = "The database could not be read again."
        }
        return Diagnostic(
            .error,
            ReconcilerCode.notRevoked,
            summary,
            detail: remains,
            fix: needsSomebody
                ? "follow the error before this one"
                    + (canEndFirst ? ", or add --first, which ends the key before it issues another" : "")
                    + ", or end the key's row by hand: \(view.environment.handEnd)"
                : "run the same command again",
            at: change.location,
            address: address.description
        )
    }
}

extension Ending {
    /// The key that is given an end; nil for any other ending.
    fileprivate var retired: Fingerprint? { if case .retire(let row, _) = kind { row.fingerprint } else { nil } }
}

extension HookFailure {
    /// A clause without a full stop.
    var words: String {
        switch self {
        case .exited(let code): "It ended with exit code \(code)"
        case .signalled(let number): "It was ended by signal \(number)"
        case .timedOut(let timeout): "It took longer than \(DurationText.format(timeout)) and was ended"
        case .notStarted(let reason): "It could not be started: \(reason)"
        }
    }
}
