import Hooks

/// The commands of a run in the simulated world.
struct SimulatedHooks: HookRunner {
    let environment: SimulatedEnvironment
    let run: Run
    let simulation: Simulation

    func run(_ call: HookCall) async -> HookOutcome { .succeeded(output: "") }
}
