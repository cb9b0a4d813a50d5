import Hooks
import Model
import Planning

extension Simulation {
    func drawHookOutcome(_ call: HookCall) -> HookOutcome {
        guard areFaultsOn else { return .succeeded(output: "") }
        switch random.below(12) {
        case 0: return .failed(.exited(1), output: "no such service")
        case 1: return .failed(.timedOut(after: call.hook.timeout), output: "")
        default: return .succeeded(output: "")
        }
    }

    /// The replicas of the services that the command restarts: most at once, some late, as for any other delivery.
    func announce(_ call: HookCall, by run: Run, in environment: SimulatedEnvironment) {
        counts.hooks += 1
        run.hooks[environment.index, default: []].append(call.hook.arguments)
        run.announced[environment.index, default: []].formUnion(call.identities)
        guard areFaultsOn else { return }
        let variables = Set(
            run.declared.environments[environment.index].filter { call.identities.contains($0.name) }.map(\.variable)
        )
        for (index, consumer) in consumers.enumerated()
        where consumer.environment == environment.index && variables.contains(consumer.variable) {
            if random.percent(70) { restart(index) }
        }
    }

    /// At most once in a run, after delivery and before old keys end.
    func check(_ call: HookCall, by run: Run, in environment: SimulatedEnvironment) {
        let commands = run.hooks[environment.index] ?? []
        if commands.count(where: { $0 == call.hook.arguments }) > 1 {
            fail(.hooksBetween, "\(environment.name): \(call.hook.arguments) is run twice")
        }
        if run.ended.contains(environment.index), run.revocation?.isFirst != true {
            fail(.hooksBetween, "\(environment.name): keys were ended before \(call.hook.arguments)")
        }
        guard run.seen[environment.index] == environment.changes else { return }
        for identity in run.declared.environments[environment.index]
        where call.identities.contains(identity.name) && !identity.isAbsent {
            let current = current(of: identity, as: run, in: environment)?.fingerprint
            for path in identity.files where environment.files[path]?.keys[identity.variable] != current {
                fail(.hooksBetween, "\(environment.name)/\(path) does not hold \(identity.name)'s key yet")
            }
        }
    }

    func noteFailure(of call: HookCall, by run: Run, in environment: SimulatedEnvironment) {
        run.unannounced[environment.index, default: []].formUnion(call.identities)
        for identity in run.declared.environments[environment.index] where call.identities.contains(identity.name) {
            environment.retries[identity.name] = nil
            // Where nothing tells of it, the command is run again before the old key ends.
            guard identity.rotation.adoption == nil, !identity.isAbsent, !environment.ending.isUnwritten,
                let current = current(of: identity, as: run, in: environment),
                let old = environment.rows.first(where: {
                    identity.owns($0.row) && $0.isAccepted(at: now) && $0.end == .max
                        && $0.fingerprint != current.fingerprint
                        && !isParallel($0, of: identity, by: run, in: environment)
                })
            else { continue }
            environment.retries[identity.name] = old.fingerprint
        }
    }

    /// What a failed command kept is tried again by the next run that goes through.
    func checkRetry(_ identity: DeclaredIdentity, _ run: Run, _ environment: SimulatedEnvironment) {
        guard let old = environment.retries.removeValue(forKey: identity.name) else { return }
        guard identity.hook != nil, identity.rotation.adoption == nil, run.revocation == nil,
            run.declared.revoked.ban(of: old) == nil,
            let row = run.rows[environment.index]?.first(where: { $0.fingerprint == old }), row.end == .max,
            row.row.isActive == true, identity.owns(row.row),
            !isParallel(row, of: identity, by: run, in: environment),
            run.announced[environment.index]?.contains(identity.name) != true
        else { return }
        fail(.hooksBetween, "\(environment.name)/\(identity.name): a failed command was not run again")
    }
}
