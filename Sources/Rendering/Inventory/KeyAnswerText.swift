package import Diagnostics
package import Model
package import Planning
package import State

/// Whose a key is, for people who are in a hurry.
package struct KeyAnswerText {
    private let name: ShownName
    private let style: TextStyle

    package init(style: TextStyle, _ name: ShownName) {
        self.style = style
        self.name = name
    }

    /// `isUncertain`: there are live keys that the question could not be compared with.
    package func render(_ answer: KeyAnswer, now: Instant, isUncertain: Bool = false) -> String {
        var text = answer.rows.map { words($0, now: now) }.joined(separator: "\n")
        for file in answer.strays {
            let standing =
                isUncertain
                ? "; it is not known whether the database of that environment holds it"
                : ", but not in the database of that environment"
            text += "\nAlso in \(name(file))\(standing).\n"
        }
        if !text.isEmpty { return text }
        return isUncertain
            ? "It is not known whether a database of these environments holds this key.\n"
            : "No database of these environments holds this key.\n"
    }

    private func words(_ row: KeyAnswer.Row, now: Instant) -> String {
        let key = row.key
        let address = key.identity.map { "\(key.environment)/\($0)" }
        let state = style.paint(key.standing.words, key.isLive ? .red : .dim)
        let email = key.ownerEmail.map { name($0) }
        let owner = ([key.ownerName.map { name($0) }, email, name(key.owner)] as [String?]).compactMap(\.self)
            .filter { !$0.isEmpty }
        let created = key.createdAt.map { TimeText.relative($0, to: now) } ?? "at an unknown time"
        var lines = [
            "\(key.fingerprint): \(address ?? "\(key.environment), declared by no identity"), \(state)",
            "  owner:      \(owner.isEmpty ? "(none)" : owner.joined(separator: ", "))",
            "  name:       \(key.name.map { name($0) } ?? "(no name)")",
            "  created:    \(created)",
            "  last used:  \(key.lastUsedAt.map { TimeText.relative($0, to: now) } ?? "unknown")",
            "  ends:       \(key.endsAt.map { TimeText.relative($0, to: now) } ?? "never")",
            "  delivered:  \(row.files.isEmpty ? "nowhere" : row.files.map { name($0) }.joined(separator: ", "))",
        ]
        if let next = row.next { lines.append("  \(style.paint("next:", .green))       \(next)") }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension KeyAnswer.Row {
    /// The command that ends the key; nil if nothing accepts it.
    var next: String? {
        guard key.isLive else { return nil }
        guard let identity = key.identity else { return "end it in its application: no identity declares it" }
        let option = key.standing == .current ? "" : " --key \(name)"
        return "keyturn revoke \(key.environment)/\(identity)\(option) --record"
    }
}

/// Whose a key is, for programs.
package enum KeyAnswerJSON {
    package static func render(
        _ answer: KeyAnswer,
        now: Instant,
        notCompared: [NotCompared],
        diagnostics: [Diagnostic],
        _ name: ShownName
    ) -> JSONText {
        [
            "format_version": "1.0",
            "created_at": .string(now.iso8601),
            "keys": .array(
                answer.rows.map { row in
                    [
                        "key": InventoryJSON.json(row.key, name),
                        "files": .array(row.files.map { .string(name($0)) }),
                        "next": JSONText(row.next),
                    ]
                }
            ),
            "strays": .array(answer.strays.map { .string(name($0)) }),
            "not_compared": .array(notCompared.map(\.json)),
            "diagnostics": diagnostics.json,
        ]
    }
}
