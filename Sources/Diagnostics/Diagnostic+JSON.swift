extension Diagnostic {
    /// All members are always there, null where there is nothing to say; readers ignore those they do not know.
    package var json: JSONText {
        [
            "severity": .string(severity.rawValue),
            "code": .string(code),
            "summary": .string(summary),
            "detail": JSONText(detail),
            "fix": JSONText(fix),
            "file": JSONText(location?.file),
            "line": JSONText(location?.line),
            "column": JSONText(location?.column),
            "address": JSONText(address),
        ]
    }
}

extension Sequence<Diagnostic> {
    /// An array of their objects, in their order.
    package var json: JSONText { .array(map(\.json)) }
}
