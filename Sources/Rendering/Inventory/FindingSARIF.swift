package import Diagnostics
internal import Model
package import State

/// What a search for keys came to, as SARIF 2.1.0: what code hosts and editors show beside the lines.
package enum FindingSARIF {
    /// `version` is keyturn's own.
    ///
    /// `problems` say which keys were not looked for.
    package static func render(
        _ search: KeySearch,
        _ problems: [Diagnostic],
        version: String,
        _ name: ShownName
    ) -> JSONText {
        let findings = search.findings.filter { !$0.isOwn }
        var counts: [String: Int] = [:]
        let results = findings.map { finding in
            let place = place(finding, name)
            let subject = "\(finding.shown) \(place.uri)\(place.commit.map { " \($0)" } ?? "")"
            counts[subject, default: 0] += 1
            return result(finding, place, "\(subject) \(counts[subject] ?? 0)", name)
        }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "keyturn", "version": .string(version),
                            "rules": [
                                rule(
                                    "live-key",
                                    "A key that a server accepts was found outside its own fragments.",
                                    "error"
                                ),
                                rule("dead-key", "A key that no server accepts any more was found.", "note"),
                            ],
                        ]
                    ],
                    "columnKind": "unicodeCodePoints",
                    "results": .array(results),
                    "invocations": [
                        [
                            "executionSuccessful": .bool(search.unread.isEmpty && problems.isEmpty),
                            "toolExecutionNotifications": .array(
                                search.unread.map {
                                    notification("\(name($0.path)) could not be read: \(name($0.reason))")
                                } + problems.map { notification($0.summary) }
                            ),
                        ]
                    ],
                ]
            ],
        ]
    }

    private static func notification(_ text: String) -> JSONText {
        ["level": "warning", "message": ["text": .string(text)]]
    }

    private static func rule(_ id: String, _ text: String, _ level: String) -> JSONText {
        [
            "id": .string(id), "shortDescription": ["text": .string(text)],
            "defaultConfiguration": ["level": .string(level)],
        ]
    }

    /// `identity` is the same wherever the lines of the file move: the key, the path, and which of several places it is.
    private static func result(
        _ finding: KeyFinding,
        _ place: (uri: String, commit: String?),
        _ identity: String,
        _ name: ShownName
    ) -> JSONText {
        let whose = finding.rows.first.map { row in
            row.identity.map { "\(row.environment)/\($0)" }
                ?? "undeclared in \(row.environment), of owner \(name(row.ownerEmail ?? row.owner))"
        }
        let state = finding.isLive ? "Live" : "Dead"
        let text = "\(state) key \(finding.shown) (\(whose ?? "of no one")). Fix: \(finding.advice)."
        return [
            "ruleId": .string(finding.isLive ? "live-key" : "dead-key"),
            "level": .string(finding.isLive ? "error" : "note"),
            "message": ["text": .string(text)],
            "locations": [location(finding, place)],
            "partialFingerprints": ["keyturn/v2": .string(identity)],
        ]
    }

    private static func place(_ finding: KeyFinding, _ name: ShownName) -> (uri: String, commit: String?) {
        switch finding.place {
        case .file(let path), .staged(let path): (uri(path, name), nil)
        case .standardInput: ("stdin", nil)
        case .history(let path, let commit): (uri(path ?? PathBytes(KeyFinding.noPath), name), commit)
        case .message(let object): ("commit-message", object)
        }
    }

    private static func location(_ finding: KeyFinding, _ place: (uri: String, commit: String?)) -> JSONText {
        var members: [JSONText.Member] = [
            JSONText.Member(
                "physicalLocation",
                [
                    "artifactLocation": ["uri": .string(place.uri)],
                    "region": ["startLine": .int(Int64(finding.line)), "startColumn": .int(Int64(finding.column))],
                ]
            )
        ]
        if let commit = place.commit {
            members.append(JSONText.Member("message", ["text": .string("commit \(commit)")]))
        }
        return .object(members)
    }

    /// A path as a URI: relative as it is, absolute with its scheme; byte by byte, but for keys in it.
    private static func uri(_ path: PathBytes, _ name: ShownName) -> String {
        let shown = path.text
        let bytes = name.hides(shown) ? Array(name(shown).utf8) : path.bytes
        var text = bytes.first == UInt8(ascii: "/") ? "file://" : ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"), UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return text
    }
}
