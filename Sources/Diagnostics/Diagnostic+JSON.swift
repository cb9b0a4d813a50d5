internal import Redaction

extension Diagnostic {
    /// All members are always there, null where there is nothing to say; readers ignore those they do not know.
    package var json: JSONText {
        [
            "severity": .string(severity.rawValue),
            "code": .string(code),
            "summary": .string(KeyLikeness.maskedNames(summary)),
            "detail": JSONText(detailWithCommand),
            "fix": JSONText(fix.map(KeyLikeness.maskedNames)),
            "file": JSONText((location?.file).map(KeyLikeness.maskedNames)),
            "line": JSONText(location?.line),
            "column": JSONText(location?.column),
            "address": JSONText(address.map(KeyLikeness.maskedNames)),
        ]
    }

    private var detailWithCommand: String? {
        let detail = detail.map(KeyLikeness.maskedNames)
        guard let command else { return detail }
        return (detail.map { $0 + "\n" } ?? "") + "$ " + command
    }
}

extension Sequence<Diagnostic> {
    /// An array of their objects, in their order.
    package var json: JSONText { .array(map(\.json)) }
}
