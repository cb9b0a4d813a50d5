import Testing

@testable import Model

@Suite struct KeyFormatTests {
    @Test func `the seed's keys are mcp_ and 64 hex digits, 68 characters in all`() {
        let format = KeyFormat(prefix: "mcp_", bytes: 32, encoding: .hex)
        let key = format.key(from: [UInt8](repeating: 0xAF, count: 32))
        #expect(format.length == 68)
        #expect(key == Secret(text: "mcp_" + String(repeating: "af", count: 32)))
    }

    @Test(arguments: [
        // RFC 4648 §10, with the alphabet of §5 and without padding.
        ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ])
    func `base64url is that of RFC 4648`(input: String, output: String) {
        let format = KeyFormat(prefix: "", bytes: input.utf8.count, encoding: .base64url)
        #expect(format.key(from: Array(input.utf8)) == Secret(text: output))
        #expect(format.length == output.utf8.count)
    }

    @Test func `base64url uses - and _`() {
        let format = KeyFormat(prefix: "", bytes: 3, encoding: .base64url)
        #expect(format.key(from: [0xFB, 0xFF, 0xBF]) == Secret(text: "-_-_"))
    }

    @Test(arguments: KeyFormat.Encoding.allCases, [16, 17, 18, 32, 64])
    func `a format accepts the keys that it makes`(encoding: KeyFormat.Encoding, bytes: Int) {
        let format = KeyFormat(prefix: "p-", bytes: bytes, encoding: encoding)
        let random = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 * 37 + 251) }
        let key = format.key(from: random)
        #expect(key.count == format.length)
        #expect(format.matches(key))
    }

    @Test(arguments: [
        "mcp_0123456789ABCDEF0123456789abcdef",  // capitals
        "mcp_0123456789abcdef0123456789abcde",  // one short
        "mcp_0123456789abcdef0123456789abcdef0",  // one long
        "mcq_0123456789abcdef0123456789abcdef",  // another prefix
        " mcp_0123456789abcdef0123456789abcdef",  // a space before
        "mcp_0123456789abcdef0123456789abcdef\n",  // a newline behind
        "mcp_0123456789abcdef0123456789abcdeg",  // not hex
        "",
    ])
    func `a format refuses whatever differs in prefix, length or alphabet`(text: String) {
        let format = KeyFormat(prefix: "mcp_", bytes: 16, encoding: .hex)
        #expect(format.matches(Secret(text: "mcp_0123456789abcdef0123456789abcdef")))
        #expect(!format.matches(Secret(text: text)))
    }
}
