internal import Digests

extension KeyPattern {
    /// The key whose characters follow from these random bytes.
    func key(from random: [UInt8]) -> Secret {
        var stream = RandomStream(random)
        var text: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal.utf8
            case .drawn(.uuid, _, _): text += stream.uuid().utf8
            case .drawn(let alphabet, let count, _): text += stream.characters(count, of: alphabet.characters)
            case .rowID: break
            }
        }
        defer { for index in text.indices { text[index] = 0 } }
        return Secret(text)
    }

    /// Whether a key is exactly of this form.
    func matches(_ key: UnsafeRawBufferPointer) -> Bool {
        var rest = key[...]
        for piece in pieces {
            switch piece {
            case .literal(let literal):
                guard rest.starts(with: literal.utf8) else { return false }
                rest = rest.dropFirst(literal.utf8.count)
            case .drawn(let alphabet, let count, _):
                let part = rest.prefix(count)
                guard part.count == count, alphabet.holds(part) else { return false }
                rest = rest.dropFirst(count)
            case .rowID: return false
            }
        }
        return rest.isEmpty
    }
}

extension KeyPattern.Alphabet {
    fileprivate var characters: [UInt8] {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return switch self {
        case .hex, .uuid: Array("0123456789abcdef".utf8)
        case .base64url: Array((letters + "-_").utf8)
        case .alphanumeric: Array(letters.utf8)
        }
    }

    fileprivate func holds(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
        let known = characters
        guard self == .uuid else { return text.allSatisfy(known.contains) }
        return text.enumerated().allSatisfy { place, byte in
            [8, 13, 18, 23].contains(place) ? byte == UInt8(ascii: "-") : known.contains(byte)
        }
    }
}

/// Bytes without end that follow from random ones: SHA-256 of those and a counter.
private struct RandomStream {
    private var seed: [UInt8]
    private var block: ArraySlice<UInt8> = []
    private var counter: UInt64 = 0

    init(_ seed: [UInt8]) { self.seed = seed }

    private mutating func byte() -> UInt8 {
        if let byte = block.popFirst() { return byte }
        let input = seed + withUnsafeBytes(of: counter.bigEndian) { Array($0) }
        counter += 1
        block = input.withUnsafeBytes { SHA256.digest(of: $0) }[...]
        return byte()
    }

    /// Each character is as likely as every other: what is beyond a multiple of their number is ignored.
    mutating func characters(_ count: Int, of characters: [UInt8]) -> [UInt8] {
        let limit = 256 - 256 % characters.count
        var text: [UInt8] = []
        while text.count < count {
            let byte = Int(byte())
            if byte < limit { text.append(characters[byte % characters.count]) }
        }
        return text
    }

    /// Of version 4.
    mutating func uuid() -> String {
        func word(_ bytes: [UInt8]) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        let bytes = (0..<16).map { _ in byte() }
        return RowUUID(
            high: word(Array(bytes[..<8])) & ~0xf000 | 0x4000,
            low: word(Array(bytes[8...])) & ~(0b11 << 62) | 0b10 << 62
        ).dashed
    }
}
