internal import Redaction

/// A word as a shell reads it.
struct ShellWord {
    /// 1-based; where it begins.
    let line: Int
    let range: Range<Int>

    /// Without its quotes; ``unknown`` where a shell would put something in its place.
    let text: String

    /// Whether a part of it is quoted: then it is not one of the shell's own words, such as `if`.
    let isQuoted: Bool

    /// The variable that it sets where it is before a command: of `NAME=…`, `NAME+=…`, `NAME[…]=…`.
    let assigned: String?

    /// In ``text``, for what only a shell that runs knows.
    static let unknown: Character = "\0"

    /// Whether the text is what a command is handed, and all of it.
    var isLiteral: Bool { !text.contains(Self.unknown) && !(text.contains("{") && text.contains(",")) }

    /// Whether nothing of what is before the first `=` is put together by a shell.
    var isPlainName: Bool {
        text.prefix { $0 != "=" }.utf8.allSatisfy { KeyWord.isLetter($0) || $0 == UInt8(ascii: ".") }
    }

    /// What is before the first `=`, where that is a name; all of it where there is no `=`.
    var variable: String? {
        let name = text.prefix { $0 != "=" }
        let plain = name.hasSuffix("+") && name.count < text.count ? name.dropLast() : name
        return Self.isName(plain) ? String(plain) : nil
    }

    /// `[A-Za-z_][A-Za-z0-9_]*`.
    static func isName(_ text: Substring) -> Bool {
        guard let first = text.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
        return text.utf8.allSatisfy { $0 != UInt8(ascii: "-") && KeyWord.isLetter($0) }
    }
}

/// Why a shell's reading of a text cannot be followed further.
struct ShellStop: Error {
    /// 1-based; where it begins.
    let line: Int
    let what: String
    /// Whether nothing closes it: then it concerns only what follows.
    var isUnclosed = false
}

/// What an expansion may do besides standing for a value.
struct ShellNote {
    let line: Int
    let what: String
    /// Whether it may only end the shell, rather than set a variable.
    let isEnd: Bool
}
