/// What one look at a log said, and what says whether Keyturn's own questions are in it.
package struct LogReading: Sendable {
    /// One for each text: those that are expected, then those that are rejected.
    package let results: [CheckResult]

    /// How many lines have each text, in the order of the results; none where the log was not looked at.
    let counts: [Int]

    /// How many marks of questions are in the log.
    let marks: Int

    init(_ results: [CheckResult], counts: [Int] = [], marks: Int = 0) {
        self.results = results
        self.counts = counts
        self.marks = marks
    }

    /// Whether a line that was found may be one of an earlier question.
    package var isWorthAnotherLook: Bool { results.indices.contains(where: isDoubtful) }

    /// Whether questions that were asked since a reading show in this one.
    package func hasTraces(since other: LogReading) -> Bool { marks > other.marks || isUnmarked(since: other) }

    /// Whether lines came since a reading, and no mark with them.
    package func isUnmarked(since other: LogReading) -> Bool {
        marks <= other.marks && counts.count == other.counts.count && zip(counts, other.counts).contains { $0 > $1 }
    }

    /// The results, where a reading after questions and one after a pause show what questions leave in this log.
    ///
    /// A server may log what it is asked and not by which key: then no one can tell from a line who asked. Where such lines
    /// come also while Keyturn asks nothing, others have asked.
    package func results(after: LogReading, later: LogReading?) -> [CheckResult] {
        guard after.isUnmarked(since: self) else { return results }
        return results.indices.map { place in
            guard isDoubtful(place), after.counts[place] > counts[place],
                !(later.map { $0.counts.count == counts.count && $0.counts[place] > after.counts[place] } ?? false)
            else { return results[place] }
            return CheckResult(
                results[place].check,
                .unknown,
                "cannot tell whether a consumer or Keyturn's own requests caused this: \(results[place].detail)",
                fix:
                    "expect a text that the consumer itself logs, or have the server log the beginning of refused keys"
            )
        }
    }

    private func isDoubtful(_ place: Int) -> Bool {
        guard place < counts.count else { return false }
        return switch (results[place].check, results[place].verdict) {
        case (.logsExpect, .pass), (.logsReject, .fail): true
        default: false
        }
    }
}
