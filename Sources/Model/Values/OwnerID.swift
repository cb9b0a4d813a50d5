/// The primary key of an owner's row: a UUID in its canonical form, 36 characters in lower case with dashes.
package struct OwnerID: Hashable, Sendable, Comparable {
    package let text: String

    /// Accepts any case, and 32 digits without dashes (as ORMs store a UUID in SQLite); nil for anything else.
    package init?(_ text: some StringProtocol) {
        var digits: [UInt8] = []
        digits.reserveCapacity(36)
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
                digits.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "F"):
                digits.append(byte | 0x20)
            case UInt8(ascii: "-") where [8, 13, 18, 23].contains(index):
                continue
            default:
                return nil
            }
        }
        guard digits.count == 32, [32, 36].contains(text.utf8.count) else { return nil }
        for position in [8, 13, 18, 23] { digits.insert(UInt8(ascii: "-"), at: position) }
        self.text = String(decoding: digits, as: UTF8.self)
    }

    package static func < (left: OwnerID, right: OwnerID) -> Bool { left.text < right.text }
}

extension OwnerID: CustomStringConvertible {
    package var description: String { text }
}
