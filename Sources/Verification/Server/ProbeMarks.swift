package import Model

/// Two made-up keys between which a server is asked about a real one, so that its log tells Keyturn's questions from a
/// consumer's: servers log the beginning of a key that they refuse.
///
/// A key begins, behind its prefix, with `faced` where questions begin and with `faded` where they end, and a hexadecimal
/// digit that distinguishes what is asked at the same time.
package struct ProbeMarks: Sendable {
    static let opening = "faced"
    static let closing = "faded"

    /// How many sets of marks are distinguished.
    package static let places = 16

    /// What a log of requests may show of each question.
    package static let agent = "keyturn-probe"

    package let opening: Secret
    package let closing: Secret

    /// Makes both of made-up keys of the format; `place` counts what is asked at the same time.
    package init(_ format: KeyFormat, place: Int, madeUp: () -> Secret) {
        let digit = String(place % Self.places, radix: 16)
        opening = format.madeUp(madeUp(), beginning: Self.opening + digit)
        closing = format.madeUp(madeUp(), beginning: Self.closing + digit)
    }
}
