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

    /// The pattern of keys; nil where a key is a prefix and random bytes.
    package var pattern: KeyPattern? { if case .pattern(let pattern) = self { pattern } else { nil } }

    /// The fixed text that every key begins with.
    package var prefix: String {
        switch self {
        case .plain(let format): format.prefix
        case .pattern(let pattern): pattern.prefix
        }
    }

    /// Whether a part of a key is its row's id.
    package var holdsRowID: Bool { pattern?.holdsRowID == true }

    /// How many characters a key has; nil where a part of it is the row's id.
    package var length: Int? {
        switch self {
        case .plain(let format): format.length
        case .pattern(let pattern): pattern.length
        }
    }
}
