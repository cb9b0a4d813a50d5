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
        // A file that comes or goes as a whole, as all of them do in a first run, needs no comparing.
        if old.count == 0 { return (0..<new.count).map { .added($0) } }
        if new.count == 0 { return (0..<old.count).map { .removed($0) } }
        let (oldHashes, newHashes) = (old.hashes, new.hashes)
        var remainingOld = counts(of: oldHashes)
        var remainingNew = counts(of: newHashes)
        var edits: [Edit] = []
        var (i, j) = (0, 0)
        func left(_ remaining: [Int: Int], _ hash: Int) -> Bool { remaining[hash, default: 0] > 0 }
        while i < old.count || j < new.count {
            if i < old.count, j < new.count, oldHashes[i] == newHashes[j] {
                remainingOld[oldHashes[i], default: 1] -= 1
                remainingNew[newHashes[j], default: 1] -= 1
                (i, j) = (i + 1, j + 1)
            } else if i < old.count,
                j == new.count || !left(remainingNew, oldHashes[i]) || left(remainingOld, newHashes[j])
            {
                remainingOld[oldHashes[i], default: 1] -= 1
                edits.append(.removed(i))
                i += 1
            } else {
                remainingNew[newHashes[j], default: 1] -= 1
                edits.append(.added(j))
                j += 1
            }
        }
        return edits
    }

    private static func counts(of hashes: [Int]) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        counts.reserveCapacity(hashes.count)
        for hash in hashes { counts[hash, default: 0] += 1 }
        return counts
    }

    /// A text's lines, lent: as long as the bytes are.
    struct Lines {
        private let bytes: UnsafeRawBufferPointer
        let ranges: [Range<Int>]

        /// Lines end with LF, or with the text.
        init(_ bytes: UnsafeRawBufferPointer) {
            var ranges: [Range<Int>] = []
            var start = 0
            for index in 0..<bytes.count where bytes[index] == UInt8(ascii: "\n") {
                ranges.append(start..<index)
                start = index + 1
            }
            if start < bytes.count { ranges.append(start..<bytes.count) }
            self.bytes = bytes
            self.ranges = ranges
        }

        /// Equal for equal lines; that different ones have the same is as likely as a broken disk.
        var hashes: [Int] {
            ranges.map { range in
                var hasher = Hasher()
                hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[range]))
                return hasher.finalize()
            }
        }

        var count: Int { ranges.count }

        subscript(index: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[ranges[index]]) }
    }
}
