/// A UUID as two words: 16 bytes on PostgreSQL's wire, text in SQLite.
package struct RowUUID: Hashable, Sendable, Codable, Comparable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// From 32 hexadecimal digits of any case, without dashes (as ORMs store a UUID in SQLite) or with all four.
    ///
    /// Nil for anything else. Not generic: tens of thousands are read from configurations and stores.
    package init?(_ text: String) {
        var text = text
        guard let uuid = text.withUTF8({ RowUUID(utf8: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = uuid
    }

    /// The same of a text's bytes.
    package init?(utf8 bytes: UnsafeRawBufferPointer) {
        guard let words = Self.words(bytes) else { return nil }
        (high, low) = words
    }

    private static func words(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64)? {
        let isDashed = bytes.count == 36
        guard isDashed || bytes.count == 32 else { return nil }
        var place = 0
        guard let first = digits(8, bytes, &place, isDashed), let second = digits(4, bytes, &place, isDashed),
            let third = digits(4, bytes, &place, isDashed), let fourth = digits(4, bytes, &place, isDashed),
            let fifth = digits(12, bytes, &place, false)
        else { return nil }
        return (first << 32 | second << 16 | third, fourth << 48 | fifth)
    }

    /// The number that some hexadecimal digits are, with a dash behind them.
    private static func digits(
        _ count: Int,
        _ bytes: UnsafeRawBufferPointer,
        _ place: inout Int,
        _ isDashed: Bool
    ) -> UInt64? {
        var number: UInt64 = 0
        for byte in bytes[place..<place + count] {
            // A bit for each digit; then for each letter, capital and small.
            let half: UInt64 = byte & 0x40 == 0 ? 0x03FF_0000_0000_0000 : 0x0000_007E_0000_007E
            guard (half &>> UInt64(byte & 0x3F)) & UInt64(~byte &>> 7) & 1 == 1 else { return nil }
            number = number << 4 | UInt64(byte & 0xF) &+ UInt64(byte &>> 6) &* 9
        }
        place += count
        guard isDashed else { return number }
        place += 1
        return bytes[place - 1] == UInt8(ascii: "-") ? number : nil
    }

    /// What sets and dictionaries ask, tens of thousands of times in every run.
    ///
    /// UUIDs may be counted rather than drawn, so that all of their bits are mixed.
    package func _rawHashValue(seed: Int) -> Int {
        let mixed = (high ^ UInt64(bitPattern: Int64(seed))) &* 0x9e37_79b9_7f4a_7c15 ^ low
        let product = mixed.multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
        return Int(truncatingIfNeeded: product.high ^ product.low)
    }

    /// 32 lower-case digits.
    package var hex: String { text(dashes: false) }

    /// 36 characters, RFC 9562's form.
    package var dashed: String { text(dashes: true) }

    private func text(dashes: Bool) -> String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var count = 0
            for position in 0..<32 {
                if dashes, [8, 12, 16, 20].contains(position) {
                    buffer[count] = 0x2d
                    count += 1
                }
                let word = position < 16 ? high : low
                let nibble = UInt8(truncatingIfNeeded: word >> (60 - 4 * UInt64(position % 16))) & 0xf
                buffer[count] = nibble < 10 ? nibble + 0x30 : nibble - 10 + 0x61
                count += 1
            }
            return count
        }
    }

    /// By the bytes, which is also the order of the texts.
    package static func < (left: RowUUID, right: RowUUID) -> Bool { (left.high, left.low) < (right.high, right.low) }
}
