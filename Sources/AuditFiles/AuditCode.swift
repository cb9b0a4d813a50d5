package import Diagnostics

/// What may be wrong with audit files.
package enum AuditCode: String, CaseIterable, DiagnosticCode {
    case unwritable = "audit-unwritable"
    case damaged = "audit-damaged"
    case syslog = "audit-syslog"

    package var explanation: String {
        switch self {
        case .unwritable:
            "The audit file (`audit.path`) cannot be written. Before a run, nothing is done; after a run, this message "
                + "is the only record of what was done."
        case .damaged:
            "The last line of the audit file is not a valid entry, so no entry can follow it, and nothing is done. "
                + "Check the file with keyturn audit verify, move it elsewhere unchanged, and let the next run start a "
                + "new one."
        case .syslog: "The system's log did not accept a line of the audit file. The line is in the file itself."
        }
    }
}

extension AuditFailure {
    package func diagnostic(_ trail: AuditTrailPlace) -> Diagnostic {
        switch self {
        case .system(let reason):
            Diagnostic(
                .error,
                AuditCode.unwritable,
                "the audit file \(PlainText.line(trail.path)) cannot be written: \(reason)",
                fix: "give this user write permission, or correct `audit.path`",
                at: trail.location,
                address: trail.environment
            )
        case .damagedEnd:
            Diagnostic(
                .error,
                AuditCode.damaged,
                "the last line of the audit file \(PlainText.line(trail.path)) was not written by keyturn",
                fix: "see keyturn audit verify -e \(trail.environment); then move the file away and keep it",
                at: trail.location,
                address: trail.environment
            )
        }
    }
}

/// What a message needs to say where an audit file is declared.
package struct AuditTrailPlace: Sendable {
    package let environment: String
    package let path: String
    package let location: SourceLocation

    package init(environment: String, path: String, location: SourceLocation) {
        self.environment = environment
        self.path = path
        self.location = location
    }
}
