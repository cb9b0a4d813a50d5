internal import Digests

/// SHA-256 of a key: keys are compared by it, and shown only as its first 12 hex digits.
///
/// For a key that could be guessed, the digits would confirm a guess, so ``description`` has another form for it.
/// Comparisons use only the digest.
package struct Fingerprint: Hashable, Sendable {
    /// The digest in four big-endian words, so that order and equality need no array.
    private let words: SHA256.Words

    /// The form in which it is shown.
    let form: Form

    package init(of secret: Secret) {
        self = secret.withBytes { Fingerprint(of: $0) }
    }

    /// Of the empty text.
    package static let ofNothing = Fingerprint(of: Secret(text: ""))

    package init(of bytes: UnsafeRawBufferPointer) {
        self.init(words: SHA256.words(of: bytes), Secret.isGuessable(bytes) ? .nothing : .digits)
    }

    /// For looking bytes up alone: whether they could be guessed is not asked, so it must not be shown.
    package init(lookingUp bytes: UnsafeRawBufferPointer) {
        self.init(words: SHA256.words(of: bytes), .nothing)
    }

    /// The same, of two pieces as one.
    init(lookingUp first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(first)
        hash.update(second)
        self.init(words: hash.finalize(), .nothing)
    }

    /// From a digest that was computed elsewhere, such as by a database; nil unless it has 32 bytes.
    package init?(digest: UnsafeRawBufferPointer) {
        guard digest.count == 32 else { return nil }
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
        self.init(words: (word(0), word(1), word(2), word(3)), .digits)
    }

    /// Of a key of which no more than these 12 digits is known; nil for anything else.
    ///
    /// Equal to no other but one that stands for the same: the rest of its bits are those of `other`.
    package init?(digits: some StringProtocol, standingFor other: Fingerprint) {
        guard digits.utf8.count == 12, !digits.utf8.contains(where: { (0x41...0x46).contains($0) }),
            let bytes = DigestText.bytes(hex: digits.utf8)
        else { return nil }
        let known = bytes.reduce(0) { $0 << 8 | UInt64($1) }
        words = (known << 16 | other.words.0 & 0xffff, other.words.1, other.words.2, other.words.3)
        form = .digits
    }

    /// The same digest in another form.
    init(_ other: Fingerprint, _ form: Form) {
        words = other.words
        self.form = form
    }

    private init(words: SHA256.Words, _ form: Form) {
        self.words = words
        self.form = form
    }

    /// The first 64 bits, as a uniformly distributed number.
    package var leadingBits: UInt64 { words.0 }

    /// The id of the row that keyturn inserts for the key: its first 128 bits in the form of a UUID of version 4.
    ///
    /// So a row shows that keyturn issued its key, without any stored state.
    package var rowID: RowUUID {
        RowUUID(high: words.0 & ~0xf000 | 0x4000, low: words.1 & ~(0b11 << 62) | 0b10 << 62)
    }

    /// Appends the whole digest, 32 bytes, as a database compares it.
    package func append(to bytes: inout [UInt8]) {
        for word in [words.0, words.1, words.2, words.3] {
            withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
        }
    }

    package static func == (left: Fingerprint, right: Fingerprint) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) {
        // The digest is uniform already: one word of it is as good as four.
        hasher.combine(words.0)
    }

    /// What sets and dictionaries ask: the digest is a hash already, and tens of thousands are looked up in every run.
    package func _rawHashValue(seed: Int) -> Int { Int(truncatingIfNeeded: words.0) ^ seed }
}

extension Fingerprint {
    /// From 64 lower-case hex digits; nil for anything else.
    package init?(hex: some StringProtocol) {
        guard !hex.utf8.contains(where: { (0x41...0x46).contains($0) }) else { return nil }
        self.init(hexDigits: hex.utf8)
    }

    /// From 64 hex digits in either case, by way of no array; nil for anything else.
    init?(hexDigits digits: some Sequence<UInt8>) {
        var words: SHA256.Words = (0, 0, 0, 0)
        var (word, count): (UInt64, Int) = (0, 0)
        for digit in digits {
            guard let value = DigestText.value(hex: digit) else { return nil }
            word = word << 4 | UInt64(value)
            count += 1
            switch count {
            case 16: words.0 = word
            case 32: words.1 = word
            case 48: words.2 = word
            case 64: words.3 = word
            case 65...: return nil
            default: break
            }
        }
        guard count == 64 else { return nil }
        self.init(words: words, .digits)
    }

    /// All 64 hex digits, also of a key that could be guessed: for comparing, never for showing.
    package var hex: String {
        [words.0, words.1, words.2, words.3].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

extension Fingerprint {
    /// The first 12 hex digits, also of a key that could be guessed: for looking up, never for showing.
    package var digits: String {
        String(unsafeUninitializedCapacity: 12) { digits in
            for index in 0..<12 {
                let nibble = UInt8(truncatingIfNeeded: words.0 >> (60 - 4 * UInt64(index))) & 0xf
                digits[index] = nibble < 10 ? nibble + UInt8(ascii: "0") : nibble - 10 + UInt8(ascii: "a")
            }
            return 12
        }
    }
}

extension Fingerprint: Comparable {
    package static func < (left: Fingerprint, right: Fingerprint) -> Bool { left.words < right.words }
}
