/// A word that could be a key: the one alphabet and the one length that everything goes by that looks for keys.
///
/// Words are maximal runs of `[A-Za-z0-9_-]`, the alphabet that every reader of environment files reads alike.
package enum KeyWord {
    /// 128 bits in base64url, the densest encoding of a declared format: nothing shorter can be a key of Keyturn's.
    package static let shortest = 22

    /// `[A-Za-z0-9_-]`.
    ///
    /// Without a branch: of the letters of a key no processor foresees which are digits.
    @inline(__always)
    package static func isLetter(_ byte: UInt8) -> Bool {
        // A bit for each character of ASCII: `-` and digits; then capitals, `_` and small letters.
        let low: UInt64 = 0x03FF_2000_0000_0000
        let high: UInt64 = 0x07FF_FFFE_87FF_FFFE
        let half = byte & 0x40 == 0 ? low : high
        return (half &>> UInt64(byte & 0x3F)) & UInt64(~byte &>> 7) & 1 == 1
    }

    /// The same of a scalar.
    package static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && isLetter(UInt8(truncatingIfNeeded: scalar.value))
    }

    /// The same of a character.
    package static func isLetter(_ character: Character) -> Bool {
        character.utf8.count == 1 && character.utf8.allSatisfy { isLetter($0) }
    }

    /// Whether the whole of it is one word that could be a key.
    package static func isWhole(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= shortest && bytes.allSatisfy { isLetter($0) }
    }

    /// Whether it joins the words of one key: `.`, `:` or `~`.
    @inline(__always)
    package static func isJoint(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "~")
    }

    /// Whether the whole of it is letters, with joints between them.
    ///
    /// That is what readers of environment files still read alike, but for `:~`: a shell expands `~` where a value begins, and
    /// after `:`.
    package static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // Most keys are one word.
        var start = 0
        while start < bytes.count, isLetter(bytes[start]) { start += 1 }
        var wasJoint = start == 0
        for index in start..<bytes.count {
            let byte = bytes[index]
            let isJoint = isJoint(byte)
            guard isJoint ? index > 0 : isLetter(byte) else { return false }
            if byte == UInt8(ascii: "~"), bytes[index - 1] == UInt8(ascii: ":") { return false }
            wasJoint = isJoint
        }
        return !wasJoint
    }

    /// Whether the whole of it could be a key, of one word or of several that joints join.
    package static func isWholeKey(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= shortest && isPlain(bytes)
    }

    /// The word with the words that joints join to it; nil if none is joined.
    package static func joined(_ word: UnsafeRawBufferPointer, at start: Int, in bytes: UnsafeRawBufferPointer)
        -> UnsafeRawBufferPointer?
    {
        var (first, end) = (start, start + word.count)
        while true {
            var joint = first
            while joint > 0, isJoint(bytes[joint - 1]) { joint -= 1 }
            guard joint < first, joint > 0, isLetter(bytes[joint - 1]) else { break }
            first = joint
            while first > 0, isLetter(bytes[first - 1]) { first -= 1 }
        }
        while true {
            var joint = end
            while joint < bytes.count, isJoint(bytes[joint]) { joint += 1 }
            guard joint > end, joint < bytes.count, isLetter(bytes[joint]) else { break }
            end = joint
            while end < bytes.count, isLetter(bytes[end]) { end += 1 }
        }
        return end - first == word.count ? nil : UnsafeRawBufferPointer(rebasing: bytes[first..<end])
    }

    /// The bytes in pieces, in order: maximal runs of letters, and what is between them.
    ///
    /// Not ``Swift/Collection/keyWords(_:)``: of a whole fragment every line is taken apart.
    package static func pieces(of bytes: UnsafeRawBufferPointer) -> [(piece: UnsafeRawBufferPointer, isWord: Bool)] {
        var pieces: [(piece: UnsafeRawBufferPointer, isWord: Bool)] = []
        forEachPiece(of: bytes) { pieces.append(($0, $1)) }
        return pieces
    }

    /// Lends each of ``pieces(of:)``, without making a list of them.
    package static func forEachPiece(
        of bytes: UnsafeRawBufferPointer,
        _ body: (_ piece: UnsafeRawBufferPointer, _ isWord: Bool) -> Void
    ) {
        var start = 0
        while start < bytes.count {
            let isWord = isLetter(bytes[start])
            var end = start + 1
            while end < bytes.count, isLetter(bytes[end]) == isWord { end += 1 }
            body(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), isWord)
            start = end
        }
    }

    /// Lends each word that is long enough to be a key, in order, with where it begins.
    ///
    /// Looks from the end of a window of ``shortest`` bytes to its beginning: where a byte is no letter, no word begins
    /// before it, so most of a text is never looked at.
    package static func forEach(
        in bytes: UnsafeRawBufferPointer,
        _ body: (_ word: UnsafeRawBufferPointer, _ start: Int) -> Void
    ) {
        // No letter is in front of it.
        var start = 0
        while start <= bytes.count - shortest {
            var first = start + shortest
            while first > start, isLetter(bytes[first - 1]) { first -= 1 }
            guard first == start else {
                start = first
                continue
            }
            var end = start + shortest
            while end < bytes.count, isLetter(bytes[end]) { end += 1 }
            body(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), start)
            start = end + 1
        }
    }
}

extension Collection {
    /// The collection in pieces: maximal runs of a key's letters, and what stands between them.
    package func keyWords(_ isLetter: (Element) -> Bool) -> [(piece: SubSequence, isWord: Bool)] {
        var pieces: [(piece: SubSequence, isWord: Bool)] = []
        var start = startIndex
        while start < endIndex {
            let isWord = isLetter(self[start])
            let end = self[start...].firstIndex { isLetter($0) != isWord } ?? endIndex
            pieces.append((self[start..<end], isWord))
            start = end
        }
        return pieces
    }
}
