/// The name of a row that Keyturn issued: the declared name, then the key's fingerprint, as it is shown, in parentheses:
/// `summarizer (5f1d7b4fc5e2)`.
///
/// The mark tells Keyturn's rows from a person's where neither the text nor the id does. Where no column holds the end of
/// a replaced key, it is written there too: `summarizer (5f1d7b4fc5e2 until 2026-11-30T19:00Z)`. A row whose key no one
/// knows then bears a mark of itself, `summarizer (row:0f1e2d3c until 2026-11-30T19:00Z)`: any other digits would be taken
/// for the key's.
package struct MarkedName: Hashable, Sendable {
    /// As declared.
    package let name: String

    /// 12 characters: hex digits in lower case, or those of a row.
    private let mark: String

    /// When Keyturn is to end the row, in whole minutes; nil if nothing is written.
    package let end: Instant?

    /// An end is rounded up to the minute.
    package init(_ name: String, of key: Fingerprint, until end: Instant? = nil) {
        self.name = name
        mark = key.digits
        self.end = end?.raisedToMinute
    }

    /// Of a row whose key no one knows.
    package init(_ name: String, ofRow id: String, until end: Instant? = nil) {
        self.name = name
        mark = Fingerprint.rowMark(of: id)
        self.end = end?.raisedToMinute
    }

    /// The first 12 hex digits of the key's fingerprint; nil where the row stands for the key.
    package var digits: String? { Fingerprint.isRowMark(mark) ? nil : mark }

    /// Whether it stands for a row, and that row has this id.
    package func isOfRow(_ id: String) -> Bool { digits == nil && mark == Fingerprint.rowMark(of: id) }

    /// Nil for a text without a mark at its end.
    package init?(_ text: String) {
        guard text.utf8.last == UInt8(ascii: ")") else { return nil }
        if let found = Self.mark(in: text, Self.length) {
            name = found.name
            mark = found.inside
            end = nil
        } else if let found = Self.mark(in: text, Self.lengthWithEnd) {
            let until = found.inside.utf8.dropFirst(12)
            guard until.starts(with: Self.until.utf8),
                let end = Instant(text: String(found.inside.dropFirst(12 + Self.until.count)))
            else { return nil }
            name = found.name
            mark = String(found.inside.prefix(12))
            self.end = end
        } else {
            return nil
        }
    }

    /// As it is written.
    package var text: String {
        guard let end else { return "\(name) (\(mark))" }
        return "\(name) (\(mark)\(Self.until)\(end.iso8601.prefix(16))Z)"
    }

    /// How many bytes the mark adds to a name.
    package static let length = 15

    /// How many bytes the mark adds to a name with an end in it.
    package static let lengthWithEnd = 39

    private static let until = " until "

    /// What is in the parentheses of a mark of so many bytes.
    private static func mark(in text: String, _ length: Int) -> (name: String, inside: String)? {
        let bytes = text.utf8
        guard bytes.count > length else { return nil }
        let start = bytes.index(bytes.endIndex, offsetBy: -length)
        let inside = bytes[bytes.index(start, offsetBy: 2)...].dropLast()
        let mark = inside.prefix(12)
        guard bytes[start...].starts(with: " (".utf8),
            mark.allSatisfy(isDigit) || Fingerprint.isRowMark(String(decoding: mark, as: UTF8.self))
        else { return nil }
        return (String(text[..<start]), String(text[inside.startIndex..<inside.endIndex]))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

extension Instant {
    fileprivate var raisedToMinute: Instant {
        let minute: Int64 = 60_000_000
        let rest = microseconds % minute
        return rest <= 0 ? Instant(microseconds: microseconds - rest) : self + .microseconds(minute - rest)
    }
}
