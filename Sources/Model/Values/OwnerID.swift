/// The primary key of an owner's row: a UUID in its canonical form, 36 characters in lower case with dashes.
package struct OwnerID: Hashable, Sendable, Comparable {
    package let text: String

    /// Accepts any case, and 32 digits without dashes (as ORMs store a UUID in SQLite); nil for anything else.
    ///
    /// Not generic: ten thousands of them are read from every configuration and every store.
    package init?(_ text: String) {
        var text = text
        let canonical = text.withUTF8 { bytes -> String? in
            guard bytes.count == 32 || bytes.count == 36 else { return nil }
            let isDashed = bytes.count == 36
            var index = 0
            var isUUID = true
            let canonical = String(unsafeUninitializedCapacity: 36) { digits in
                for position in 0..<36 {
                    let isDash = position == 8 || position == 13 || position == 18 || position == 23
                    if isDash && !isDashed {
                        digits[position] = UInt8(ascii: "-")
                        continue
                    }
                    let byte = bytes[index]
                    index += 1
                    switch byte {
                    case UInt8(ascii: "0")...UInt8(ascii: "9") where !isDash,
                        UInt8(ascii: "a")...UInt8(ascii: "f") where !isDash,
                        UInt8(ascii: "-") where isDash:
                        digits[position] = byte
                    case UInt8(ascii: "A")...UInt8(ascii: "F") where !isDash: digits[position] = byte | 0x20
                    default:
                        isUUID = false
                        digits[position] = UInt8(ascii: "-")
                    }
                }
                return 36
            }
            return isUUID ? canonical : nil
        }
        guard let canonical else { return nil }
        self.text = canonical
    }

    package init?(_ text: Substring) { self.init(String(text)) }

    package static func < (left: OwnerID, right: OwnerID) -> Bool { left.text < right.text }
}

extension OwnerID: CustomStringConvertible {
    package var description: String { text }
}
