package import Model

/// What a variable of a running consumer holds; never the value itself.
package enum HeldValue: Hashable, Sendable {
    /// The consumer has no such variable.
    case missing
    case empty
    case word(HeldWord)
    /// A path, and what is there as the consumer sees it.
    case file(path: String, HeldFile)
}

/// What a consumer finds in the file that its variable names.
package enum HeldFile: Hashable, Sendable {
    case missing
    case empty
    case word(HeldWord)
    /// Why it cannot be read.
    case unreadable(String)
}

/// A value that may be a key: its fingerprint without what stands around it.
package struct HeldWord: Hashable, Sendable {
    package let fingerprint: Fingerprint

    /// What is around the word; a server compares exactly.
    package let dressing: Dressing?

    /// Whether its fingerprint would confirm a guess: then that is not shown.
    package let isGuessable: Bool

    package enum Dressing: Hashable, Sendable {
        case space
        case quotes
    }

    package init(_ fingerprint: Fingerprint, dressing: Dressing? = nil, isGuessable: Bool = false) {
        self.fingerprint = fingerprint
        self.dressing = dressing
        self.isGuessable = isGuessable
    }

    /// The same word is the same, whatever is known of it besides.
    package static func == (left: HeldWord, right: HeldWord) -> Bool {
        left.fingerprint == right.fingerprint && left.dressing == right.dressing
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(fingerprint)
        hasher.combine(dressing)
    }

    /// Nil if nothing is left without white space and quotes.
    package init?(in value: UnsafeRawBufferPointer) {
        var word = value[...]
        var dressing: Dressing?
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
        while let first = word.first, isSpace(first) { word = word.dropFirst() }
        while let last = word.last, isSpace(last) { word = word.dropLast() }
        if word.count < value.count { dressing = .space }
        if word.count > 1, let first = word.first, first == word.last,
            first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
        {
            word = word.dropFirst().dropLast()
            dressing = .quotes
        }
        guard !word.isEmpty else { return nil }
        let secret = Secret(UnsafeRawBufferPointer(rebasing: word))
        self.init(Fingerprint(of: secret), dressing: dressing, isGuessable: secret.isGuessable)
    }
}
