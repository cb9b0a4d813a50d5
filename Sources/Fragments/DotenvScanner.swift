/// Finds the definitions in a dotenv file, in one pass over its bytes.
///
/// It reads what Compose, Node's dotenv, python-dotenv and a shell agree on, and doubts what they do not:
/// - a line is `NAME=value`, with or without `export` and space around `=`, or `NAME: value`, or `NAME` alone;
/// - a value in `'`, `"` or `` ` `` ends at the same quote, may have several lines, and may hold `\'` or `\"`;
/// - an unquoted value ends at the end of its line, or at a `#` with space before it;
/// - lines end with LF, CRLF or CR. A BOM at the start is passed over.
///
/// Lines that are none of this are passed over, as all these readers do or refuse to.
struct DotenvScanner {
    /// What editors on Windows put at the start of a text in UTF-8.
    static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private var line = 1

    /// - Throws: where a quote is never closed, because everything after it could be inside or outside; and where the
    ///   file is no text.
    static func scan(
        _ bytes: UnsafeRawBufferPointer,
        _ found: (DotenvDefinition) -> Void
    ) throws(DotenvError) {
        var scanner = DotenvScanner(bytes: bytes)
        try scanner.run(found)
    }

    private init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    private mutating func run(_ found: (DotenvDefinition) -> Void) throws(DotenvError) {
        if let zero = bytes.firstIndex(of: 0) {
            var last = line
            while position <= zero {
                last = line
                skipLine()
            }
            throw DotenvError(line: last, what: "holds a NUL byte", isBinary: true)
        }
        if bytes.starts(with: Self.byteOrderMark) { position = Self.byteOrderMark.count }
        while position < bytes.count {
            skipSpace()
            if let definition = try definition() { found(definition) }
            skipLine()
        }
    }

    /// The definition that starts here, if one does.
    ///
    /// Ends before the end of the line that the value ends in.
    private mutating func definition() throws(DotenvError) -> DotenvDefinition? {
        let exported = skipExport()
        let start = position
        while isNameByte(at: position) { position += 1 }
        let name = start..<position
        guard !name.isEmpty else { return nil }
        skipSpace()
        let line = line
        switch byte(at: position) {
        case UInt8(ascii: "="):
            position += 1
            return try value(of: name, line, exported: exported, separator: "")
        case UInt8(ascii: ":") where name.upperBound == position && isSpaceOrEnd(at: position + 1):
            position += 1
            return try value(of: name, line, exported: exported, separator: " ")
        default:
            // `export NAME` after a definition is a shell's idiom, and defines nothing by itself.
            guard !exported, isEnd(at: position) || isComment(at: position) else { return nil }
            let value = name.upperBound..<name.upperBound
            return DotenvDefinition(line: line, name: name, value: value, separator: "=", doubt: nil)
        }
    }

    private mutating func value(
        of name: Range<Int>,
        _ line: Int,
        exported: Bool,
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
        if let quoted = try quotedValue(startingAt: line) {
            let end = position
            skipSpace()
            let clean = isEnd(at: position) || (position > end && byte(at: position) == UInt8(ascii: "#"))
            return DotenvDefinition(
                line: line,
                name: name,
                value: quoted,
                separator: "",
                doubt: clean ? nil : "text follows the closing quote"
            )
        }
        let value = unquotedValue()
        return DotenvDefinition(
            line: line,
            name: name,
            value: value,
            separator: "",
            doubt: doubt(about: value, exported: exported)
        )
    }

    /// What stands between the quotes, if a quote stands here; then the position is after the closing one.
    private mutating func quotedValue(startingAt first: Int) throws(DotenvError) -> Range<Int>? {
        let quote = bytes[position]
        let isBacktick = quote == UInt8(ascii: "`")
        guard isBacktick || quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
        let (start, startLine) = (position, line)
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case quote:
                position += 1
                return start + 1..<position - 1
            case UInt8(ascii: "\\") where byte(at: position + 1) == quote || byte(at: position + 1) == 0x5c:
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

    private mutating func unquotedValue() -> Range<Int> {
        let start = position
        var end = position
        while !isEnd(at: position), !isComment(at: position) {
            position += 1
            if !isSpace(at: position - 1) { end = position }
        }
        return start..<end
    }

    private func doubt(about value: Range<Int>, exported: Bool) -> String? {
        let text = UnsafeRawBufferPointer(rebasing: bytes[value])
        if text.last == UInt8(ascii: "\\") { return "a shell would read on in the next line" }
        if exported, text.contains(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
            return "a shell would read more than one word"
        }
        return nil
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
        return KeyScanner.isKeyByte(byte) || byte == UInt8(ascii: ".")
    }

    private mutating func skipSpace() {
        while isSpace(at: position) { position += 1 }
    }

    /// - Returns: whether `export` stands here, with a name to follow.
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
