package import Model
internal import Redaction

/// Looks for known keys in one document, which may come in pieces: a file, a blob, standard input.
///
/// Takes no more memory than a piece and a few times the longest key.
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

    /// The end of what came before: what was looked at, as far back as it counts, and what was not.
    private var rest: [UInt8] = []

    /// How many bytes of ``rest`` were looked at.
    private var looked = 0

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
        rest.append(contentsOf: piece)
        // Not after every byte of a stream that comes in bytes.
        if rest.count - looked > 2 * WordCandidates.reach { lookAtRest(isLast: false) }
    }

    /// Looks at what is left when the last piece was handed over.
    package mutating func finish() { lookAtRest(isLast: true) }

    private mutating func lookAtRest(isLast: Bool) {
        let whole = rest
        rest = []
        whole.withUnsafeBytes { look(at: $0, isLast: isLast) }
    }

    /// Looks for the keys that begin where no later byte can change what they are, so that pieces find what the whole does.
    private mutating func look(at bytes: UnsafeRawBufferPointer, isLast: Bool) {
        let end = isLast ? bytes.count : max(looked, bytes.count - WordCandidates.reach)
        var found: [(start: Int, fingerprint: Fingerprint)] = []
        if end > looked {
            WordCandidates.forEach(in: bytes) { candidate, start in
                guard start >= looked, start < end, let fingerprint = known.match(candidate) else { return }
                found.append((start, fingerprint))
            }
        }
        found.sort { $0.start < $1.start }
        var position = looked
        for (start, fingerprint) in found {
            move(over: UnsafeRawBufferPointer(rebasing: bytes[position..<start]))
            position = start
            let hit = Hit(line: line, column: column, fingerprint: fingerprint)
            if hits.last != hit { hits.append(hit) }
        }
        move(over: UnsafeRawBufferPointer(rebasing: bytes[position..<end]))
        let kept = max(0, end - WordCandidates.reach)
        rest = isLast ? [] : Array(bytes[kept...])
        looked = isLast ? 0 : end - kept
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
