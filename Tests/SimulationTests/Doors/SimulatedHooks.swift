import Hooks
import Model

/// The commands of a run in the simulated world: each is an effect, and makes consumers read their fragments again.
struct SimulatedHooks: HookRunner {
    let environment: SimulatedEnvironment
    let run: Run
    let simulation: Simulation

    func run(_ call: HookCall) async -> HookOutcome {
        let grant = await simulation.turn(run, environment.index, .hook)
        let outcome: HookOutcome
        switch grant {
        case .dead: return .failed(.signalled(9), output: "")
        case .fail: outcome = .failed(.exited(1), output: "no such service")
        case .full, .torn: outcome = .failed(.notStarted(reason: "no such file"), output: "")
        // It does its work, and never ends, or ends with the run.
        case .lost, .lastBreath: outcome = .failed(.timedOut(after: call.hook.timeout), output: "")
        case .proceed: outcome = simulation.drawHookOutcome(call)
        }
        if simulation.isEndCommand(call) {
            // A run that is killed by now has not noted that it succeeded.
            simulation.checkEndCommand(outcome, by: run, in: environment)
            return outcome
        }
        if case .fail = grant {} else { simulation.announce(call, by: run, in: environment) }
        simulation.check(call, by: run, in: environment)
        if case .failed = outcome { simulation.noteFailure(of: call, by: run, in: environment) }
        return outcome
    }
}
