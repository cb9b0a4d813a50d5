internal import Fragments
package import Model
internal import Redaction

/// Finds keys in a text by their value, whatever they look like: those that a run has read or issued.
///
/// Of a key whose text was read every occurrence is found, also within a longer word; of one that is known by its
/// fingerprint alone, only where it is a whole word. Holds no text of a key.
package struct KnownTexts: Sendable {
    /// Of keys whose text was read.
    private var texts: Set<Hash> = []

    /// The hashes of their last bytes, and how long they are.
    private var ends: Set<Hash> = []
    private var lengths: Set<Int> = []

    /// What they may begin with: without it a key counts as well, since servers take either spelling.
    private var prefixes: Set<String> = [""]

    /// Which hashes there may be: of most words in a text nothing else is looked at.
    private var filter: [UInt64] = []

    /// Which bytes those last bytes are: most places in a text need not even be hashed.
    private var alphabet = [Bool](repeating: false, count: 256)

    /// Of keys that are known by their fingerprint alone.
    private var words: Set<Hash> = []

    /// Shorter ones are in a text by chance.
    private static let shortest = 16

    package init() {}

    package var isEmpty: Bool { texts.isEmpty && words.isEmpty }

    /// Adds every key of the environments' stores, those that are in their fragments, and what they watch.
    package mutating func insert(_ views: [EnvironmentView]) {
        // Sets that grow step by step hash every key again.
        let texts = views.lazy.filter(\.observed.store.keepsTexts).reduce(0) { $0 + $1.observed.store.keys.count }
        self.texts.reserveCapacity(texts)
        ends.reserveCapacity(texts)
        let isSpelled = { (view: EnvironmentView) in !view.observed.store.keepsTexts || view.observed.spellings != nil }
        words.reserveCapacity(views.lazy.filter(isSpelled).reduce(0) { $0 + $1.observed.store.keys.count })
        for view in views { insert(view) }
    }

    package mutating func insert(_ view: EnvironmentView) {
        let store = view.observed.store
        prefixes.formUnion(view.environment.identities.lazy.map(\.key.format.prefix))
        for row in store.keys {
            if let text = view.material.text(of: row) {
                insert(text, row.fingerprint)
            } else {
                words.insert(Hash(row.fingerprint))
            }
            if let spelling = row.otherSpelling { words.insert(Hash(spelling)) }
        }
        for key in store.otherKeys {
            words.insert(Hash(key.fingerprint))
            if let spelling = key.otherSpelling { words.insert(Hash(spelling)) }
        }
        for inspection in view.inspections {
            words.formUnion(inspection.held.lazy.map { Hash($0.key) })
            words.formUnion(inspection.waiting.lazy.map { Hash($0.key) })
        }
        words.formUnion(view.observed.watched.lazy.map { Hash($0.fingerprint) })
    }

    /// Adds the keys that were drawn for an environment.
    package mutating func insert(_ keys: [NewKey], in environment: Environment) {
        prefixes.formUnion(environment.identities.lazy.map(\.key.format.prefix))
        for key in keys { insert(key.secret, key.fingerprint) }
    }

    private mutating func insert(_ key: Secret, _ fingerprint: Fingerprint) {
        guard key.count >= Self.shortest, texts.insert(Hash(fingerprint)).inserted else { return }
        if filter.isEmpty { filter = [UInt64](repeating: 0, count: 1 << (Self.filterBits - 6)) }
        lengths.insert(key.count)
        let hash = key.withBytes { bytes in
            for byte in bytes.suffix(Self.shortest) { alphabet[Int(byte)] = true }
            return Self.hash(bytes, endingAt: bytes.count)
        }
        ends.insert(Hash(bits: hash))
        let (word, bit) = Self.place(of: hash)
        filter[word] |= bit
    }

    /// The text with every known key replaced by its fingerprint in brackets, or by a mask where that could be guessed.
    package func masked(_ text: String) -> String {
        guard !isEmpty else { return text }
        var text = text
        return text.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8)
            let found = ranges(in: bytes)
            guard !found.isEmpty else { return nil }
            var result: [UInt8] = []
            var position = 0
            for range in found {
                result.append(contentsOf: bytes[position..<range.lowerBound])
                let key = UnsafeRawBufferPointer(rebasing: bytes[range])
                result.append(contentsOf: shown(key).utf8)
                position = range.upperBound
            }
            result.append(contentsOf: bytes[position...])
            return String(decoding: result, as: UTF8.self)
        } ?? text
    }

    /// Where known keys stand, in order and apart: those that overlap are one.
    private func ranges(in bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        var found: [Range<Int>] = []
        if !texts.isEmpty {
            forEachEnd(in: bytes) { end in
                let hash = Self.hash(bytes, endingAt: end)
                let (word, bit) = Self.place(of: hash)
                if filter[word] & bit != 0, ends.contains(Hash(bits: hash)) { found += keys(endingAt: end, in: bytes) }
            }
        }
        if !words.isEmpty {
            KeyWord.forEach(in: bytes) { word, start in
                if words.contains(Hash(Fingerprint(lookingUp: word))) { found.append(start..<start + word.count) }
            }
        }
        return Self.joined(found)
    }

    /// Lends each place behind ``shortest`` bytes that keys have.
    ///
    /// From its last byte backwards: after one that no key has, nothing ends before as many bytes again.
    private func forEachEnd(in bytes: UnsafeRawBufferPointer, _ body: (Int) -> Void) {
        var (end, looked) = (Self.shortest, 0)
        alphabet.withUnsafeBufferPointer { alphabet in
            while end <= bytes.count {
                let first = max(end - Self.shortest, looked)
                var place = end - 1
                while place >= first, alphabet[Int(bytes[place])] { place -= 1 }
                guard place < first else {
                    end = place + 1 + Self.shortest
                    continue
                }
                body(end)
                looked = end
                end += 1
            }
        }
    }

    /// Where those begin whose last bytes end there.
    private func keys(endingAt end: Int, in bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for length in lengths {
            for prefix in prefixes where length - prefix.utf8.count <= end && prefix.utf8.count < length {
                let range = end - length + prefix.utf8.count..<end
                let key = Array(prefix.utf8) + bytes[range]
                if key.withUnsafeBytes({ texts.contains(Hash(Fingerprint(lookingUp: $0))) }) { found.append(range) }
            }
        }
        return found
    }

    private func shown(_ key: UnsafeRawBufferPointer) -> String {
        let isWhole = texts.contains(Hash(Fingerprint(lookingUp: key)))
        return isWhole && !Secret.isGuessable(key) ? "[\(Fingerprint(of: key))]" : Mask.text
    }

    private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var joined: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, range.lowerBound < last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    // MARK: - Hashes

    /// 64 bits that are a hash already: the first ones of a fingerprint, which take a fifth of its memory.
    ///
    /// What has the same bits as a key by chance is masked like one.
    private struct Hash: Hashable {
        let bits: UInt64

        init(bits: UInt64) { self.bits = bits }
        init(_ fingerprint: Fingerprint) { bits = fingerprint.leadingBits }

        func _rawHashValue(seed: Int) -> Int { Int(truncatingIfNeeded: bits) ^ seed }
    }

    private static let filterBits = 20

    /// Of the last ``shortest`` bytes before a place.
    @inline(__always)
    private static func hash(_ bytes: UnsafeRawBufferPointer, endingAt end: Int) -> UInt64 {
        let first = bytes.loadUnaligned(fromByteOffset: end - 16, as: UInt64.self)
        let second = bytes.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self)
        let mixed = (first &* 0x9e37_79b9_7f4a_7c15) ^ (second &* 0xc2b2_ae3d_27d4_eb4f)
        return (mixed ^ (mixed >> 29)) &* 0x1656_67b1_9e37_79f9
    }

    @inline(__always)
    private static func place(of hash: UInt64) -> (word: Int, bit: UInt64) {
        let place = Int(hash >> (64 - UInt64(filterBits)))
        return (place >> 6, 1 << UInt64(place & 63))
    }
}
