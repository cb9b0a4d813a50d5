import Model
import Testing

@testable import Planning

@Suite struct MinKeyBitsTests {
    @Test(arguments: [KeyFormat.Encoding.hex, .base64url])
    func `random bytes count, however they are written`(encoding: KeyFormat.Encoding) {
        let environment = environment(
            "prod",
            identity(format: KeyFormat(prefix: "mcp_", bytes: 31, encoding: encoding))
        )
        #expect(found(MinKeyBits.self, .number(248), in: environment) == [])
        #expect(
            found(MinKeyBits.self, .number(256), in: environment) == ["prod/backend: its keys hold 248 random bits"]
        )
    }
}
