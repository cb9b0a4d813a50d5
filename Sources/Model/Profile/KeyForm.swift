/// What keys look like.
package enum KeyForm: Hashable, Sendable {
    /// A prefix and so many random bytes.
    case plain(KeyFormat)

    /// Random pieces between fixed ones.
    case pattern(KeyPattern)

    /// 256 bits in hexadecimal, without a prefix.
    package static let standard = KeyForm.plain(KeyFormat(prefix: "", bytes: 32, encoding: .hex))

    /// How many random bits a key holds, rounded down.
    package var bits: Int {
        switch self {
        case .plain(let format): format.bits
        case .pattern(let pattern): pattern.bits
        }
    }

    /// How many characters a key has; nil where a part of it is the row's id.
    package var length: Int? {
        switch self {
        case .plain(let format): format.length
        case .pattern(let pattern): pattern.length
        }
    }
}
