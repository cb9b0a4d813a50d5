internal import Redaction

/// What names must look like so that files, compose and shells can carry them.
package enum WellFormed {
    /// `[A-Za-z0-9][A-Za-z0-9._-]*`, at most 128 bytes: environments, identities, services and secrets.
    ///
    /// Names are shown everywhere, so what looks like a key that someone pasted is none.
    package static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetterOrDigit(first), text.utf8.count <= maximumNameLength else {
            return false
        }
        guard !KeyLikeness.holdsKey(text) else { return false }
        return text.utf8.allSatisfy {
            KeyWord.isLetter($0) || $0 == UInt8(ascii: ".")
        }
    }

    static let maximumNameLength = 128

    /// `[A-Za-z_][A-Za-z0-9_]*`, at most 255 bytes.
    static func isVariable(_ text: String) -> Bool {
        guard let first = text.utf8.first, Interpolation.isNameByte(first, isFirst: true),
            text.utf8.count <= maximumVariableLength
        else { return false }
        return text.utf8.allSatisfy { Interpolation.isNameByte($0, isFirst: false) }
    }

    static let maximumVariableLength = 255

    /// `[A-Za-z0-9_-]*`: the alphabet that every reader of a dotenv file takes alike.
    static func isPrefix(_ text: String) -> Bool {
        text.utf8.allSatisfy { KeyWord.isLetter($0) }
    }

    /// A name or number of the system's users or groups: no separator, space or control character.
    ///
    /// The greatest number is none: to the kernel it means "as it is".
    static func isAccount(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= maximumAccountLength && UInt32(text) != UInt32.max
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "/") }
    }

    static let maximumAccountLength = 255

    /// PostgreSQL's `varchar(255)` counts characters as Unicode scalars.
    static func fitsColumn(_ text: String) -> Bool {
        text.utf8.count <= maximumColumnLength || text.unicodeScalars.count <= maximumColumnLength
    }

    static let maximumColumnLength = 255

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

extension WellFormed {
    /// ``isName(_:)`` in words.
    static let rule = "letters, digits, `.`, `_` and `-`, beginning with a letter or digit, at most 128 in all"
}
