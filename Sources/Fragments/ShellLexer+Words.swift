internal import Redaction

/// Words, the quotes in them, and what they assign to.
extension ShellLexer {
    mutating func word() throws(ShellStop) -> ShellWord {
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

    mutating func singleQuoted(from first: Int) throws(ShellStop) -> [UInt8] {
        let start = position + 1
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "'")) else { throw unclosed(first) }
        for byte in bytes[start..<end] where byte == UInt8(ascii: "\n") { readOn(from: first) }
        position = end + 1
        return Array(bytes[start..<end])
    }

    mutating func doubleQuoted(from first: Int) throws(ShellStop) -> [UInt8] {
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
        ShellStop(line: line, what: "a shell would continue reading the quote on the next line", isUnclosed: true)
    }

    /// The next line begins inside of a word.
    mutating func readOn(from first: Int) {
        line += 1
        inner[line] = first
    }
}
