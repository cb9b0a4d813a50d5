/// A key as servers have them, new at every call: no key-like text is in a test.
package func randomKey(prefix: String = "mcp_") -> String {
    let digits = Array("0123456789abcdef")
    return prefix + String((0..<64).map { _ in digits[Int.random(in: 0..<16)] })
}

/// A credential as other servers issue them: of no format that Keyturn knows.
package func randomToken() -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    return String((0..<24).map { _ in letters[Int.random(in: 0..<letters.count)] })
}

/// A random UUID, 36 characters in lower case.
package func randomUUID() -> String {
    let digits = Array("0123456789abcdef")
    let text = (0..<32).map { _ in digits[Int.random(in: 0..<16)] }
    let lengths = [8, 4, 4, 4, 12]
    var start = 0
    return lengths.map { length in
        defer { start += length }
        return String(text[start..<start + length])
    }.joined(separator: "-")
}
