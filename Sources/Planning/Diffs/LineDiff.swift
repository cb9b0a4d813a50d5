/// Which lines of a text go and which come.
///
/// One pass: a line that both texts have stays, as long as the order of such lines is the same in both, which holds for
/// what Keyturn writes (it is sorted) and for what it edits (nothing moves). Where it does not, the result is longer
/// than it could be, and still right.
enum LineDiff {
    enum Edit {
        /// By the line's place in the old text.
        case removed(Int)
        /// By the line's place in the new text.
        case added(Int)
    }

    static func edits(from old: Lines, to new: Lines) -> [Edit] {
        var remainingOld = counts(of: old)
        var remainingNew = counts(of: new)
        var edits: [Edit] = []
        var (i, j) = (0, 0)
        func left(_ remaining: [Int: Int], _ hash: Int) -> Bool { remaining[hash, default: 0] > 0 }
        while i < old.count || j < new.count {
            if i < old.count, j < new.count, old.hashes[i] == new.hashes[j] {
                remainingOld[old.hashes[i], default: 1] -= 1
                remainingNew[new.hashes[j], default: 1] -= 1
                (i, j) = (i + 1, j + 1)
            } else if i < old.count,
                j == new.count || !left(remainingNew, old.hashes[i]) || left(remainingOld, new.hashes[j])
            {
                remainingOld[old.hashes[i], default: 1] -= 1
                edits.append(.removed(i))
                i += 1
            } else {
                remainingNew[new.hashes[j], default: 1] -= 1
                edits.append(.added(j))
                j += 1
            }
        }
        return edits
    }

    private static func counts(of lines: Lines) -> [Int: Int] {
        lines.hashes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// A text's lines, lent: as long as the bytes are.
    struct Lines {
        private let bytes: UnsafeRawBufferPointer
        private let ranges: [Range<Int>]

        /// Equal for equal lines; that different ones have the same is as likely as a broken disk.
        let hashes: [Int]

        /// Lines end with LF, or with the text.
        init(_ bytes: UnsafeRawBufferPointer) {
            var ranges: [Range<Int>] = []
            var start = 0
            for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
                ranges.append(start..<index)
                start = index + 1
            }
            if start < bytes.count { ranges.append(start..<bytes.count) }
            self.bytes = bytes
            self.ranges = ranges
            hashes = ranges.map { range in
                var hasher = Hasher()
                hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[range]))
                return hasher.finalize()
            }
        }

        var count: Int { ranges.count }

        subscript(index: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[ranges[index]]) }
    }
}
