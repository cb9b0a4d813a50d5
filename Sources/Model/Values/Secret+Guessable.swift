extension Secret {
    /// Whether somebody might find it by trying, given its plain fingerprint: it is short, or not as if drawn at random.
    ///
    /// For secrets whose format is not known; those of a declared format are judged by ``KeyFormat/looksDrawn(_:)``. Errs
    /// on the side of yes.
    package var isGuessable: Bool {
        withBytes { bytes in
            guard bytes.count >= 22, Set(bytes).count >= 8 else { return true }
            let steps = zip(bytes, bytes.dropFirst()).count { abs(Int($0) - Int($1)) <= 1 }
            guard steps * 5 <= (bytes.count - 1) * 3 else { return true }
            // Words and numbers, which a person makes; in what is drawn they stand mixed.
            let sorts = bytes.compactMap(Self.sort)
            let changes = zip(sorts, sorts.dropFirst()).count { $0 != $1 }
            return changes * 6 < sorts.count
        }
    }

    /// Of digits, capitals and small letters; nil for all else.
    private static func sort(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): 0
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): 1
        case UInt8(ascii: "a")...UInt8(ascii: "z"): 2
        default: nil
        }
    }
}
