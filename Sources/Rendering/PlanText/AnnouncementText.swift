internal import Diagnostics
internal import Model
internal import Planning
internal import Redaction

extension Announcement {
    /// `$ onChange docker compose up -d api, for backend, worker`; keys that no identity declares have no name.
    ///
    /// An argument that a variable has a part in is as the file has it, and what else may be a password is masked.
    var words: String {
        let command = hook.written.map { SecretMask.masked(PlainText.line($0)) }.joined(separator: " ")
        let clipped = command.count > 200 ? command.prefix(200) + "…" : command[...]
        let listed =
            names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(grouped(names.count - 6)) more" : "")
        return "$ \(event.rawValue) \(clipped)" + (listed.isEmpty ? "" : ", for \(listed)")
            + (owed.isEmpty ? "" : ", owed for \(count(owed.count, "key")) that ended before")
    }

    var json: JSONText {
        [
            "command": .array(hook.written.map { .string(SecretMask.masked($0)) }),
            "identities": .array(names.map { .string($0) }), "event": .string(event.rawValue),
            "owed": .array(owed.map { .string($0.fingerprint.description) }),
        ]
    }
}
