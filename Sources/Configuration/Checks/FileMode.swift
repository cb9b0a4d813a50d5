/// A fragment's permissions as they are written: octal digits, as chmod takes them.
enum FileMode {
    enum Problem: Error, Hashable {
        case notOctal
        /// Set-user-ID, set-group-ID or sticky.
        case special
        case writableByOthers
        /// Keyturn reads its fragments to see whether they are as they should be.
        case unreadableByOwner
    }

    /// Three or four octal digits: a YAML number is taken as it is written, so `0640` and `640` are the same.
    static func read(_ text: String) -> Result<UInt16, Problem> {
        guard (3...4).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }),
            let bits = UInt16(text, radix: 8)
        else { return .failure(.notOctal) }
        if bits > 0o777 { return .failure(.special) }
        if bits & 0o002 != 0 { return .failure(.writableByOthers) }
        if bits & 0o400 == 0 { return .failure(.unreadableByOwner) }
        return .success(bits)
    }
}
