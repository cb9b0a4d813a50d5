internal import Redaction

/// What of a text could be a key: each long word, and what it could be a part of.
///
/// Keys of some servers have `.`, `:` or `~` in them, so words that those join are looked at together, too. What an escape
/// in front of a word leaves of it (`\n`, `%3D`) is not part of a key.
enum WordCandidates {
    /// No key is longer.
    static let longest = 1_024

    /// No byte that is further from where a candidate begins has a say in it: the words in front of the longest word, the
    /// word itself and the words behind it, with their joints.
    static let reach = 3 * longest + 4 * mostPieces

    /// Lends each candidate, with where it begins.
    static func forEach(
        in bytes: UnsafeRawBufferPointer,
        _ body: (_ candidate: UnsafeRawBufferPointer, _ start: Int) -> Void
    ) {
        KeyWord.forEach(in: bytes) { word, start in
            guard word.count <= longest else { return }
            let end = start + word.count
            body(word, start)
            for skipped in escapes(before: start, in: bytes) where word.count - skipped >= KeyWord.shortest {
                body(UnsafeRawBufferPointer(rebasing: bytes[start + skipped..<end]), start + skipped)
            }
            let isJoined =
                start > 0 && KeyWord.isJoint(bytes[start - 1]) || end < bytes.count && KeyWord.isJoint(bytes[end])
            guard isJoined else { return }
            let starts = self.starts(before: start, in: bytes)
            for last in ends(after: end, in: bytes) {
                for first in starts where (first, last) != (start, end) {
                    body(UnsafeRawBufferPointer(rebasing: bytes[first..<last]), first)
                }
            }
        }
    }

    /// How many letters of the word belong to an escape that begins in front of it.
    private static func escapes(before start: Int, in bytes: UnsafeRawBufferPointer) -> [Int] {
        guard start > 0 else { return [] }
        switch bytes[start - 1] {
        case UInt8(ascii: "\\"): return bytes[start] == UInt8(ascii: "u") ? [1, 5] : [1]
        case UInt8(ascii: "%"): return [2]
        default: return []
        }
    }

    /// A key has no more pieces.
    private static let mostPieces = 4

    /// The beginnings of words that joints lead to, the word's own first.
    private static func starts(before start: Int, in bytes: UnsafeRawBufferPointer) -> [Int] {
        var starts = [start]
        var position = start
        while starts.count < mostPieces, position > 0, KeyWord.isJoint(bytes[position - 1]) {
            position -= 1
            while position > 0, KeyWord.isLetter(bytes[position - 1]), start - position < longest { position -= 1 }
            starts.append(position)
        }
        return starts
    }

    /// The ends of words that joints lead to, the word's own first.
    private static func ends(after end: Int, in bytes: UnsafeRawBufferPointer) -> [Int] {
        var ends = [end]
        var position = end
        while ends.count < mostPieces, position < bytes.count, KeyWord.isJoint(bytes[position]) {
            position += 1
            while position < bytes.count, KeyWord.isLetter(bytes[position]), position - end < longest { position += 1 }
            ends.append(position)
        }
        return ends
    }
}
