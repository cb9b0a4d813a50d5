internal import Redaction

/// Finds the definitions in a dotenv file, in one pass over its bytes.
///
/// It reads what Compose, Node's dotenv, python-dotenv and a shell agree on, and doubts what they do not:
/// - a line is `NAME=value`, with or without `export` and space around `=`, or `NAME: value`, or `NAME` alone;
/// - a value in `'` or `"` ends at the same quote, may have several lines, and may hold `\'` or `\"`; so does one in
///   `` ` ``, which a shell would run;
/// - an unquoted value ends at the end of its line, or at a `#` with space before it;
/// - lines end with LF, CRLF or CR. A BOM at the start is ignored.
///
/// Lines that are none of this are ignored, as all these readers do or refuse to.
struct DotenvScanner {
    /// What editors on Windows put at the start of a text in UTF-8.
    static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    private let bytes: UnsafeRawBufferPointer
    private let hazard: (DotenvHazard) -> Void
    private let ignored: (_ line: Int) -> Void
    private var position = 0
    private var line = 1

    /// Whether the line that is read begins with `export`.
    private var isExport = false

    /// - Throws: where a quote is never closed, because everything after it could be inside or outside; and where the
    ///   file is no text.
    static func scan(
        _ bytes: UnsafeRawBufferPointer,
        hazard: @escaping (DotenvHazard) -> Void = { _ in },
        ignored: @escaping (_ line: Int) -> Void = { _ in },
        _ found: (DotenvDefinition) -> Void
    ) throws(DotenvError) {
        var scanner = DotenvScanner(bytes: bytes, hazard: hazard, ignored: ignored)
        try scanner.run(found)
    }

    private init(
        bytes: UnsafeRawBufferPointer,
        hazard: @escaping (DotenvHazard) -> Void,
        ignored: @escaping (_ line: Int) -> Void
    ) {
        self.bytes = bytes
        self.hazard = hazard
        self.ignored = ignored
    }

    private mutating func run(_ found: (DotenvDefinition) -> Void) throws(DotenvError) {
        if let zero = bytes.firstIndex(of: 0) {
            var last = line
            while position <= zero {
                last = line
                skipLine()
            }
            throw DotenvError(line: last, what: "contains a NUL byte", isBinary: true)
        }
        if bytes.starts(with: Self.byteOrderMark) { position = Self.byteOrderMark.count }
        while position < bytes.count {
            skipSpace()
            let start = position
            if byte(at: position) == UInt8(ascii: "#") {
                skipLine()
                continue
            }
            let definition = try definition()
            if let definition {
                found(definition)
            } else if !isEnd(at: start), !isExport {
                ignored(line)
            }
            // What stands after a quoted value was judged with it.
            lookForHazards(from: definition.map { $0.isQuoted ? position : $0.value.lowerBound } ?? start)
            skipLine()
        }
    }

    /// Looks at the rest of a line as a shell would: what it opens and does not close reaches into the lines that follow.
    private func lookForHazards(from start: Int) {
        var quote: UInt8?
        var index = start
        while !isEnd(at: index) {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
                if isEnd(at: index + 1), quote == nil {
                    let what = "a shell would continue reading on the next line"
                    return hazard(DotenvHazard(line: line, what: what, isNextLineOnly: true))
                }
                index += isEnd(at: index + 1) ? 1 : 2
                continue
            }
            if quote == byte {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if quote == nil, isComment(at: index) {
                return
            } else if quote == nil, byte == UInt8(ascii: "<"), self.byte(at: index + 1) == byte {
                return hazard(DotenvHazard(line: line, what: "a shell would pass the next lines to a command"))
            }
            index += 1
        }
        if quote != nil {
            hazard(DotenvHazard(line: line, what: "a shell would continue reading the quote on the next line"))
        }
    }

    /// The definition that starts here, if one does.
    ///
    /// Ends before the end of the line that the value ends in.
    private mutating func definition() throws(DotenvError) -> DotenvDefinition? {
        isExport = skipExport()
        let start = position
        while isNameByte(at: position) { position += 1 }
        let name = start..<position
        guard !name.isEmpty else { return nil }
        skipSpace()
        let line = line
        switch byte(at: position) {
        case UInt8(ascii: "="):
            position += 1
            return try value(of: name, line, separator: "")
        case UInt8(ascii: ":") where name.upperBound == position && isSpaceOrEnd(at: position + 1):
            // Some readers know it.
            position += 1
            return try value(of: name, line, separator: " ")
        default:
            // `export NAME` after a definition is a shell's idiom, and defines nothing by itself.
            guard !isExport, isEnd(at: position) || isComment(at: position) else { return nil }
            let value = name.upperBound..<name.upperBound
            return DotenvDefinition(line: line, name: name, value: value, separator: "=", doubt: nil)
        }
    }

    private mutating func value(
        of name: Range<Int>,
        _ line: Int,
        separator: String
    ) throws(DotenvError) -> DotenvDefinition {
        let afterSign = position
        skipSpace()
        if isEnd(at: position) || (position > afterSign && byte(at: position) == UInt8(ascii: "#")) {
            return DotenvDefinition(
                line: line,
                name: name,
                value: afterSign..<afterSign,
                separator: separator,
                doubt: nil
            )
        }
        if let (quoted, isEscaped) = try quotedValue(startingAt: line) {
            let end = position
            skipSpace()
            let clean = isEnd(at: position) || (position > end && byte(at: position) == UInt8(ascii: "#"))
            let isBacktick = bytes[quoted.lowerBound - 1] == UInt8(ascii: "`")
            if isEscaped { hazard(DotenvHazard(line: self.line, what: Self.escapedQuote)) }
            if isBacktick, self.line != line { hazard(DotenvHazard(line: self.line, what: Self.backtick)) }
            return DotenvDefinition(
                line: line,
                name: name,
                value: quoted,
                separator: "",
                doubt: isBacktick
                    ? Self.backtick
                    : isEscaped
                        ? Self.escapedQuote : clean ? doubt(aboutQuoted: quoted) : "text follows the closing quote",
                isQuoted: true
            )
        }
        let isSpaced = position > afterSign
        let value = unquotedValue()
        return DotenvDefinition(
            line: line,
            name: name,
            value: value,
            separator: "",
            doubt: doubt(about: value, isSpaced: isSpaced)
        )
    }

    /// To Node alone it is a quote.
    private static let backtick = "a shell would run the text in backticks"

    private static let escapedQuote = "readers do not agree on whether a quote after a backslash ends the value"

    /// What stands between the quotes, if a quote is here, and whether some reader ends it at a quote before; then the
    /// position is after the closing one.
    ///
    /// All readers know `\"` in a value of one line. A path such as `'C:\data\'` ends where it seems to, for a shell.
    private mutating func quotedValue(
        startingAt first: Int
    ) throws(DotenvError) -> (range: Range<Int>, isEscaped: Bool)? {
        let quote = bytes[position]
        let isBacktick = quote == UInt8(ascii: "`")
        guard isBacktick || quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
        let (start, startLine) = (position, line)
        var hasEscape = false
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case quote:
                position += 1
                let isAgreed = quote == UInt8(ascii: "\"") && line == startLine
                let isDoubtful = hasEscape && !isAgreed || mayGoOn(behind: position - 1)
                return (start + 1..<position - 1, isDoubtful)
            case UInt8(ascii: "\\") where byte(at: position + 1) == quote || byte(at: position + 1) == 0x5c:
                if bytes[position + 1] == quote { hasEscape = true }
                position += 2
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                skipLineEnd()
            default:
                position += 1
            }
        }
        // Only Node knows backticks: to all others one that is never closed is a letter like any other.
        guard isBacktick else { throw DotenvError(line: first, what: "a quote is opened and never closed") }
        (position, line) = (start, startLine)
        return nil
    }

    /// Whether some readers take the closing quote for an escaped one: behind `\\`, where another quote follows.
    private func mayGoOn(behind quote: Int) -> Bool {
        bytes[quote - 1] == UInt8(ascii: "\\") && bytes[(quote + 1)...].contains(bytes[quote])
    }

    private mutating func unquotedValue() -> Range<Int> {
        let start = position
        var end = position
        while !isEnd(at: position), !isComment(at: position) {
            position += 1
            if !isSpace(at: position - 1) { end = position }
        }
        return start..<end
    }

    /// Why an unquoted value may hold more than the value of its variable; `isSpaced`: space is before it.
    private func doubt(about value: Range<Int>, isSpaced: Bool) -> String? {
        let text = UnsafeRawBufferPointer(rebasing: bytes[value])
        if text.last == UInt8(ascii: "\\") { return "a shell would continue reading on the next line" }
        if text.contains(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
            return "a shell would read more than one word"
        }
        if isSpaced, text.contains(UInt8(ascii: "=")) { return "a shell would read a second variable" }
        if text.contains(where: Self.isShellSyntax) { return "a shell would read more than a value" }
        return Self.expands(text) ? Self.expansion : nil
    }

    /// Why a quoted value may do more than hold a text.
    private func doubt(aboutQuoted value: Range<Int>) -> String? {
        guard bytes[value.lowerBound - 1] == UInt8(ascii: "\"") else { return nil }
        let text = UnsafeRawBufferPointer(rebasing: bytes[value])
        return text.contains(UInt8(ascii: "`")) || Self.expands(text) ? Self.expansion : nil
    }

    private static let expansion = "a shell would run or set something where it reads the value"

    /// Whether `$` begins something else than `$NAME`, `${NAME}` or `${NAME:-…}`: `$(…)`, `${NAME:=…}` and `${NAME:?…}`
    /// have an effect besides their value.
    private static func expands(_ text: UnsafeRawBufferPointer) -> Bool {
        for index in text.indices.dropLast() where text[index] == UInt8(ascii: "$") {
            switch text[index + 1] {
            case UInt8(ascii: "("), UInt8(ascii: "["): return true
            case UInt8(ascii: "{"):
                let sign = text[(index + 2)...].drop { $0 != UInt8(ascii: "-") && KeyWord.isLetter($0) }
                    .drop { $0 == UInt8(ascii: ":") }.first
                if sign != UInt8(ascii: "}"), sign != UInt8(ascii: "-") { return true }
            default: continue
            }
        }
        return false
    }

    /// What ends a word of a shell, begins a command or quotes.
    private static func isShellSyntax(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "`"), UInt8(ascii: "'"), UInt8(ascii: "\""),
            UInt8(ascii: "\\"):
            true
        default: false
        }
    }
}

// MARK: - Bytes

extension DotenvScanner {
    private func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private func isSpace(at index: Int) -> Bool {
        byte(at: index) == UInt8(ascii: " ") || byte(at: index) == UInt8(ascii: "\t")
    }

    /// The end of a line, or of the file.
    private func isEnd(at index: Int) -> Bool {
        guard let byte = byte(at: index) else { return true }
        return byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private func isSpaceOrEnd(at index: Int) -> Bool { isSpace(at: index) || isEnd(at: index) }

    /// A `#` with space before it.
    private func isComment(at index: Int) -> Bool {
        byte(at: index) == UInt8(ascii: "#") && index > 0 && isSpace(at: index - 1)
    }

    private func isNameByte(at index: Int) -> Bool {
        guard let byte = byte(at: index) else { return false }
        return KeyWord.isLetter(byte) || byte == UInt8(ascii: ".")
    }

    private mutating func skipSpace() {
        while isSpace(at: position) { position += 1 }
    }

    /// - Returns: whether `export` is here, with a name to follow.
    private mutating func skipExport() -> Bool {
        let word = "export"
        guard position + word.utf8.count < bytes.count, isSpace(at: position + word.utf8.count),
            bytes[position..<position + word.utf8.count].elementsEqual(word.utf8)
        else { return false }
        let start = position
        position += word.utf8.count
        skipSpace()
        if isNameByte(at: position) { return true }
        // `export = value` defines a variable of that name.
        position = start
        return false
    }

    private mutating func skipLine() {
        while !isEnd(at: position) { position += 1 }
        skipLineEnd()
    }

    private mutating func skipLineEnd() {
        guard let byte = byte(at: position) else { return }
        position += byte == UInt8(ascii: "\r") && self.byte(at: position + 1) == UInt8(ascii: "\n") ? 2 : 1
        line += 1
    }
}
