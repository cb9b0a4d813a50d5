internal import Diagnostics

/// What commands tell of themselves.
package enum CommandCode: String, DiagnosticCode, CaseIterable {
    case metricsUnwritable = "metrics-unwritable"
    case metricsDamaged = "metrics-damaged"

    package var explanation: String {
        switch self {
        case .metricsUnwritable:
            "The file of `--metrics-file` cannot be written. The run itself is not affected."
        case .metricsDamaged:
            """
            The file of `--metrics-file` held something that Keyturn did not write. It was replaced; counters of failures \
            begin anew.
            """
        }
    }
}
