internal import Diagnostics

/// What may happen while a plan is carried out.
package enum ReconcilerCode: String, CaseIterable, DiagnosticCode {
    case interrupted

    package var explanation: String {
        switch self {
        case .interrupted:
            "The run was asked to stop (Ctrl-C, SIGTERM) before it changed this environment. Nothing is lost or half "
                + "done; run again."
        }
    }
}
