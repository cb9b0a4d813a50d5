internal import Redaction

/// What may be a credential in a JSON document: a string of at least 22 characters of an alphabet that keys are made of.
///
/// Documents as wholes are not compared: two that are both `{}` have nothing in common. Names of members are none.
enum JSONCredentials {
    /// Of POSIX, for the server's own functions; the one group is the string.
    static let pattern = #""([A-Za-z0-9_.+/=~-]{\#(KeyWord.shortest),})"(?![[:space:]]*:)"#

    /// What a document begins with.
    static let beginning = "^[[:space:]]*[[{]"

    /// Whether a text is one.
    static func isDocument(_ text: UnsafeRawBufferPointer) -> Bool {
        let first = text.first { !isSpace($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// Lends each such string in order, without its quotes.
    static func forEach(in text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        var index = 0
        while let start = text[index...].firstIndex(of: UInt8(ascii: "\"")) {
            var end = start + 1
            while end < text.count, text[end] != UInt8(ascii: "\"") {
                end += text[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard end < text.count else { return }
            let string = UnsafeRawBufferPointer(rebasing: text[(start + 1)..<end])
            let next = text[(end + 1)...].first { !isSpace($0) }
            if next != UInt8(ascii: ":"), string.count >= KeyWord.shortest, string.allSatisfy(isKeyByte) {
                body(string)
            }
            index = end + 1
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "~"): true
        default: KeyWord.isLetter(byte)
        }
    }
}
