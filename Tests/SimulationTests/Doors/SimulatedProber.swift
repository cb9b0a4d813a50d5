import Model
import Probing
import Verification

/// The server of a simulated environment: it knows what its store holds.
struct SimulatedProber: ServerProber {
    let environment: SimulatedEnvironment
    let run: Run
    let simulation: Simulation

    /// What `verify` asks, which no simulated actor runs.
    func ask(_ probe: ServerProbe, _ attempt: ProbeAttempt) async -> ProbeAnswer { .none("there is no server") }

    func awaitAcceptance(_ probe: ServerProbe, of key: Secret, between marks: ProbeMarks?) async -> ProbeVerdict {
        let verdict = await verdict(on: key)
        return simulation.options.mutation == .believesEverything ? .accepted("HTTP 200") : verdict
    }

    private func verdict(on key: Secret) async -> ProbeVerdict {
        switch await simulation.turn(run, environment.index, .probe) {
        case .proceed: simulation.drawVerdict(on: key, by: run, in: environment)
        case .dead: .unanswered("the run was killed")
        case .fail, .full, .torn, .lost, .lastBreath: .unanswered("no answer")
        }
    }
}

/// Consumers and logs are looked at by `verify` alone.
struct NoConsumers: ConsumerInspector {
    func inspect(_ question: ConsumerQuestion) async -> ConsumerObservation { .notRunning("there are none") }
}

struct NoLogs: LogReader {
    func read(_ source: LogExpectation.Source, since: Instant?) async -> LogObservation { .missing("there are none") }
}
