package import Diagnostics
package import Planning

/// What an apply did, a line for each environment in which something was done.
package struct OutcomeText: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// Empty where nothing was done.
    package func render(_ outcomes: [EnvironmentOutcome]) -> String {
        var text = ""
        for outcome in outcomes {
            let parts =
                [
                    outcome.issued > 0 ? "\(count(outcome.issued, "key")) issued" : nil,
                    outcome.filesWritten > 0 ? "\(count(outcome.filesWritten, "file")) written" : nil,
                    outcome.hooksRun > 0 ? "\(count(outcome.hooksRun, "command")) run" : nil,
                    outcome.retired > 0 ? "\(count(outcome.retired, "old key")) set to expire" : nil,
                    outcome.deactivated > 0 ? "\(count(outcome.deactivated, "key")) deactivated" : nil,
                    outcome.deleted > 0 ? "\(count(outcome.deleted, "dead row")) deleted" : nil,
                    outcome.swept > 0 ? "\(count(outcome.swept, "leftover")) of an interrupted run removed" : nil,
                    outcome.failures.isEmpty ? nil : style.paint(stopped(outcome), .red),
                ].compactMap { $0 }
            guard !parts.isEmpty else { continue }
            text += "\(style.paint(outcome.environment, .bold)): \(parts.joined(separator: ", "))\n"
        }
        return text
    }

    private func stopped(_ outcome: EnvironmentOutcome) -> String {
        outcome.needsSomebody ? "stopped (see the error)" : "stopped (see the error); run again to continue"
    }
}
