import Model

/// Sebastiano Vigna's SplitMix64: the same seed, the same year.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A number of `0..<count`.
    mutating func below(_ count: Int) -> Int { Int(truncatingIfNeeded: next() >> 33) % max(1, count) }

    /// True so many times in a hundred.
    mutating func percent(_ share: Int) -> Bool { below(100) < share }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// Seconds of `range`, as microseconds.
    mutating func seconds(_ range: ClosedRange<Int>) -> Int64 {
        Int64(range.lowerBound + below(range.upperBound - range.lowerBound + 1)) * 1_000_000
    }
}

/// Microseconds, which the scheduler counts in: arithmetic of `Duration` is what an unoptimised build spends its time on.
enum Time {
    static let second: Int64 = 1_000_000
    static let minute = 60 * second
    static let hour = 60 * minute
    static let day = 24 * hour
}

extension Instant {
    static func + (instant: Instant, microseconds: Int64) -> Instant {
        Instant(microseconds: instant.microseconds + microseconds)
    }
}
