/// A command that is run after fragments were written, so that consumers use the new key: `onChange`.
///
/// Immutable, so it behaves like a value; a class, because thousands of identities share one.
package final class Hook: Sendable {
    /// The program and its arguments, given to it as they are: no shell reads them.
    ///
    /// At least one.
    package let arguments: [String]

    /// The same as they may be shown: one that a variable has a part in is as the file has it, `${VARIABLE}`.
    ///
    /// What a variable holds may be a password.
    package let written: [String]

    /// How long it may take before it is killed and counts as failed.
    package let timeout: Duration

    /// The absolute folder that it is run in: the one of the environment files.
    package let folder: String

    package static let defaultTimeout = Duration.seconds(300)

    /// `written` is left out where no variable has a part in the arguments.
    package init(
        arguments: [String],
        written: [String]? = nil,
        timeout: Duration = defaultTimeout,
        folder: String
    ) {
        self.arguments = arguments
        self.written = written ?? arguments
        self.timeout = timeout
        self.folder = folder
    }
}

extension Hook {
    /// The same with another time that it may take.
    package func with(timeout: Duration) -> Hook {
        Hook(arguments: arguments, written: written, timeout: timeout, folder: folder)
    }
}

extension Hook: Hashable {
    package static func == (left: Hook, right: Hook) -> Bool {
        left === right
            || left.arguments == right.arguments && left.written == right.written && left.timeout == right.timeout
                && left.folder == right.folder
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(arguments)
        hasher.combine(timeout)
        hasher.combine(folder)
    }
}

/// As in saved plans, which have the arguments as they are shown and nothing else.
extension Hook: Codable {
    private enum CodingKeys: CodingKey { case arguments, timeout, folder }

    package convenience init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            arguments: try values.decode([String].self, forKey: .arguments),
            timeout: try values.decode(Duration.self, forKey: .timeout),
            folder: try values.decode(String.self, forKey: .folder)
        )
    }
}
