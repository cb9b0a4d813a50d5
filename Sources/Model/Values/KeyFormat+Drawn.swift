extension KeyFormat {
    /// Whether a key is of this format and looks as if it had been drawn at random, so that no one guesses it from a
    /// plain fingerprint.
    ///
    /// Errs on the side of no: of keys that were drawn, fewer than one in a million looks made by hand.
    package func looksDrawn(_ key: Secret) -> Bool {
        guard matches(key) else { return false }
        return key.withBytes { bytes in
            let body = Array(bytes.dropFirst(prefix.utf8.count))
            guard body.count > 8 else { return false }
            return hasVariety(body) && !hasRepetition(body) && !isSequence(body)
        }
    }

    /// Enough different characters; in base64url of more than one sort, or it may be words.
    private func hasVariety(_ body: [UInt8]) -> Bool {
        let distinct = Set(body).count
        switch encoding {
        case .hex: return distinct >= 8
        case .base64url:
            let digits = body.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            let upper = body.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
            let lower = body.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            return distinct >= 10 && [digits, upper, lower].count(where: \.self) >= 2
        }
    }

    /// The same eight hex digits, or six characters of base64url, stand in it twice.
    private func hasRepetition(_ body: [UInt8]) -> Bool {
        let length = encoding == .hex ? 8 : 6
        var seen: Set<ArraySlice<UInt8>> = []
        return (0...(body.count - length)).contains { !seen.insert(body[$0..<$0 + length]).inserted }
    }

    /// Most characters are followed by themselves or a neighbour: `0123456789abcdef`.
    private func isSequence(_ body: [UInt8]) -> Bool {
        let steps = zip(body, body.dropFirst()).count { abs(Int($0) - Int($1)) <= 1 }
        return steps * 5 > (body.count - 1) * 3
    }
}
