internal import CLibYAML
internal import Diagnostics

/// What libyaml says about a text that is not YAML, turned into something that helps.
///
/// The hint follows from the character that libyaml stopped at, never from the words of its message.
struct YAMLSyntaxError {
    private let problem: String
    private let context: String?
    private let contextMark: yaml_mark_t
    private let mark: yaml_mark_t
    private let source: UnsafeBufferPointer<UInt8>
    private let file: String
    private let innermost: (line: Int, column: Int)?

    /// Takes what a parser says after it failed; `innermost` is where the innermost map or list begins that was being
    /// read, 1-based.
    init(
        _ parser: yaml_parser_t,
        source: UnsafeBufferPointer<UInt8>,
        file: String,
        innermost: (line: Int, column: Int)?
    ) {
        problem = parser.problem.map { String(cString: $0) } ?? "it cannot be read"
        context = parser.context.map { String(cString: $0) }
        contextMark = parser.context_mark
        mark = parser.problem_mark
        self.source = source
        self.file = file
        self.innermost = innermost
    }

    var diagnostic: Diagnostic {
        let (found, isIndentation) = character(line: mark.line + 1, column: mark.column + 1)
        if found == UInt8(ascii: "\t") && isIndentation { return .tabIndentation(location(mark)) }
        if found == nil, let place = unclosed {
            return .yamlSyntax("what opens here is never closed", nil, fix: unclosedFix, place)
        }
        let place = context.map { "\($0) that begins on line \(contextMark.line + 1)" }
        return .yamlSyntax(problem, place, fix: hint(for: found), location(mark))
    }

    /// Where unexpected end of the text: the quote, bracket or brace that is still open.
    private var unclosed: SourceLocation? {
        if context != nil, let byte = character(line: contextMark.line + 1, column: contextMark.column + 1).byte {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return location(contextMark) }
        }
        guard let innermost, let byte = character(line: innermost.line, column: innermost.column).byte,
            byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{")
        else { return nil }
        return SourceLocation(file: file, line: innermost.line, column: innermost.column)
    }

    private var unclosedFix: String {
        "close the quote, bracket or brace, or quote the whole value if it is meant as text"
    }

    private func hint(for character: UInt8?) -> String {
        switch character {
        case UInt8(ascii: "\t"): "replace the tab by spaces"
        case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"):
            "quote the value: a plain YAML value cannot begin with this character"
        case UInt8(ascii: "*"), UInt8(ascii: "&"):
            "quote the value: a plain YAML value that begins with * or & names an alias or an anchor"
        case UInt8(ascii: ":"): "quote the value if it holds a colon followed by a space, or fix the indentation"
        default: "check the indentation of this line and of the one above it, and quote values with special characters"
        }
    }

    /// The byte at a place, 1-based; nil at the end of the text.
    ///
    /// And whether only white space is before it.
    private func character(line: Int, column: Int) -> (byte: UInt8?, isIndentation: Bool) {
        var current = 1
        var index = 0
        while current < line, index < source.count {
            let byte = source[index]
            index += 1
            if byte == UInt8(ascii: "\r"), index < source.count, source[index] == UInt8(ascii: "\n") { index += 1 }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { current += 1 }
        }
        current = 1
        var isIndentation = true
        while current < column, index < source.count {
            if source[index] != UInt8(ascii: " ") && source[index] != UInt8(ascii: "\t") { isIndentation = false }
            index += 1
            while index < source.count, source[index] & 0xC0 == 0x80 { index += 1 }
            current += 1
        }
        return (index < source.count ? source[index] : nil, isIndentation)
    }

    private func location(_ mark: yaml_mark_t) -> SourceLocation {
        SourceLocation(file: file, line: mark.line + 1, column: mark.column + 1)
    }
}
