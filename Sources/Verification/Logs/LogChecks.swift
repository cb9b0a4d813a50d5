internal import Diagnostics
package import Model
internal import Redaction

/// Judges what is in logs since the delivery (`logs-expect`, `logs-reject`).
package enum LogChecks {
    /// One result for each text, in the order in which they are declared.
    package static func judge(
        _ observation: LogObservation,
        of log: LogExpectation,
        _ subject: LogSubject
    ) -> LogReading {
        let source = log.source.words
        switch observation {
        case .unreadable(let reason, let fix):
            return LogReading(unlooked(log, .unknown, "\(source): \(reason)", fix: fix))
        case .missing(let reason):
            return LogReading(
                unlooked(log, .fail, "\(source): \(reason)", fix: "start what writes it, or correct `logs`")
            )
        case .tail(let tail):
            return judge(tail, of: log, subject)
        }
    }

    /// Nothing is there to be rejected, so that much cannot be told in any case.
    private static func unlooked(
        _ log: LogExpectation,
        _ verdict: CheckResult.Verdict,
        _ detail: String,
        fix: String?
    ) -> [CheckResult] {
        (log.expect.isEmpty ? [] : [CheckResult(.logsExpect, verdict, detail, fix: fix)])
            + (log.reject.isEmpty ? [] : [CheckResult(.logsReject, .unknown, detail, fix: fix)])
    }

    private static func judge(_ tail: LogTail, of log: LogExpectation, _ subject: LogSubject) -> LogReading {
        let lines = LogLines(tail, since: subject.since, prefixes: subject.prefixes)
        let source = log.source.words
        let span = span(lines, tail, subject)
        let mask = LogLineMask(subject.keys)
        return tail.content.withBytes { bytes in
            var counts: [Int] = []
            func line(with text: String) -> UnsafeRawBufferPointer? {
                var text = text
                return text.withUTF8 { text in
                    var (count, last): (Int, UnsafeRawBufferPointer?) = (0, nil)
                    for range in lines.ranges {
                        let line = UnsafeRawBufferPointer(rebasing: bytes[range])
                        if line.firstIndex(of: UnsafeRawBufferPointer(text)) != nil {
                            (count, last) = (count + 1, line)
                        }
                    }
                    counts.append(count)
                    return last
                }
            }
            func cut(_ check: CheckCode, _ text: String) -> CheckResult {
                CheckResult(
                    check,
                    .unknown,
                    "\(source): no line that was read has “\(shown(text))” (\(span))",
                    fix:
                        "rotate the log more often, or log less, so that everything since a delivery can be read"
                )
            }
            let expected = log.expect.map { text in
                let isThere = line(with: text) != nil
                return !isThere && !lines.isComplete
                    ? cut(.logsExpect, text)
                    : !isThere
                        ? CheckResult(
                            .logsExpect,
                            .fail,
                            "\(source): no line has “\(shown(text))” (\(span))",
                            fix:
                                "check whether the program that writes the log was started since the delivery, and what it logs instead"
                        ) : CheckResult(.logsExpect, .pass, "\(source): a line has “\(shown(text))” (\(span))")
            }
            let rejected = log.reject.map { text in
                line(with: text).map { line in
                    CheckResult(
                        .logsReject,
                        .fail,
                        "\(source): “\(mask.shown(line))” has “\(shown(text))” (\(span))",
                        fix: "fix what the line reports, then run verify again"
                    )
                }
                    ?? (lines.isComplete
                        ? CheckResult(.logsReject, .pass, "\(source): no line has “\(shown(text))” (\(span))")
                        : cut(.logsReject, text))
            }
            return LogReading(expected + rejected, counts: counts, marks: lines.marks)
        }
    }

    /// What was looked at.
    private static func span(_ lines: LogLines, _ tail: LogTail, _ subject: LogSubject) -> String {
        let reach =
            switch lines.reach {
            case .unbounded: "nothing was delivered yet: the whole tail was searched"
            case .wholeTail: "no time stamps in the file: the whole tail was searched"
            case .since:
                "\(lines.ranges.count) line\(lines.ranges.count == 1 ? "" : "s") since "
                    + (subject.since?.iso8601 ?? "")
                    + (subject.delivered?.basis == .issued ? ", when the key was issued" : "")
            }
        return reach + (lines.hasOwn ? "; Keyturn's own requests are ignored" : "")
            + (tail.isCut ? "; the log is too long, so only its end was read" : "")
    }

    private static func shown(_ text: String) -> String { SecretMask.masked(PlainText.line(text)) }
}

extension LogExpectation.Source {
    /// `log of container pm-backend-api`, or the file's path.
    package var words: String {
        switch self {
        case .file(let path): PlainText.line(path)
        case .docker(let container): "log of container \(PlainText.line(container))"
        }
    }
}
