internal import Diagnostics
package import Model
internal import Redaction

/// What someone asks about: a key as they found it, the digits of a fingerprint, or a row as lists print it.
package struct KeyQuestion: Sendable {
    /// What the input may mean.
    package enum Meaning: Sendable {
        case key(Secret)
        /// The first 12 hex digits of a fingerprint, or more of them, in lower case; they may be a key as well.
        case digits(String, orKey: Secret)
        /// `row:9d0f9bea`.
        case row(String)
    }

    /// In the order in which they are tried: the input as it is, then what is in its quotes, behind its name and so on.
    package let meanings: [Meaning]

    /// Whether it is one key at best, so that no answer means that no store knows it.
    package let isClear: Bool

    /// Nil if there is more than one line.
    package init?(_ input: Secret) {
        var text = input.withBytes { Self.trimmed(Array($0)) }
        guard !text.contains(0x0A), !text.contains(0x0D) else { return nil }
        var meanings: [Meaning] = []
        while true {
            meanings.append(Self.meaning(of: text))
            guard let inner = Self.inner(text), !inner.isEmpty else { break }
            text = inner
        }
        self.meanings = meanings
        let isShort = text.count < 12 && text.allSatisfy(\.isHexDigit)
        isClear = !isShort && text.allSatisfy { (0x21...0x7E).contains($0) && !Self.quotes.contains($0) }
        for index in text.indices { text[index] = 0 }
    }

    /// Every key that may be meant.
    package var keys: [Secret] {
        meanings.compactMap { meaning in
            switch meaning {
            case .key(let key), .digits(_, orKey: let key): key
            case .row: nil
            }
        }
    }

    /// Whether the input may be the digits of a fingerprint.
    package var mayBeFingerprint: Bool {
        meanings.contains { if case .digits = $0 { true } else { false } }
    }

    private static func meaning(of text: [UInt8]) -> Meaning {
        let key = text.withUnsafeBytes { Secret($0) }
        let isShort = text.count <= 64
        let lower = isShort ? String(decoding: text, as: UTF8.self).lowercased() : ""
        if Fingerprint.isRowMark(lower) { return .row(lower) }
        guard (12...64).contains(text.count), text.allSatisfy(\.isHexDigit) else { return .key(key) }
        return .digits(lower, orKey: key)
    }

    private static let quotes = Array("\"'`".utf8)

    /// One layer less: of quotes, `NAME=`, `Name: `, `Bearer `, `export `, or the comma behind it; nil where there is none.
    private static func inner(_ text: [UInt8]) -> [UInt8]? {
        guard let first = text.first, let last = text.last else { return nil }
        let isQuoted = text.count > 1 && quotes.contains(first) && first == last
        if isQuoted, !text.dropFirst().dropLast().contains(first) { return trimmed(text.dropFirst().dropLast()) }
        if last == UInt8(ascii: ",") || last == UInt8(ascii: ";") { return trimmed(text.dropLast()) }
        let start = quotes.contains(first) ? 1 : 0
        var end = text[start...].firstIndex { !KeyWord.isLetter($0) } ?? text.count
        let name = text[start..<end]
        if start == 1, end < text.count, text[end] == first { end += 1 }
        guard !name.isEmpty, end < text.count else { return nil }
        let rest = trimmed(text[end...])
        let isSpaced = rest.count < text.count - end
        switch rest.first {
        case UInt8(ascii: "="): return trimmed(rest.dropFirst())
        case UInt8(ascii: ":"):
            let value = rest.dropFirst()
            return value.first.map { isSpace($0) || quotes.contains($0) } ?? false ? trimmed(value) : nil
        default: return isSpaced && words.contains(String(decoding: name, as: UTF8.self).lowercased()) ? rest : nil
        }
    }

    /// What stands in front of a key without a sign between them.
    private static let words: Set<String> = ["bearer", "token", "basic", "apikey", "export", "set", "-", "-h"]

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func trimmed(_ text: some BidirectionalCollection<UInt8>) -> [UInt8] {
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return Array(text[first...last])
    }
}
