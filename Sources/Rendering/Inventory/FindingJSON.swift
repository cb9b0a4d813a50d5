package import Diagnostics
package import Model
package import Planning
package import State

/// What a search for keys came to, for programs.
package enum FindingJSON {
    package static let formatVersion = "1.0"

    package static func render(
        _ search: KeySearch,
        now: Instant,
        notCompared: [NotCompared],
        diagnostics: [Diagnostic],
        _ name: ShownName
    ) -> JSONText {
        [
            "format_version": .string(formatVersion),
            "created_at": .string(now.iso8601),
            "keys": .int(Int64(search.keys)),
            "searched": [
                "documents": .int(Int64(search.documents)), "bytes": .int(Int64(search.bytes)),
                "binary": .array(search.binary.map { .string(name($0)) }),
                "unread": .array(
                    search.unread.map { ["path": .string(name($0.path)), "reason": .string(name($0.reason))] }
                ),
            ],
            "findings": .array(search.findings.map { json($0, name) }),
            "leaked": .bool(search.hasLeaks),
            "not_compared": .array(notCompared.map(\.json)),
            "diagnostics": diagnostics.json,
        ]
    }

    /// Every kind of place, for the schema.
    static let kinds = ["file", "standard-input", "staged", "history", "message"]

    private static func json(_ finding: KeyFinding, _ name: ShownName) -> JSONText {
        let (kind, path, commit): (String, String?, String?) =
            switch finding.place {
            case .file(let path): ("file", path.text, nil)
            case .standardInput: ("standard-input", nil, nil)
            case .staged(let path): ("staged", path.text, nil)
            case .history(let path, let commit): ("history", path?.text ?? KeyFinding.noPath, commit)
            case .message(let object): ("message", nil, object)
            }
        return [
            "kind": .string(kind),
            "path": JSONText(path.map { name($0) }),
            "commit": JSONText(commit),
            "line": .int(Int64(finding.line)),
            "column": .int(Int64(finding.column)),
            "fingerprint": .string(finding.shown.description),
            "live": .bool(finding.isLive),
            "own": .bool(finding.isOwn),
            "fix": finding.isOwn ? .null : .string(finding.advice),
            "keys": .array(finding.rows.map { InventoryJSON.json($0, name) }),
        ]
    }
}
