package import Model
package import Verification

/// Reads the end of a log.
package protocol LogReader: Sendable {
    /// Lines from a moment on, as far as the source can tell; nil for whatever there is.
    ///
    /// Never takes longer than a bounded time, never more than a bounded part; what cannot be read is said, not thrown.
    func read(_ source: LogExpectation.Source, since: Instant?) async -> LogObservation
}

extension LogReader {
    /// The checks of all logs of an identity, read side by side, in the order in which they are declared.
    package func check(_ subject: LogSubject) async -> [LogReading] {
        await withTaskGroup(of: (Int, LogReading).self) { group in
            for (index, log) in subject.logs.enumerated() {
                group.addTask {
                    (index, LogChecks.judge(await read(log.source, since: subject.since), of: log, subject))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
