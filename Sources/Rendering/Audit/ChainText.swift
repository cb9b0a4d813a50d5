package import Audit
package import Diagnostics

/// What was found of one environment's audit file.
package struct ChainReport: Sendable {
    package let environment: String
    package let path: String

    /// Nil if there is no file yet.
    package let chain: ChainVerifier?

    package init(environment: String, path: String, chain: ChainVerifier?) {
        self.environment = environment
        self.path = path
        self.chain = chain
    }

    /// A file that is not there although someone remembers lines of it is cut off wholly.
    package var isIntact: Bool { chain?.findings.isEmpty ?? true }
}

/// Verified chains for people and for programs.
package enum ChainText {
    package static func render(_ reports: [ChainReport]) -> String {
        reports.map { report in
            guard let chain = report.chain else { return "\(report.environment): no audit file yet\n" }
            let count = "\(chain.lineCount) line\(chain.lineCount == 1 ? "" : "s")"
            var text = "\(report.environment): \(count), \(report.isIntact ? "intact" : "NOT INTACT")\n"
            for finding in chain.findings { text += "  \(words(finding))\n" }
            for case .mended(let line) in chain.notes {
                text += "  line \(line) was cut off by a crash, as the next line records\n"
            }
            return text + "  head \(chain.head)\n"
        }.joined()
    }

    package static func json(_ reports: [ChainReport]) -> JSONText {
        [
            "format_version": "1.0",
            "intact": .bool(reports.allSatisfy(\.isIntact)),
            "files": .array(
                reports.map { report in
                    [
                        "environment": .string(report.environment),
                        "path": .string(report.path),
                        "exists": .bool(report.chain != nil),
                        "intact": .bool(report.isIntact),
                        "lines": .int(Int64(report.chain?.lineCount ?? 0)),
                        "head": JSONText(report.chain?.head.description),
                        "findings": .array(
                            (report.chain?.findings ?? []).map {
                                ["code": .string($0.code), "line": JSONText($0.line), "detail": .string(words($0))]
                            }
                        ),
                    ]
                }
            ),
        ]
    }

    private static func words(_ finding: ChainFinding) -> String {
        switch finding {
        case .unreadable(let line): "line \(line) is not an audit entry"
        case .edited(let line, let sequence): "line \(line) (sequence \(sequence)) was changed"
        case .gap(let line, let missing):
            missing.count == 1
                ? "a line is missing before line \(line): sequence \(missing.lowerBound)"
                : "\(missing.count) lines are missing before line \(line): sequence \(missing.lowerBound) to \(missing.upperBound)"
        case .repeated(let line, let sequence): "line \(line) repeats sequence \(sequence), or is out of order"
        case .broken(let line): "line \(line) does not follow the line before it: one of them was replaced"
        case .foreign(let line, let environment): "line \(line) is of \(PlainText.line(environment))"
        case .truncated(let remembered, let last):
            "the end is missing: sequence \(last) is the last, \(who(remembered)) remembers \(remembered.head.sequence)"
        case .rewritten(let remembered, let line): "line \(line) is not the one that \(who(remembered)) remembers"
        case .torn(let line): "line \(line) is incomplete: a crash cut it off, and the next run will record that"
        }
    }

    private static func who(_ remembered: RememberedHead) -> String {
        remembered.source.map { "the audit file of \(PlainText.line($0))" } ?? "--head"
    }
}
