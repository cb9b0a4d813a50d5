import Testing

@testable import Model

@Suite struct KeyFormatDrawnTests {
    private static let formats = [KeyFormat.Encoding.hex, .base64url].flatMap { encoding in
        [16, 24, 32, 64].map { KeyFormat(prefix: "mcp_", bytes: $0, encoding: encoding) }
    }

    @Test(arguments: formats) func `keys that are drawn look so`(_ format: KeyFormat) {
        var state: UInt64 = 7
        for _ in 0..<2_000 {
            let bytes = (0..<format.bytes).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
            #expect(format.looksDrawn(format.key(from: bytes)))
        }
    }

    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "1234512345678901234567890987654321098765432123456789012345678901",
        "a1a2a3a1a2a3a1a2a3a1a2a3a1a2a3a1a2a3a1a2a3a1a2a3a1a2a3a1a2a3a1a2",
        "00112233445566778899aabbccddeeff00ffeeddccbbaa998877665544332211",
        "c0ffee", "",
    ])
    func `keys that someone thought up do not`(_ body: String) {
        let format = KeyFormat(prefix: "mcp_", bytes: 32, encoding: .hex)
        #expect(!format.looksDrawn(Secret(text: "mcp_" + body)))
    }

    @Test(arguments: [
        "correct-horse-battery-staple-and-dogs-again", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQ",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Passw0rd_Passw0rd_Passw0rd_Passw0rd_Passw0r",
    ])
    func `nor do words in base64url`(_ body: String) {
        let format = KeyFormat(prefix: "", bytes: 32, encoding: .base64url)
        #expect(format.length == 43)
        #expect(!format.looksDrawn(Secret(text: body)))
    }
}
