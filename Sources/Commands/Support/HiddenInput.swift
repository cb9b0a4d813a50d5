internal import Glibc
internal import Model

/// A line that someone types without its being seen, or that another program hands over.
enum HiddenInput {
    /// The line, without white space around it; nil at the end of the input, and for more than any key.
    ///
    /// What is not typed is read to its end, so that further lines are seen.
    ///
    /// `prompt` goes to the terminal alone.
    static func line(prompt: String) -> Secret? {
        let isTerminal = isatty(STDIN_FILENO) == 1
        var before = termios()
        if isTerminal {
            guard tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
            var hidden = before
            hidden.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
            _ = prompt.utf8CString.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count - 1) }
        }
        defer {
            if isTerminal {
                tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
                _ = write(STDERR_FILENO, "\n", 1)
            }
        }
        return read(toTheEnd: !isTerminal)
    }

    private static let longest = 8_192

    private static func read(toTheEnd: Bool) -> Secret? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(longest)
        defer { for index in bytes.indices { bytes[index] = 0 } }
        var byte: UInt8 = 0
        while bytes.count < longest {
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count <= 0 || byte == 0x0A && !toTheEnd { break }
            bytes.append(byte)
        }
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        let first = bytes.firstIndex { !isSpace($0) }
        guard let first, let last = bytes.lastIndex(where: { !isSpace($0) }), bytes.count < longest else { return nil }
        return bytes.withUnsafeBytes { Secret(UnsafeRawBufferPointer(rebasing: $0[first...last])) }
    }
}
