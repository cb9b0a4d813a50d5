internal import Redaction

/// Finds places where a dotenv file may set a variable other than by a line that ``DotenvScanner`` knows:
/// `A=1; NAME=x`, `export A=1 NAME=x`, `declare -x NAME=x`, `"NAME": "x"`, `unset NAME`.
///
/// Comments and quoted values are ignored, as are references such as `$NAME` and `export NAME` after a definition.
struct DotenvMentions {
    let bytes: UnsafeRawBufferPointer

    /// All definitions of the file, in its order.
    let definitions: [DotenvDefinition]

    /// Words at the start of a line after which a name alone is more than a reference.
    private static let commands: Set<String> = [
        "unset", "set", "setenv", "read", "printf", "eval", "alias", "for", "select", "mapfile", "readarray", "getopts",
        "local",
    ]

    /// The first place for any of these names, or nil.
    func first(of names: Set<String>) -> (line: Int, name: String)? {
        let mark = DotenvScanner.byteOrderMark
        var (position, line) = (bytes.starts(with: mark) ? mark.count : 0, 1)
        var definitions = definitions[...]
        var command: String?
        var isLineStart = true
        var hasQuote = false
        while position < bytes.count {
            // Names of definitions are known, and quoted values are values.
            while let next = definitions.first, next.name.upperBound <= position, !next.isQuoted {
                definitions = definitions.dropFirst()
            }
            if let next = definitions.first {
                if position == next.name.lowerBound {
                    position = next.name.upperBound
                    isLineStart = false
                    continue
                }
                if next.isQuoted, position >= next.value.lowerBound {
                    line += lineEnds(in: position..<next.value.upperBound)
                    position = max(position, next.value.upperBound)
                    definitions = definitions.dropFirst()
                    continue
                }
            }
            let byte = bytes[position]
            if DotenvDefinition.isLineEnd(byte) {
                line += lineEnds(in: position..<position + 1)
                position += 1
                (isLineStart, command, hasQuote) = (true, nil, false)
            } else if byte == UInt8(ascii: "#"), isLineStart || (!hasQuote && isSpace(at: position - 1)) {
                position = bytes[position...].firstIndex(where: { DotenvDefinition.isLineEnd($0) }) ?? bytes.count
            } else if Self.isWordByte(byte) {
                let end = bytes[position...].firstIndex { !Self.isWordByte($0) } ?? bytes.count
                let word = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[position..<end]), as: UTF8.self)
                if names.contains(word), isAssigned(position..<end) || isChanged(by: command, position..<end) {
                    return (line, word)
                }
                if isLineStart { command = word }
                isLineStart = false
                position = end
            } else {
                if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { hasQuote = true }
                if !isSpace(at: position) { isLineStart = false }
                position += 1
            }
        }
        return nil
    }

    /// Whether a sign that gives a value follows, and what is before can begin a word.
    private func isAssigned(_ word: Range<Int>) -> Bool {
        let before = byte(at: word.lowerBound - 1)
        guard canPrecede(before, at: word.lowerBound - 1) else { return false }
        var index = word.upperBound
        if let before, before == UInt8(ascii: "'") || before == UInt8(ascii: "\""), byte(at: index) == before {
            index += 1
        }
        while isSpace(at: index) { index += 1 }
        switch byte(at: index) {
        case UInt8(ascii: "="), UInt8(ascii: ":"): return true
        case UInt8(ascii: "+"), UInt8(ascii: "?"): return byte(at: index + 1) == UInt8(ascii: "=")
        default: return false
        }
    }

    private func canPrecede(_ byte: UInt8?, at index: Int) -> Bool {
        guard let byte else { return true }
        switch byte {
        case UInt8(ascii: "{"): return self.byte(at: index - 1) != UInt8(ascii: "$")
        case UInt8(ascii: ":"): return isPowerShell(before: index)
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: ";"),
            UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ","), UInt8(ascii: "'"),
            UInt8(ascii: "\""), UInt8(ascii: "`"):
            return true
        default: return byte >= 0x80
        }
    }

    /// Whether `$env` is before a colon.
    private func isPowerShell(before index: Int) -> Bool {
        guard index >= 4 else { return false }
        let word = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[(index - 4)..<index]), as: UTF8.self)
        return word.lowercased() == "$env"
    }

    /// Whether a command that is at the start of the line sets or ends the variable.
    private func isChanged(by command: String?, _ word: Range<Int>) -> Bool {
        guard let command, isSpace(at: word.lowerBound - 1) else { return false }
        if Self.commands.contains(command) { return true }
        // `export -n NAME` takes it back.
        guard command == "export" else { return false }
        var start = word.lowerBound
        while start > 0, !DotenvDefinition.isLineEnd(bytes[start - 1]) { start -= 1 }
        return bytes[start..<word.lowerBound].contains(UInt8(ascii: "-"))
    }

    // MARK: - Bytes

    /// Of a shell's names; a dash or a dot is not part of one.
    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte != UInt8(ascii: "-") && KeyWord.isLetter(byte)
    }

    private func byte(at index: Int) -> UInt8? { bytes.indices.contains(index) ? bytes[index] : nil }

    private func isSpace(at index: Int) -> Bool {
        byte(at: index) == UInt8(ascii: " ") || byte(at: index) == UInt8(ascii: "\t")
    }

    /// LF, CR and CR with LF, each once.
    private func lineEnds(in range: Range<Int>) -> Int {
        guard !range.isEmpty else { return 0 }
        return range.count { index in
            let byte = bytes[index]
            return byte == UInt8(ascii: "\n")
                || (byte == UInt8(ascii: "\r") && self.byte(at: index + 1) != UInt8(ascii: "\n"))
        }
    }
}
