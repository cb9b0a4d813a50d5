/// Why a text is not a duration.
///
/// Holds nothing of the text, which may come from a variable.
package enum DurationTextError: Error, Hashable, Sendable, CaseIterable {
    /// It does not begin with a digit; also an empty text and a negative number.
    case noNumber
    /// A number alone.
    case noUnit
    /// Something other than one of `s m h d w` behind the number.
    case unknownUnit
    /// More than one number and unit, such as `1d12h`.
    case severalParts
    /// Nothing can happen every, or work for, no time at all.
    case zero
    /// Above ``DurationText/maximum``.
    case tooLong

    /// What a duration looks like, to follow "expected".
    package static let expected = "a duration such as 90s, 15m, 36h, 30d or 2w"

    /// A clause that can follow "because" or stand alone.
    package var reason: String {
        switch self {
        case .noNumber: "it does not begin with a whole number"
        case .noUnit: "the unit is missing: s, m, h, d or w"
        case .unknownUnit: "unknown unit: use s, m, h, d or w"
        case .severalParts: "use one number and one unit: write 36h rather than 1d12h"
        case .zero: "it must be longer than zero"
        case .tooLong: "it is longer than a hundred years"
        }
    }
}
