internal import Redaction

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
    private(set) var position: Int
    private(set) var line = 1
    private(set) var notes: [ShellNote] = []

    /// Lines that begin inside a word, by the line in which that begins.
    private(set) var inner: [Int: Int] = [:]

    /// How many brackets are around what is read now.
    private var depth = 0

    /// How many expansions are around what is read now, also around the whole text.
    private var nesting: Int

    /// No one writes more, and each level is read on a stack.
    private static let deepest = 16

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

    static let reachesOn = "a shell would read on in the next line"
    static let inBrackets = "a shell would read what is in brackets on in the next line"

    private static let runsBackticks = "a shell would run what is in backticks"

    // MARK: - Words

    private mutating func word() throws(ShellStop) -> ShellWord {
        let (start, first) = (position, line)
        var text: [UInt8] = []
        var isQuoted = false
        let assigned = try assignedName()
        reading: while let byte = byte(at: position) {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "&"),
                UInt8(ascii: "|"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ")"):
                break reading
            case UInt8(ascii: "("):
                guard assigned != nil, bytes[position - 1] == UInt8(ascii: "="), isSign(at: position - 1, from: start)
                else { break reading }
                // An array, which not all shells know.
                note(Self.mayEnd, isEnd: true)
                try skipBrackets(from: first)
                text.append(0)
            case UInt8(ascii: "\\"):
                if self.byte(at: position + 1) == UInt8(ascii: "\n") || position + 1 == bytes.count {
                    readOn(from: first)
                    position = min(position + 2, bytes.count)
                } else {
                    isQuoted = true
                    text.append(bytes[position + 1])
                    position += 2
                }
            case UInt8(ascii: "'"):
                isQuoted = true
                text += try singleQuoted(from: first)
            case UInt8(ascii: "\""):
                isQuoted = true
                text += try doubleQuoted(from: first)
            case UInt8(ascii: "$"):
                isQuoted = isQuoted || self.byte(at: position + 1) == UInt8(ascii: "'")
                try expansion(isQuoted: false)
                text.append(0)
            case UInt8(ascii: "`"):
                try backquoted()
                text.append(0)
            default:
                text.append(byte)
                position += 1
            }
        }
        return ShellWord(
            line: first,
            range: start..<position,
            text: String(decoding: text, as: UTF8.self),
            isQuoted: isQuoted,
            assigned: assigned
        )
    }

    /// Whether the `=` at `index` is the first one of the word.
    private func isSign(at index: Int, from start: Int) -> Bool {
        bytes[start...].firstIndex(of: UInt8(ascii: "=")) == index
    }

    /// The name before `=`, `+=` or `[…]=`, without moving on.
    private func assignedName() throws(ShellStop) -> String? {
        let end = bytes[position...].firstIndex { $0 == UInt8(ascii: "-") || !KeyWord.isLetter($0) } ?? bytes.count
        let name = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[position..<end]), as: UTF8.self)
        guard ShellWord.isName(name[...]) else { return nil }
        var index = end
        if byte(at: index) == UInt8(ascii: "[") {
            let digits = bytes[(index + 1)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            // Anything else is calculated, and may hold spaces.
            if byte(at: digits.endIndex) != UInt8(ascii: "]") { throw ShellStop(line: line, what: Self.calculates) }
            index = digits.endIndex + 1
        }
        if byte(at: index) == UInt8(ascii: "+") { index += 1 }
        return byte(at: index) == UInt8(ascii: "=") ? name : nil
    }

    private mutating func singleQuoted(from first: Int) throws(ShellStop) -> [UInt8] {
        let start = position + 1
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "'")) else { throw unclosed(first) }
        for byte in bytes[start..<end] where byte == UInt8(ascii: "\n") { readOn(from: first) }
        position = end + 1
        return Array(bytes[start..<end])
    }

    private mutating func doubleQuoted(from first: Int) throws(ShellStop) -> [UInt8] {
        var text: [UInt8] = []
        position += 1
        while let byte = byte(at: position) {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return text
            case UInt8(ascii: "\\") where position + 1 < bytes.count:
                text += bytes[position...position + 1]
                if bytes[position + 1] == UInt8(ascii: "\n") { readOn(from: first) }
                position += 2
            case UInt8(ascii: "$"):
                try expansion(isQuoted: true)
                text.append(0)
            case UInt8(ascii: "`"):
                let start = position
                try backquoted()
                // What a backslash or a quote in them means depends on the shell.
                let isPlain = bytes[start..<position].allSatisfy {
                    $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
                }
                if !isPlain { throw ShellStop(line: line, what: Self.runsBackticks) }
                text.append(0)
            default:
                if byte == UInt8(ascii: "\n") { readOn(from: first) }
                text.append(byte)
                position += 1
            }
        }
        throw unclosed(first)
    }

    private func unclosed(_ line: Int) -> ShellStop {
        ShellStop(line: line, what: "a shell would read its quote on in the next line", isUnclosed: true)
    }

    /// The next line begins inside of a word.
    private mutating func readOn(from first: Int) {
        line += 1
        inner[line] = first
    }

    // MARK: - Expansions

    /// From `$` on.
    private mutating func expansion(isQuoted: Bool) throws(ShellStop) {
        try descend()
        defer { nesting -= 1 }
        switch byte(at: position + 1) {
        case UInt8(ascii: "("):
            if byte(at: position + 2) == UInt8(ascii: "(") { note(Self.calculates, isEnd: false) }
            let start = position + 2
            position += 1
            try skipBrackets(from: line)
            try checkInside(start..<position - 1)
        case UInt8(ascii: "["):
            note(Self.calculates, isEnd: false)
            position += 1
        case UInt8(ascii: "{"): try braces(isQuoted: isQuoted)
        case UInt8(ascii: "'") where !isQuoted:
            let rest = bytes[(position + 2)...].prefix { $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\n") }
            // Shells that do not know `$'…'` end it at another quote.
            guard byte(at: rest.endIndex) == UInt8(ascii: "'"), rest.last != UInt8(ascii: "\\") else {
                throw ShellStop(line: line, what: "shells do not agree where its quote ends")
            }
            position = rest.endIndex + 1
        default: position += 1
        }
    }

    private mutating func descend() throws(ShellStop) {
        guard nesting < Self.deepest else {
            throw ShellStop(line: line, what: "expansions are nested more than \(Self.deepest) levels deep")
        }
        nesting += 1
    }

    /// Shells read what they run in the place of a word before they run anything: it must be complete.
    private mutating func checkInside(_ range: Range<Int>) throws(ShellStop) {
        guard depth == 0 else { return }
        let text = bytes[range]
        let isBlank = text.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        if !isBlank, !ShellReading(UnsafeRawBufferPointer(rebasing: text), nesting: nesting).isComplete {
            throw ShellStop(line: line, what: "shells do not read what is in brackets or backticks")
        }
    }

    private static let calculates = "a shell calculates here, which may set any variable"
    private static let mayEnd = "a shell may not read on after this line"

    private mutating func note(_ what: String, isEnd: Bool) {
        notes.append(ShellNote(line: line, what: what, isEnd: isEnd))
    }

    /// `${…}`: with `-`, `=`, `+`, `#` and `%` it is read by all shells.
    private mutating func braces(isQuoted: Bool) throws(ShellStop) {
        position += 2
        if byte(at: position) == UInt8(ascii: "#"), byte(at: position + 1) != UInt8(ascii: "}") { position += 1 }
        let start = position
        while let byte = byte(at: position), byte != UInt8(ascii: "-"), KeyWord.isLetter(byte) { position += 1 }
        if position == start { position += 1 }
        let sign = byte(at: position)
        let next = sign == UInt8(ascii: ":") ? byte(at: position + 1) : sign
        switch next {
        case UInt8(ascii: "}") where sign == next, UInt8(ascii: "#") where sign == next,
            UInt8(ascii: "%") where sign == next, UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "+"):
            break
        case _ where sign == UInt8(ascii: "[") || (sign == UInt8(ascii: ":") && next != UInt8(ascii: "?")):
            note(Self.calculates, isEnd: false)
        default: note(Self.mayEnd, isEnd: true)
        }
        while let byte = byte(at: position) {
            switch byte {
            case UInt8(ascii: "}"):
                position += 1
                return
            case UInt8(ascii: "\n"): throw ShellStop(line: line, what: Self.inBrackets)
            case UInt8(ascii: "\\"): try skipEscaped()
            case UInt8(ascii: "'") where !isQuoted: try skipQuote(byte)
            case UInt8(ascii: "\""): try skipQuote(byte)
            case UInt8(ascii: "$"): try expansion(isQuoted: isQuoted)
            case UInt8(ascii: "`"): try backquoted()
            default: position += 1
            }
        }
        throw ShellStop(line: line, what: Self.inBrackets)
    }

    private mutating func backquoted() throws(ShellStop) {
        try descend()
        defer { nesting -= 1 }
        position += 1
        let start = position
        while let byte = byte(at: position), byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "`") {
                position += 1
                return try checkInside(start..<position - 1)
            }
            if byte == UInt8(ascii: "\\") { try skipEscaped() } else { position += 1 }
        }
        throw ShellStop(line: line, what: Self.runsBackticks)
    }

    /// A backslash and what it stands before, in its line.
    private mutating func skipEscaped() throws(ShellStop) {
        guard let next = byte(at: position + 1), next != UInt8(ascii: "\n") else {
            throw ShellStop(line: line, what: Self.inBrackets)
        }
        position += 2
    }

    /// From `(` to the `)` that belongs to it; what is between is run by a shell of its own, or is an array.
    ///
    /// A comment or a `case` may hold a `)` that closes nothing.
    private mutating func skipBrackets(from first: Int) throws(ShellStop) {
        try descend()
        defer { nesting -= 1 }
        var open = 0
        depth += 1
        defer { depth -= 1 }
        while let byte = byte(at: position) {
            switch byte {
            case UInt8(ascii: "("): open += 1
            case UInt8(ascii: ")"): open -= 1
            case UInt8(ascii: "\n"): throw ShellStop(line: line, what: Self.inBrackets)
            case UInt8(ascii: "<") where self.byte(at: position + 1) == byte:
                throw ShellStop(line: line, what: "a shell would hand the next lines to a command")
            case UInt8(ascii: "#") where !KeyWord.isLetter(bytes[position - 1]),
                UInt8(ascii: "c") where bytes[position...].starts(with: "case".utf8):
                throw ShellStop(line: line, what: Self.inBrackets)
            case UInt8(ascii: "\\"):
                try skipEscaped()
                continue
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                try skipQuote(byte)
                continue
            case UInt8(ascii: "`"):
                try backquoted()
                continue
            default: break
            }
            position += 1
            if open == 0 { return }
        }
        throw ShellStop(line: line, what: Self.inBrackets)
    }

    /// A quote inside of something else, which must end in its line.
    private mutating func skipQuote(_ quote: UInt8) throws(ShellStop) {
        let first = line
        if quote == UInt8(ascii: "'") {
            _ = try singleQuoted(from: first)
        } else {
            _ = try doubleQuoted(from: first)
        }
        if line > first { throw ShellStop(line: first, what: Self.inBrackets) }
    }

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

    private func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

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
