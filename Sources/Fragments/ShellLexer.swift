/// Parts a text into the words and signs of a shell, on which bash and dash agree.
///
/// What may have several lines is a quote or a here-document. Any other word that does not end in its line is given up
/// on, since readers of dotenv files would read those lines for themselves.
struct ShellLexer {
    enum Token {
        case word(ShellWord)
        case sign(String)
        case lineEnd
        case end
    }

    let bytes: UnsafeRawBufferPointer
    var position: Int
    var line = 1
    var notes: [ShellNote] = []

    /// Lines that begin inside a word, by the line in which that begins.
    var inner: [Int: Int] = [:]

    /// How many brackets are around what is read now.
    var depth = 0

    /// How many expansions are around what is read now, also around the whole text.
    var nesting: Int

    private var documents: [(end: [UInt8], isIndented: Bool, isQuoted: Bool, line: Int)] = []

    /// - Parameters:
    ///   - bytes: the text.
    ///   - nesting: how many expansions are around it.
    init(_ bytes: UnsafeRawBufferPointer, nesting: Int = 0) {
        self.bytes = bytes
        self.nesting = nesting
        position = bytes.starts(with: DotenvScanner.byteOrderMark) ? DotenvScanner.byteOrderMark.count : 0
    }

    private static let signs = [
        ";;&", "&>>", "<<-", "<<<", ";;", ";&", "&&", "||", "|&", "&>", "<<", ">>", "<&", ">&", "<>", ">|", ";", "&",
        "|", "<", ">", "(", ")",
    ]

    /// The next word, sign or end of a line; comments are ignored.
    mutating func next() throws(ShellStop) -> Token {
        skipSpace()
        if byte(at: position) == UInt8(ascii: "#") { skipComment() }
        guard position < bytes.count else {
            if let open = documents.first { throw ShellStop(line: open.line, what: Self.reachesOn, isUnclosed: true) }
            return .end
        }
        if bytes[position] == UInt8(ascii: "\n") {
            position += 1
            line += 1
            try readDocuments()
            return .lineEnd
        }
        for sign in Self.signs where bytes[position...].starts(with: sign.utf8) {
            position += sign.utf8.count
            if sign == "<<" || sign == "<<-" { try announceDocument(isIndented: sign == "<<-") }
            return .sign(sign)
        }
        return .word(try word())
    }

    /// Whether a word is next, in the same line.
    mutating func hasWord() -> Bool {
        skipSpace()
        guard let byte = byte(at: position) else { return false }
        return !"\n;&|<>()#".utf8.contains(byte)
    }

    /// Moves on behind a `)`, where one is next.
    mutating func takeBracket() -> Bool {
        skipSpace()
        guard byte(at: position) == UInt8(ascii: ")") else { return false }
        position += 1
        return true
    }

    /// Of a redirection to another one: which is there depends on the shell.
    mutating func noteTarget(of sign: String, _ target: ShellWord) {
        guard sign == ">&" || sign == "<&", !["0", "1", "2", "-"].contains(target.text) else { return }
        note(Self.mayEnd, isEnd: true)
    }

    /// Whether nothing of the line was read yet.
    var isAtLineStart: Bool { position == 0 || bytes[position - 1] == UInt8(ascii: "\n") }

    /// Everything up to the end of the line, which comes next.
    mutating func skipLine() {
        skipComment()
        documents = []
    }

    static let reachesOn = "a shell would continue reading on the next line"
    static let inBrackets = "a shell would continue reading the brackets on the next line"

    static let runsBackticks = "a shell would run the text in backticks"

    // MARK: - Here-documents

    private mutating func announceDocument(isIndented: Bool) throws(ShellStop) {
        skipSpace()
        let word = try word()
        documents.append((Array(word.text.utf8), isIndented, word.isQuoted, word.line))
    }

    private mutating func readDocuments() throws(ShellStop) {
        for document in documents {
            while true {
                guard position < bytes.count else {
                    throw ShellStop(line: document.line, what: Self.reachesOn, isUnclosed: true)
                }
                inner[line] = document.line
                let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                let text = bytes[position..<end]
                let isMarked = [UInt8(ascii: "$"), UInt8(ascii: "`")].contains { text.contains($0) }
                if !document.isQuoted, isMarked { note(Self.calculates, isEnd: false) }
                position = min(end + 1, bytes.count)
                line += 1
                let isEnd = (document.isIndented ? text.drop { $0 == 0x09 } : text).elementsEqual(document.end)
                if isEnd { break }
            }
        }
        documents = []
    }

    // MARK: - Bytes

    func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = byte(at: position) {
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
                position += 1
            } else if byte == UInt8(ascii: "\\"),
                self.byte(at: position + 1) == UInt8(ascii: "\n") || position + 1 == bytes.count
            {
                readOn(from: line)
                position = min(position + 2, bytes.count)
            } else {
                return
            }
        }
    }

    private mutating func skipComment() {
        position = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    }
}
