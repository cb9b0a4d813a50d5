internal import Digests
internal import Redaction

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
            // A key that no row is made for, such as one that a probe shows.
            case .rowID: text += stream.uuid().utf8
            }
        }
        defer { for index in text.indices { text[index] = 0 } }
        return Secret(text)
    }

    /// Whether a key is exactly of this form.
    func matches(_ key: UnsafeRawBufferPointer) -> Bool { read(key) { _, _ in } }

    /// Where a named piece of a key of this form is; nil where it has none, or the key is of another form.
    func place(of name: String, in key: UnsafeRawBufferPointer) -> Range<Int>? {
        var found: Range<Int>?
        let isWhole = read(key) { piece, place in
            if case .drawn(_, _, name) = piece { found = place }
        }
        return isWhole ? found : nil
    }

    /// The id of its row that a key holds; nil where the form has none, or the key is of another form.
    package func rowID(in key: Secret) -> String? { key.withBytes { rowID(in: $0) } }

    /// The same.
    package func rowID(in key: UnsafeRawBufferPointer) -> String? {
        var found: String?
        let isWhole = read(key) { piece, place in
            if case .rowID = piece { found = String(decoding: key[place], as: UTF8.self) }
        }
        return isWhole ? found : nil
    }

    /// Lends each piece with its place; false for a key that is not exactly of this form.
    ///
    /// A row's id may have any length: it is what the other pieces leave.
    private func read(_ key: UnsafeRawBufferPointer, _ body: (Piece, Range<Int>) -> Void) -> Bool {
        let ids = pieces.count { $0 == .rowID }
        let left = key.count - fixedLength
        guard ids == 0 ? left == 0 : left >= ids && left.isMultiple(of: ids) else { return false }
        var start = 0
        var id: Slice<UnsafeRawBufferPointer>?
        for piece in pieces {
            let place: Range<Int>
            switch piece {
            case .literal(let literal):
                place = start..<start + literal.utf8.count
                guard key[place].elementsEqual(literal.utf8) else { return false }
            case .drawn(let alphabet, let count, _):
                place = start..<start + count
                guard alphabet.holds(key[place]) else { return false }
            case .rowID:
                place = start..<start + left / ids
                let text = key[place]
                guard id.map({ $0.elementsEqual(text) }) ?? text.allSatisfy(KeyWord.isLetter) else { return false }
                id = text
            }
            body(piece, place)
            start = place.upperBound
        }
        return true
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
