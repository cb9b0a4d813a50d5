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

    init(_ parser: yaml_parser_t, source: UnsafeBufferPointer<UInt8>, file: String) {
        problem = parser.problem.map { String(cString: $0) } ?? "it cannot be read"
        context = parser.context.map { String(cString: $0) }
        contextMark = parser.context_mark
        mark = parser.problem_mark
        self.source = source
        self.file = file
    }

    var diagnostic: Diagnostic {
        let (found, isIndentation) = characterAtMark
        if found == UInt8(ascii: "\t") && isIndentation { return .tabIndentation(location(mark)) }
        if found == nil, let context, contextMark.line < mark.line || contextMark.column < mark.column {
            return .yamlSyntax("this is never ended", "\(context): \(problem)", fix: unclosedFix, location(contextMark))
        }
        let place = context.map { "\($0) that begins on line \(contextMark.line + 1)" }
        return .yamlSyntax(problem, place, fix: hint(for: found), location(mark))
    }

    private var unclosedFix: String {
        "close the quote, bracket or brace that opens here, or quote the whole value if it is meant as text"
    }

    private func hint(for character: UInt8?) -> String {
        switch character {
        case UInt8(ascii: "\t"): "replace the tab by spaces"
        case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"):
            "quote the value: a plain YAML value cannot begin with this character"
        case UInt8(ascii: "*"), UInt8(ascii: "&"):
            "quote the value: a plain YAML value that begins with * or & names an alias or an anchor"
        case UInt8(ascii: ":"): "quote the value if it holds a colon followed by a space, or mend the indentation"
        default: "check the indentation of this line and of the one above it, and quote values with special characters"
        }
    }

    /// The byte that libyaml stopped at, nil at the end of the text, and whether only white space stands before it.
    private var characterAtMark: (byte: UInt8?, isIndentation: Bool) {
        var line = 0
        var index = 0
        while line < mark.line, index < source.count {
            let byte = source[index]
            index += 1
            if byte == UInt8(ascii: "\r"), index < source.count, source[index] == UInt8(ascii: "\n") { index += 1 }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { line += 1 }
        }
        var column = 0
        var isIndentation = true
        while column < mark.column, index < source.count {
            if source[index] != UInt8(ascii: " ") && source[index] != UInt8(ascii: "\t") { isIndentation = false }
            index += 1
            while index < source.count, source[index] & 0xC0 == 0x80 { index += 1 }
            column += 1
        }
        return (index < source.count ? source[index] : nil, isIndentation)
    }

    private func location(_ mark: yaml_mark_t) -> SourceLocation {
        SourceLocation(file: file, line: mark.line + 1, column: mark.column + 1)
    }
}
