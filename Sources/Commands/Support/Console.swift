internal import Diagnostics
internal import Glibc
internal import Redaction

/// Standard output and standard error.
///
/// Results go to the first, everything else to the second.
struct Console: Sendable {
    /// Colour only where a person looks, and did not ask for none (https://no-color.org).
    let outputStyle: TextStyle
    let errorStyle: TextStyle

    init(noColor: Bool, variables: [String: String]) {
        let isPlain = noColor || !(variables["NO_COLOR"] ?? "").isEmpty || variables["TERM"] == "dumb"
        outputStyle = !isPlain && Self.isTerminal(STDOUT_FILENO) ? .colour : .plain
        errorStyle = !isPlain && Self.isTerminal(STDERR_FILENO) ? .colour : .plain
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// - Throws: ``OutputError`` where the text could not be written: a full disk must not look like success.
    func output(_ text: String) throws {
        guard Self.write(text, to: STDOUT_FILENO) else { throw OutputError() }
    }

    /// Words of the command line stand in what is said here: a key among them is hidden.
    func error(_ text: String) {
        // There is nowhere left to complain.
        _ = Self.write(KeyLikeness.maskedNames(text), to: STDERR_FILENO)
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    // Whoever reads has seen enough (`keyturn plan | head`).
                    return errno == EPIPE
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        }
    }
}

/// Standard output could not be written.
struct OutputError: Error, CustomStringConvertible {
    let description = "standard output could not be written"
}
