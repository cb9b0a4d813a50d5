import Audit
import Hooks
import Model
import Planning
import Reconciler

/// The command of a profile's `onEnd`: run when keys have ended at once, and owed until it has succeeded.
extension Simulation {
    static let endCommand = Hook(arguments: ["drop", "sessions"], folder: "/environments")

    func isEndCommand(_ call: HookCall) -> Bool { call.hook.arguments == Self.endCommand.arguments }

    /// Who runs it, as audit files say it.
    func session(of run: Run) -> AuditSession? {
        guard options.runsEndCommands else { return nil }
        return AuditSession(
            run: "\(run.number)",
            command: "rotate",
            version: "0",
            actor: AuditActor(user: "keyturn", uid: 1, host: "machine")
        )
    }

    /// What a run says that it is about to do, and that it is over.
    func note(_ entry: AuditEntry, by run: Run, in environment: SimulatedEnvironment) {
        switch entry.event {
        case .attempt:
            let action = entry.action.flatMap(Action.init)
            let isEnd = action == .revoke || action == .remove && entry.reasons.contains("absent")
            if isEnd, let key = entry.from { environment.attemptedEnds.insert(key) }
        case .ended: environment.attemptedEnds.subtract(run.announcedEnds.remove(at: environment.index))
        default: break
        }
    }

    /// Never for nothing: some run was about to end a key, and since then none said that the command succeeded.
    func checkEndCommand(_ outcome: HookOutcome, by run: Run, in environment: SimulatedEnvironment) {
        counts.endCommands += 1
        if environment.attemptedEnds.isEmpty {
            fail(.commandsFollowEnds, "\(environment.name): run although no key was to be ended")
        }
        guard case .succeeded = outcome else { return }
        let dead = environment.attemptedEnds.filter { !environment.isAccepted($0, at: now) }
        run.announcedEnds[environment.index, default: []].formUnion(dead)
        environment.unannouncedEnds = environment.unannouncedEnds.filter { environment.isAccepted($0, at: now) }
    }

    /// Once a run has gone through, the command has succeeded for every key that had ended before it looked.
    func checkAnnounced(_ run: Run, _ environment: SimulatedEnvironment) {
        guard options.runsEndCommands, let planned = run.plannedAt else { return }
        for key in environment.unannouncedEnds {
            let wasLive = environment.rows.contains {
                $0.fingerprint == key && $0.row.isActive == true && $0.end >= planned.microseconds
            }
            if !wasLive { fail(.commandsFollowEnds, "\(environment.name): not run for \(key), which has ended") }
        }
    }
}

extension [Int: Set<Fingerprint>] {
    fileprivate mutating func remove(at index: Int) -> Set<Fingerprint> { removeValue(forKey: index) ?? [] }
}
