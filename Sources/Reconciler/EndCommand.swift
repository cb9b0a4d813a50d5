internal import Model
internal import Planning

/// A command of a profile's `onEnd` with what is in the key column filled in, and the keys that it is run for.
struct EndCommand: Sendable {
    /// Nil if it asks for what is in the column, which cannot be told.
    let hook: Hook?

    /// At least one.
    private(set) var keys: [EndedKey]

    /// Each different command once: one that does not ask for the row, such as a restart, is about all of them.
    static func all(of hook: Hook, for keys: [EndedKey], in stored: StoredForm) -> [EndCommand] {
        var places: [[String]?: Int] = [:]
        var commands: [EndCommand] = []
        for key in keys {
            let arguments = arguments(of: hook, for: key, in: stored)
            if let place = places[arguments] {
                commands[place].keys.append(key)
                continue
            }
            places[arguments] = commands.count
            let filled = arguments.map { Hook(arguments: $0, timeout: hook.timeout, folder: hook.folder) }
            commands.append(EndCommand(hook: filled, keys: [key]))
        }
        return commands
    }

    private static func arguments(of hook: Hook, for key: EndedKey, in stored: StoredForm) -> [String]? {
        var arguments: [String] = []
        for argument in hook.arguments {
            var text = ""
            for piece in BracedText(argument)?.pieces ?? [.literal(argument)] {
                switch piece {
                case .literal(let literal): text += literal
                case .braced:
                    guard key.isWhole, let value = stored.text(of: key.fingerprint) else { return nil }
                    text += value
                }
            }
            arguments.append(text)
        }
        return arguments
    }
}

extension StoredForm {
    /// What is in the column for a key, where that follows from its fingerprint; never the key itself.
    fileprivate func text(of key: Fingerprint) -> String? {
        isFingerprint && encoding == .hex ? prefix + key.hex : nil
    }
}
