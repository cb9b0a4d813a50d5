/// The format of a key: a prefix, and an encoding of random bytes.
package struct KeyFormat: Hashable, Sendable, Codable {
    /// How the random bytes are written.
    ///
    /// Only alphabets within `[A-Za-z0-9_-]`, which Compose, the Docker CLI, Node and python-dotenv all read in the
    /// same way.
    package enum Encoding: String, Hashable, Sendable, Codable, CaseIterable {
        /// Lower-case hexadecimal.
        case hex
        /// RFC 4648 §5, without padding.
        case base64url
    }

    package let prefix: String

    /// How many random bytes; at least ``minimumBytes``.
    package let bytes: Int
    package let encoding: Encoding

    /// The pattern of keys that consist of more than a prefix and one encoding; else nil.
    package let pattern: KeyPattern?

    /// 128 bits: below that a key can be guessed.
    package static let minimumBytes = 16

    package init(prefix: String, bytes: Int, encoding: Encoding) {
        self.prefix = prefix
        self.bytes = bytes
        self.encoding = encoding
        pattern = nil
    }

    /// A key of random pieces, all of which follow from 256 random bits.
    package init(_ pattern: KeyPattern) {
        prefix = pattern.prefix
        bytes = 32
        encoding = .base64url
        self.pattern = pattern
    }

    /// How many characters a key of this format has.
    package var length: Int {
        if let pattern { return pattern.length ?? 0 }
        switch encoding {
        case .hex: return prefix.utf8.count + bytes * 2
        case .base64url: return prefix.utf8.count + (bytes * 4 + 2) / 3
        }
    }

    /// The key made from these random bytes.
    ///
    /// - Precondition: `random` has exactly ``bytes`` bytes.
    package func key(from random: [UInt8]) -> Secret {
        precondition(random.count == bytes)
        if let pattern { return pattern.key(from: random) }
        var text = Array(prefix.utf8)
        text.reserveCapacity(length)
        switch encoding {
        case .hex:
            for byte in random {
                text.append(Self.hexDigits[Int(byte >> 4)])
                text.append(Self.hexDigits[Int(byte & 0xf)])
            }
        case .base64url:
            var buffer = 0
            var bits = 0
            for byte in random {
                buffer = buffer << 8 | Int(byte)
                bits += 8
                while bits >= 6 {
                    bits -= 6
                    text.append(Self.base64Digits[buffer >> bits & 0x3f])
                }
            }
            if bits > 0 { text.append(Self.base64Digits[buffer << (6 - bits) & 0x3f]) }
        }
        defer { for index in text.indices { text[index] = 0 } }
        return Secret(text)
    }

    /// Whether the key has exactly this format: prefix, length and alphabet, without surrounding space.
    package func matches(_ key: Secret) -> Bool {
        key.withBytes { bytes in
            if let pattern { return pattern.matches(bytes) }
            guard bytes.count == length, bytes.starts(with: prefix.utf8) else { return false }
            // By places: every key of every store is asked.
            return (prefix.utf8.count..<bytes.count).allSatisfy { place in
                switch bytes[place] {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "g")...UInt8(ascii: "z"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    encoding == .base64url
                default: false
                }
            }
        }
    }

    /// The same without its prefix.
    package var withoutPrefix: KeyFormat {
        pattern == nil ? KeyFormat(prefix: "", bytes: bytes, encoding: encoding) : self
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
    private static let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
}

extension KeyFormat {
    /// How many random bits a key holds.
    package var bits: Int { pattern.map { min($0.bits, bytes * 8) } ?? bytes * 8 }
}
