/// Standard output in large pieces: a list of any length takes no more memory than one of them.
struct BufferedOutput {
    let console: Console
    private var buffer = ""

    init(console: Console) { self.console = console }

    /// - Throws: ``OutputError``.
    mutating func append(_ text: String) throws {
        buffer += text
        if buffer.utf8.count > 65_536 { try flush() }
    }

    /// - Throws: ``OutputError``.
    mutating func flush() throws {
        try console.output(buffer)
        buffer = ""
    }
}
