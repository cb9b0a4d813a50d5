internal import Redaction

/// Finds what makes a dotenv file a shell's script, in which a line is not all that decides what a variable is: a block
/// (`if … fi`, `case`, a loop, a function, `{ … }`, `( … )`), a file that is read, an end before the last line.
///
/// What is in a definition's quotes is no part of it. It counts no levels: what is between the first line that
/// opens a block and the last that closes one is taken to be inside.
struct ShellScript {
    private var firstOpening: Int?
    private var lastClosing: Int?
    private var lastRead: Int?
    private var firstEnd: Int?

    /// Lines that end in `&&`, `||` or `|`.
    private var joined: [Int] = []

    /// Why the value of a variable in these lines is not what a shell ends up with, with the line that says so.
    ///
    /// Nil where it is. Lines are 1-based; one behind the last is that of a variable which the file does not define yet.
    func doubt(about lines: Set<Int>) -> (line: Int, what: String)? {
        guard let first = lines.min(), let last = lines.max() else { return nil }
        if let firstOpening, lines.contains(where: { $0 > firstOpening && $0 <= lastClosing ?? .max }) {
            return (firstOpening, "what is set inside its block is not always set")
        }
        if let line = joined.first(where: { lines.contains($0 + 1) }) {
            return (line, "the next line depends on this one")
        }
        if let firstEnd, firstEnd < last { return (firstEnd, "a shell may not read on after this line") }
        if let lastRead, lastRead > first { return (lastRead, "what it reads here may set the variable again") }
        return nil
    }

    /// One pass over the lines.
    init(_ bytes: UnsafeRawBufferPointer, _ definitions: [DotenvDefinition]) {
        let mark = DotenvScanner.byteOrderMark
        var (position, line) = (bytes.starts(with: mark) ? mark.count : 0, 1)
        var definitions = definitions[...]
        while position < bytes.count {
            let end = bytes[position...].firstIndex { DotenvDefinition.isLineEnd($0) } ?? bytes.count
            while let next = definitions.first, next.lines(in: bytes).upperBound <= position {
                definitions = definitions.dropFirst()
            }
            let isDefinition = definitions.first.map { $0.lines(in: bytes).contains(position) } ?? false
            // What is in quotes is a value.
            if !isDefinition || definitions.first?.isQuoted == false { read(bytes[position..<end], line) }
            let isPair =
                end + 1 < bytes.count && bytes[end] == UInt8(ascii: "\r") && bytes[end + 1] == UInt8(ascii: "\n")
            position = end + (isPair ? 2 : 1)
            line += 1
        }
    }

    private static let openings: Set<String> = ["if", "for", "while", "until", "case", "select", "function", "{", "("]
    private static let closings: Set<String> = ["fi", "done", "esac", "}", ")"]
    private static let readings: Set<String> = [".", "source", "eval"]
    private static let ends: Set<String> = ["exit", "return", "exec"]
    private static let wrappers: Set<String> = ["command", "builtin"]
    private static let joints: Set<String> = ["&&", "||", "|"]
    private static let beginnings: Set<String> = [
        "then", "else", "do", "{", "(", "!", "&&", "||", ";", "&", "|", "elif",
    ]

    private mutating func read(_ text: Slice<UnsafeRawBufferPointer>, _ line: Int) {
        var isCommand = true
        var last = ""
        defer {
            if Self.joints.contains(last) { joined.append(line) }
            // `A=$(` and `A=(` are closed in another line.
            if last.hasSuffix("(") { firstOpening = firstOpening ?? line }
        }
        for (index, text) in Self.words(of: text).enumerated() {
            if text.hasPrefix("#") { return }
            let word = text.hasPrefix("\\") ? String(text.dropFirst()) : text
            last = word
            if index == 0, Self.openings.contains(word) || word.hasSuffix("()") || word.hasSuffix("(){") {
                firstOpening = firstOpening ?? line
            }
            if index == 1, word.hasPrefix("()") { firstOpening = firstOpening ?? line }
            if isCommand, Self.closings.contains(word) { lastClosing = line }
            if isCommand, Self.readings.contains(word) { lastRead = line }
            if isCommand, Self.ends.contains(word) { firstEnd = firstEnd ?? line }
            isCommand =
                isCommand && Self.wrappers.contains(word) || Self.beginnings.contains(word)
                || (index == 0 && Self.openings.contains(word))
        }
    }

    /// Parted by space, and at what ends a command.
    private static func words(of text: Slice<UnsafeRawBufferPointer>) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        func end() {
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            word = []
        }
        for byte in text {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): end()
            case UInt8(ascii: ";"):
                end()
                words.append(";")
            default: word.append(byte)
            }
        }
        end()
        return words
    }
}
