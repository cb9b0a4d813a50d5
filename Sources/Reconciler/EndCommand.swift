internal import Diagnostics
internal import Model
internal import Planning
internal import Redaction

/// A command of a profile's `onEnd` with what is in the key column filled in, and the keys that it is run for.
struct EndCommand: Sendable {
    /// Nil if it asks for what is in the column, which cannot be told.
    let hook: Hook?

    /// As a person can paste it into a shell, in its folder; nil with ``hook``.
    ///
    /// What a digest's column holds is no secret; what a variable holds may be one, and stays a variable.
    let shellText: String?

    /// At least one.
    private(set) var keys: [EndedKey]

    /// Whether a later run can fill it in, too: what only a row tells is gone with it.
    let isRepeatable: Bool

    /// Each different command once: one that does not ask for the row, such as a restart, is about all of them.
    ///
    /// `texts` is what was in the column of the rows that this run ended, by their keys; of others it is what follows from the
    /// fingerprint, if anything.
    static func all(
        of hook: Hook,
        for keys: [EndedKey],
        texts: [Fingerprint: [String]],
        in stored: StoredForm
    ) -> [EndCommand] {
        let isRepeatable = stored.isFingerprint || !hook.arguments.contains { $0.contains("{stored}") }
        var places: [[String]?: Int] = [:]
        var commands: [EndCommand] = []
        for key in keys {
            let known: [String?] = texts[key.fingerprint] ?? [key.isWhole ? stored.text(of: key.fingerprint) : nil]
            for text in known {
                let arguments = arguments(of: hook, text)
                if let place = places[arguments] {
                    if commands[place].keys.last != key { commands[place].keys.append(key) }
                    continue
                }
                places[arguments] = commands.count
                let filled = arguments.map {
                    Hook(arguments: $0, written: hook.written, timeout: hook.timeout, folder: hook.folder)
                }
                commands.append(
                    EndCommand(
                        hook: filled,
                        shellText: filled.map { _ in shellText(of: hook, text) },
                        keys: [key],
                        isRepeatable: isRepeatable
                    )
                )
            }
        }
        return commands
    }

    /// Nil where what is in the column is asked for, and not known.
    private static func arguments(of hook: Hook, _ stored: String?) -> [String]? {
        var arguments: [String] = []
        for argument in hook.arguments {
            guard let text = filled(argument, stored, literal: \.self) else { return nil }
            arguments.append(text)
        }
        return arguments
    }

    private static func shellText(of hook: Hook, _ stored: String?) -> String {
        zip(hook.arguments, hook.written).map { argument, written in
            guard written == argument else {
                let text = stored.map { written.replacing("{stored}", with: $0) } ?? written
                return ShellWord.quotedWithVariables(SecretMask.masked(PlainText.line(text)))
            }
            let text = filled(argument, stored) { SecretMask.masked(PlainText.line($0)) }
            return ShellWord.quoted(text ?? "")
        }.joined(separator: " ")
    }

    private static func filled(_ argument: String, _ stored: String?, literal: (String) -> String) -> String? {
        var text = ""
        for piece in BracedText(argument)?.pieces ?? [.literal(argument)] {
            switch piece {
            case .literal(let words): text += literal(words)
            case .braced:
                guard let stored else { return nil }
                text += stored
            }
        }
        return text
    }
}

extension StoredForm {
    /// What is in the column for a key, where that follows from its fingerprint; never the key itself.
    fileprivate func text(of key: Fingerprint) -> String? {
        isFingerprint && encoding == .hex ? prefix + key.hex : nil
    }
}
