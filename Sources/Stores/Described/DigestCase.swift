internal import Model

/// In which case the rows of a table write hexadecimal digits.
///
/// Servers compare texts: where all rows are in upper case, what is written must be, or no new key is accepted.
struct DigestCase {
    private var lower = false
    private var upper = false

    /// Nothing is looked for in a table that holds no such digits.
    private let isHex: Bool

    init(_ form: StoredForm) { isHex = form.scheme != .plain && form.encoding == .hex }

    /// Whether every row that tells is in upper case.
    var isUpper: Bool { upper && !lower }

    /// Looks at one row's digest, unless it is decided already.
    mutating func look(_ text: @autoclosure () -> String?) {
        guard isHex, !lower, let text = text() else { return }
        // Before the digits may be a prefix of any letters.
        for byte in text.utf8.reversed() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): continue
            case UInt8(ascii: "a")...UInt8(ascii: "f"): lower = true
            case UInt8(ascii: "A")...UInt8(ascii: "F"): upper = true
            default: break
            }
            return
        }
    }
}

extension KeyTable {
    /// The same table, whose rows write hexadecimal digits in upper case: what writes one digest so writes them all.
    var inUpperCase: KeyTable {
        var profile = profile
        profile.stored.isUpperCase = true
        for index in profile.derived.indices { profile.derived[index].form.isUpperCase = true }
        return with(profile)
    }
}
