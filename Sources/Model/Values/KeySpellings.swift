/// The spellings that a server takes for one and the same key: with a prefix, and without it.
///
/// Whatever compares keys compares both: a row of one environment lets the other spelling in.
package struct KeySpellings: Hashable, Sendable {
    package let prefix: String

    /// A key that is sent with the prefix is found in a row without it.
    package let withoutPrefix: Bool

    /// A key that is sent without the prefix is found in a row with it.
    package let withPrefix: Bool

    package init(prefix: String, withoutPrefix: Bool = true, withPrefix: Bool = true) {
        self.prefix = prefix
        self.withoutPrefix = withoutPrefix
        self.withPrefix = withPrefix
    }

    /// The fingerprint of what a row's key can be spelled as besides; nil if the server takes nothing else.
    package func other(of secret: Secret) -> Fingerprint? { secret.withBytes(other(of:)) }

    /// As ``other(of:)-(Secret)``, of bytes that are lent.
    package func other(of bytes: UnsafeRawBufferPointer) -> Fingerprint? {
        let hasPrefix = bytes.starts(with: prefix.utf8)
        guard hasPrefix ? withPrefix : withoutPrefix else { return nil }
        guard !hasPrefix else {
            return Fingerprint(lookingUp: UnsafeRawBufferPointer(rebasing: bytes[prefix.utf8.count...]))
        }
        var prefix = prefix
        return prefix.withUTF8 { Fingerprint(lookingUp: UnsafeRawBufferPointer($0), bytes) }
    }
}
