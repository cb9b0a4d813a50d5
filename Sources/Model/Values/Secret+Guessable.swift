extension Secret {
    /// Whether someone might find it by trying, given its plain fingerprint: it is short, or not as if drawn at random.
    ///
    /// For secrets whose format is not known; those of a declared format are judged by ``KeyFormat/looksDrawn(_:)``. Errs
    /// on the side of yes.
    package var isGuessable: Bool { withBytes(Self.isGuessable) }

    /// Longer than any key: the whole of a file, whose fingerprint no one is shown.
    private static let longest = 4_096

    /// See ``isGuessable``; in one pass, because every word of every file is judged.
    package static func isGuessable(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard (22...longest).contains(bytes.count) else { return true }
        var seen: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var (steps, changes, sorted) = (0, 0, 0)
        var previous: UInt8?
        var previousSort: UInt8?
        for byte in bytes {
            let bit = UInt64(1) << UInt64(byte & 63)
            switch byte >> 6 {
            case 0: seen.0 |= bit
            case 1: seen.1 |= bit
            case 2: seen.2 |= bit
            default: seen.3 |= bit
            }
            if let previous, abs(Int(previous) - Int(byte)) <= 1 { steps += 1 }
            previous = byte
            // Words and numbers, which a person makes; in what is drawn they stand mixed.
            guard let sort = sort(byte) else { continue }
            sorted += 1
            if let previousSort, previousSort != sort { changes += 1 }
            previousSort = sort
        }
        let distinct =
            seen.0.nonzeroBitCount + seen.1.nonzeroBitCount + seen.2.nonzeroBitCount + seen.3.nonzeroBitCount
        return distinct < 8 || steps * 5 > (bytes.count - 1) * 3 || changes * 6 < sorted
    }

    /// Of digits, capitals and small letters; nil for all else.
    private static func sort(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): 0
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): 1
        case UInt8(ascii: "a")...UInt8(ascii: "z"): 2
        default: nil
        }
    }
}
