internal import Diagnostics
internal import Model
internal import Redaction

/// What looks like a whole key in a text that people wrote.
///
/// Narrower than what snippets hide: a commit, a page of a wiki and a fingerprint may be named.
struct KeyShape {
    private let formats: Set<KeyFormat>

    init(formats: Set<KeyFormat>) { self.formats = formats }

    /// Whether a text holds a key of a declared format, or what looks like one of any other: a prefix that ends with an
    /// underscore, and at least 32 digits of hex or base64url.
    func isFound(in text: String) -> Bool {
        text.utf8.split { !KeyWord.isLetter($0) }.contains { word in
            let word = Array(word)
            return formats.contains { Self.holds($0, word[...]) } || Self.holdsPrefixed(word[...])
        }
    }

    /// Behind other words, too, where there is a prefix to know it by.
    private static func holds(_ format: KeyFormat, _ word: ArraySlice<UInt8>) -> Bool {
        if format.pattern != nil { return word.withUnsafeBytes { format.matches(Secret($0)) } }
        let prefix = Array(format.prefix.utf8)
        let length = format.length - prefix.count
        guard !prefix.isEmpty else {
            guard word.count == length else { return false }
            return format.encoding == .hex ? word.allSatisfy(\.isHexDigit) : !isPlain(word)
        }
        return word.indices.contains { start in
            let rest = word[start...]
            guard rest.starts(with: prefix), rest.count >= format.length else { return false }
            let body = rest.dropFirst(prefix.count).prefix(length)
            return format.encoding == .hex ? body.allSatisfy(\.isHexDigit) : !isPlain(body)
        }
    }

    private static func holdsPrefixed(_ word: ArraySlice<UInt8>) -> Bool {
        word.indices.dropFirst().contains { start in
            guard word[start - 1] == UInt8(ascii: "_") else { return false }
            let body = word[start...]
            return body.prefix(while: \.isHexDigit).count >= shortest || body.count >= shortest && isMixed(body)
        }
    }

    private static let shortest = 32

    /// Words and dashes in lower case, which no one drew at random.
    private static func isPlain(_ text: ArraySlice<UInt8>) -> Bool {
        !text.contains { isDigit($0) || isUpper($0) }
    }

    /// Digits and letters of both cases, as they come of randomness and seldom of a name.
    private static func isMixed(_ text: ArraySlice<UInt8>) -> Bool {
        text.contains(where: isDigit) && text.count(where: isUpper) >= 4 && text.count(where: isLower) >= 4
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
}
