/// The name of a row in a store that keeps digests: the declared name, then the key's fingerprint, as it is shown, in
/// parentheses: `summarizer (5f1d7b4fc5e2)`.
///
/// The mark tells Keyturn's rows from a person's where neither the text nor the id does.
package struct MarkedName: Hashable, Sendable {
    /// As declared.
    package let name: String

    /// 12 hex digits in lower case.
    package let mark: String

    package init(_ name: String, of key: Fingerprint) {
        self.name = name
        mark = String(key.hex.prefix(12))
    }

    /// Nil for a text without a mark at its end.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count > Self.length, bytes.last == UInt8(ascii: ")") else { return nil }
        let start = bytes.index(bytes.endIndex, offsetBy: -Self.length)
        let mark = bytes[bytes.index(start, offsetBy: 2)...].dropLast()
        guard bytes[start...].starts(with: " (".utf8), mark.allSatisfy(Self.isDigit) else { return nil }
        name = String(text[..<start])
        self.mark = String(text[mark.startIndex..<mark.endIndex])
    }

    /// As it is written.
    package var text: String { "\(name) (\(mark))" }

    /// How many bytes the mark adds to a name.
    package static let length = 15

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
