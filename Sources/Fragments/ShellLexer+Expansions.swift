internal import Redaction

/// What a shell puts in the place of `$…` and of backticks: it is skipped, and noted where it may do more than that.
extension ShellLexer {
    /// No one writes more, and each level is read on a stack.
    private static let deepest = 16

    /// From `$` on.
    mutating func expansion(isQuoted: Bool) throws(ShellStop) {
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
                throw ShellStop(line: line, what: "shells do not agree on where its quote ends")
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
            throw ShellStop(line: line, what: "shells do not agree on text in brackets or backticks")
        }
    }

    static let calculates = "a shell calculates here, which may set any variable"
    static let mayEnd = "a shell might stop reading after this line"

    mutating func note(_ what: String, isEnd: Bool) {
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

    mutating func backquoted() throws(ShellStop) {
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
    mutating func skipBrackets(from first: Int) throws(ShellStop) {
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
                throw ShellStop(line: line, what: "a shell would pass the next lines to a command")
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
}
