package import Model
internal import Redaction

/// Looks for known keys in one document, which may come in pieces: a file, a blob, standard input.
///
/// Takes no more memory than a piece and the longest key.
package struct DocumentSearch {
    /// A place where a key stands.
    package struct Hit: Hashable, Sendable {
        /// From 1.
        package let line: Int

        /// From 1, in characters (Unicode scalars).
        package let column: Int
        package let fingerprint: Fingerprint
    }

    /// In their order.
    package private(set) var hits: [Hit] = []

    /// Whether the first piece has a byte that no text has.
    package private(set) var isBinary = false

    /// How many bytes there were.
    package private(set) var count = 0

    private let known: SoughtKeys

    /// The end of what came before, where a key may begin.
    private var rest: [UInt8] = []

    /// Where the next byte stands that was not looked at.
    private var line = 1
    private var column = 1

    package init(for known: SoughtKeys) { self.known = known }

    /// Looks at the next piece.
    package mutating func feed(_ piece: UnsafeRawBufferPointer) {
        guard !piece.isEmpty else { return }
        if count == 0 { isBinary = piece.prefix(8_000).contains(0) }
        count += piece.count
        guard !rest.isEmpty else {
            look(at: piece, isLast: false)
            return
        }
        var whole = rest
        whole.append(contentsOf: piece)
        rest = []
        whole.withUnsafeBytes { look(at: $0, isLast: false) }
    }

    /// Looks at what is left when the last piece was handed over.
    package mutating func finish() {
        let whole = rest
        rest = []
        whole.withUnsafeBytes { look(at: $0, isLast: true) }
    }

    private mutating func look(at bytes: UnsafeRawBufferPointer, isLast: Bool) {
        let end = isLast ? bytes.count : Self.safeEnd(of: bytes)
        let part = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        var found: [(start: Int, fingerprint: Fingerprint)] = []
        WordCandidates.forEach(in: part) { candidate, start in
            if let fingerprint = known.match(candidate) { found.append((start, fingerprint)) }
        }
        found.sort { $0.start < $1.start }
        var position = 0
        for (start, fingerprint) in found {
            move(over: UnsafeRawBufferPointer(rebasing: part[position..<start]))
            position = start
            let hit = Hit(line: line, column: column, fingerprint: fingerprint)
            if hits.last != hit { hits.append(hit) }
        }
        move(over: UnsafeRawBufferPointer(rebasing: part[position...]))
        rest = Array(bytes[end...])
    }

    /// Where what is kept for the next piece begins: a key may continue there.
    ///
    /// What has been going on for longer than any key is none.
    private static func safeEnd(of bytes: UnsafeRawBufferPointer) -> Int {
        var end = bytes.count
        let least = max(0, bytes.count - 4 * WordCandidates.longest)
        while end > least {
            let byte = bytes[end - 1]
            guard KeyWord.isLetter(byte) || KeyWord.isJoint(byte) else {
                // With the sign of an escape that may be in front of the word.
                return byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "%") ? end - 1 : end
            }
            end -= 1
        }
        return least == 0 ? 0 : bytes.count
    }

    private mutating func move(over bytes: UnsafeRawBufferPointer) {
        let lines = bytes.count { $0 == 0x0A }
        guard lines > 0 else {
            column += Self.scalars(in: bytes)
            return
        }
        line += lines
        let last = bytes.lastIndex(of: 0x0A) ?? 0
        column = 1 + Self.scalars(in: UnsafeRawBufferPointer(rebasing: bytes[(last + 1)...]))
    }

    /// All bytes but those that continue a character.
    private static func scalars(in bytes: UnsafeRawBufferPointer) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }
}
