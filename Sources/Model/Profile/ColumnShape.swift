/// What the values of a column look like, as far as some of them tell; holds nothing of them but a prefix that all have.
package struct ColumnShape: Hashable, Sendable {
    package enum Form: Hashable, Sendable {
        /// Digits in lower case.
        case hex
        case uuid
        case base64
        case base64url
        case alphanumeric
        /// What a password hasher makes, such as bcrypt, by its name.
        case hasher(String)
        /// A whole number.
        case number(Int64)
        /// A time with T in it.
        case iso
        /// A time with an offset.
        case zoned
        /// A time with a space in it.
        case plainTime
        case other
    }

    package let form: Form

    /// What all begin with, `sk-` or `sha512$$`; empty for nothing.
    package let prefix: String

    /// How many characters follow the prefix, in all of them; nil where that differs.
    package let length: Int?

    /// Of how many values.
    package let count: Int

    /// Whether the values may begin with a text that all have, which one of them does not show.
    package var hidesPrefix: Bool { count == 1 && prefix.isEmpty && [.alphanumeric, .base64url].contains(form) }

    /// Nil where there is no value.
    package init?(of values: [Secret]) {
        let texts = Array(Set(values.filter { $0.count > 0 }))
        guard let first = texts.first else { return nil }
        count = texts.count
        let common = texts.count > 1 ? Self.commonPrefix(texts) : ""
        let digest = Self.digestPrefix(first)
        let prefix = common.isEmpty && texts.allSatisfy { Self.digestPrefix($0) == digest } ? digest : common
        self.prefix = prefix
        let width = prefix.utf8.count
        let rests = texts.map { text in text.withBytes { Array($0.dropFirst(width)) } }
        let lengths = Set(rests.map(\.count))
        length = lengths.count == 1 ? lengths.first : nil
        form = Self.form(rests, prefix)
    }

    private static func form(_ rests: [[UInt8]], _ prefix: String) -> Form {
        if let name = hasher(rests, prefix) { return .hasher(name) }
        func all(_ isOne: (UInt8) -> Bool) -> Bool { rests.allSatisfy { $0.allSatisfy(isOne) } }
        if all(isDigit), rests.allSatisfy({ (9...16).contains($0.count) }) {
            let number = rests.first.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
            return number.map(Form.number) ?? .hex
        }
        if let time = time(rests) { return time }
        if rests.allSatisfy(isUUID) { return .uuid }
        if all({ isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }) { return .hex }
        let body = rests.map { $0.reversed().drop { $0 == UInt8(ascii: "=") }.reversed() }
        if all({ Letters.isAlphanumeric($0) }) { return .alphanumeric }
        if all({ Letters.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }) {
            return .base64url
        }
        let isBase64 = body.allSatisfy {
            $0.allSatisfy { Letters.isAlphanumeric($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
        }
        return isBase64 && rests.allSatisfy { $0.count % 4 == 0 } ? .base64 : .other
    }

    private static func hasher(_ rests: [[UInt8]], _ prefix: String) -> String? {
        guard let rest = rests.first else { return nil }
        let text = prefix + String(decoding: rest.prefix(24), as: UTF8.self)
        let known = [
            ("$2a$", "bcrypt"), ("$2b$", "bcrypt"), ("$2y$", "bcrypt"), ("$argon2", "Argon2"), ("argon2$", "Argon2"),
            ("$scrypt$", "scrypt"), ("pbkdf2_", "Django's PBKDF2"), ("bcrypt", "bcrypt"),
        ]
        return known.first { text.hasPrefix($0.0) }?.1
    }

    private static func time(_ rests: [[UInt8]]) -> Form? {
        func isDate(_ text: [UInt8]) -> Bool {
            text.count >= 16 && isDigit(text[0]) && isDigit(text[3]) && text[4] == UInt8(ascii: "-")
                && text[7] == UInt8(ascii: "-") && isDigit(text[8])
        }
        guard rests.allSatisfy(isDate) else { return nil }
        if rests.allSatisfy({ $0[10] == UInt8(ascii: "T") }) { return .iso }
        let isZoned = rests.allSatisfy { $0.dropFirst(16).contains(UInt8(ascii: "+")) || $0.last == UInt8(ascii: "Z") }
        return isZoned ? .zoned : .plainTime
    }

    private static func isUUID(_ text: [UInt8]) -> Bool {
        text.count == 36
            && text.indices.allSatisfy { index in
                [8, 13, 18, 23].contains(index)
                    ? text[index] == UInt8(ascii: "-") : Letters.isHexDigit(text[index])
            }
    }

    /// Up to the last separator that all have, so that no letter of what is random is in it.
    private static func commonPrefix(_ texts: [Secret]) -> String {
        var common = texts[0].withBytes { Array($0.prefix(24)) }
        for text in texts.dropFirst() {
            let shared = text.withBytes { bytes in zip(common, bytes).prefix { $0 == $1 }.count }
            common.removeLast(common.count - shared)
        }
        guard
            let end = common.lastIndex(where: {
                [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$")].contains($0)
            })
        else { return "" }
        let prefix = common[...end]
        // A date begins alike, and a UUID has dashes.
        guard !prefix.allSatisfy({ Letters.isHexDigit($0) || $0 == UInt8(ascii: "-") }) else { return "" }
        return String(decoding: prefix, as: UTF8.self)
    }

    /// The name of a digest, `sha512$$`, is nothing of a key.
    private static func digestPrefix(_ text: Secret) -> String {
        text.withBytes { bytes in
            for name in ["sha256$", "sha512$$", "sha512$", "sha256:", "sha512:"] where bytes.starts(with: name.utf8) {
                return name
            }
            return ""
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

/// The letters that digests and keys are written in.
private enum Letters {
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
    }
}
