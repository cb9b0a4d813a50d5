internal import CLinux
internal import Diagnostics
internal import Dispatch
internal import Glibc
internal import Reconciler
internal import Redaction
internal import Synchronization

/// Standard output and standard error.
///
/// Results go to the first, everything else to the second.
struct Console: Sendable {
    /// Colour only where a person looks, and did not ask for none (https://no-color.org).
    let outputStyle: TextStyle
    let errorStyle: TextStyle

    /// Whether progress is kept to itself.
    let isQuiet: Bool

    /// The keys that no text shows, whatever they look like.
    private let seen: SeenKeys

    init(noColor: Bool, isQuiet: Bool = false, variables: [String: String], seen: SeenKeys = SeenKeys()) {
        self.seen = seen
        self.isQuiet = isQuiet
        let isPlain = noColor || !(variables["NO_COLOR"] ?? "").isEmpty || variables["TERM"] == "dumb"
        outputStyle = Self.style(of: STDOUT_FILENO, isPlain: isPlain, elsewhere: TextStyle.usualWidth)
        // In a log a message is searched for: there it stays in one line.
        errorStyle = Self.style(of: STDERR_FILENO, isPlain: isPlain, elsewhere: .max)
    }

    private static func style(of descriptor: Int32, isPlain: Bool, elsewhere: Int) -> TextStyle {
        guard isTerminal(descriptor) else { return .plain.within(elsewhere) }
        let columns = Int(keyturn_terminal_width(descriptor))
        let width = columns > 0 ? max(columns, leastWidth) : TextStyle.usualWidth
        return (isPlain ? TextStyle.plain : .colour).within(width)
    }

    /// Narrower terminals break lines themselves.
    private static let leastWidth = 40

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// - Throws: ``OutputError`` where the text could not be written: a full disk must not look like success.
    func output(_ text: String) throws {
        guard Self.write(seen.masked(text), to: STDOUT_FILENO) else { throw OutputError() }
    }

    /// As ``output(_:)-(String)``, a value as it is written, with a line break behind it.
    func output(_ json: JSONText) throws {
        try json.forEachPiece(making: Self.onAllCores) { try output(String(decoding: $0, as: UTF8.self)) }
    }

    private static func onAllCores(_ count: Int, _ make: @Sendable (Int) -> [UInt8]) -> [[UInt8]] {
        let texts = Mutex([[UInt8]](repeating: [], count: count))
        DispatchQueue.concurrentPerform(iterations: count) { number in
            let text = make(number)
            texts.withLock { $0[number] = text }
        }
        return texts.withLock { $0 }
    }

    /// A text for people: no line of it is wider than the screen.
    func show(_ text: String) throws { try output(outputStyle.fitted(text)) }

    /// Words of the command line are in what is said here: a key among them is hidden.
    ///
    /// `commands`: lines that are there to be pasted. Of what looks like a key in them, only known keys are hidden.
    func error(_ text: String, keeping commands: Set<String> = []) {
        let lines =
            commands.isEmpty ? [text] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let shown = lines.map { line in
            let line = (text: seen.masked(line), isKept: commands.contains(line))
            return line.isKept ? line.text : errorStyle.fitted(KeyLikeness.maskedNames(line.text))
        }
        // There is nowhere left to complain.
        _ = Self.write(shown.joined(separator: "\n"), to: STDERR_FILENO)
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
struct OutputError: CommandError {
    let diagnostic = Diagnostic(.error, CommandCode.stdoutUnwritable, "standard output cannot be written")
}
