import Audit
import AuditFiles
import Diagnostics
import Model

/// The audit file of one environment, as one run writes and reads it.
///
/// It is written at once: what runs meet at other effects is enough to kill them before they write what came of it.
struct SimulatedAudit: AuditLog {
    let environment: SimulatedEnvironment
    let run: Run
    let simulation: Simulation

    func append(
        _ entries: [AuditEntry],
        _ context: AuditContext,
        at time: Instant
    ) throws(AuditFailure) -> (head: AuditHead, warning: Diagnostic?) {
        guard !run.isDead, !run.isBreathingLast else { throw .system("killed") }
        for entry in entries {
            simulation.note(entry, by: run, in: environment)
            guard let line = written(entry, context, at: time) else { continue }
            environment.auditHead = line.head
            environment.auditLines.append(line.bytes)
        }
        return (environment.auditHead, nil)
    }

    func read(_ body: ([UInt8], Bool) -> Void) throws(AuditFailure) -> Bool {
        for line in environment.auditLines { body(line, true) }
        return true
    }

    /// Nil for what says nothing of keys, which is left out since a year has much of it.
    private func written(_ entry: AuditEntry, _ context: AuditContext, at time: Instant) -> AuditLine? {
        var entry = entry
        switch entry.event {
        case .attempt: if simulation.options.mutation == .forgetsOwedCommands { entry.owes = nil }
        case .announced: if simulation.options.mutation == .forgetsThatCommandsRan { return nil }
        case .change: break
        default: return nil
        }
        return AuditLine(entry, context, at: time, after: environment.auditHead)
    }
}
