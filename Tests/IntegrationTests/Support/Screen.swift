internal import Foundation
internal import Testing

extension World {
    /// Runs the binary on a pseudo-terminal of so many columns; `answer` is typed where it asks.
    ///
    /// What the screen gets is the run's output: standard error too.
    func screen(
        _ columns: Int,
        _ arguments: [String],
        answer: String = "",
        variables: [String: String] = [:]
    ) async throws -> Run {
        let script =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
            + "/Oracle/screen.py"
        return try await keyturn(
            arguments,
            wrapper: ["/usr/bin/python3", "-B", script, "\(columns)", answer],
            variables: ["TERM": "xterm-256color"].merging(variables) { _, new in new }
        )
    }
}

extension StringProtocol where SubSequence == Substring {
    /// Without ANSI escape sequences.
    var withoutColour: String { String(self).replacing(/\u{1B}\[[0-9;]*m/, with: "") }

    /// Without what a run says of itself where the machine is slow.
    var withoutProgress: String { String(self).replacing(/(?m)^[a-z]+: [^\n]+…\n/, with: "") }

    /// What stands between white space, in order.
    var words: [Substring] { split(whereSeparator: \.isWhitespace) }
}
