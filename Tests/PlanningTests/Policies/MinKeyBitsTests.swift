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
            found(MinKeyBits.self, .number(256), in: environment) == ["prod/backend: its keys have 248 random bits"]
        )
    }

    @Test func `what the table shows of a key does not count`() throws {
        let text = try #require(BracedText("{first8}…{last4}"))
        let shown = try profile {
            $0.hints = [HintColumn(column: "mask", pieces: [.first(8), .last(4)], template: text)]
        }
        let environment = environment(
            "prod",
            identity(format: KeyFormat(prefix: "mcp_", bytes: 32, encoding: .hex)),
            in: shown
        )
        // Four of the first eight characters are the prefix.
        #expect(found(MinKeyBits.self, .number(224), in: environment) == [])
        #expect(
            found(MinKeyBits.self, .number(256), in: environment)
                == ["prod/backend: the table's hints and lookup leave 224 random bits of its keys unknown"]
        )
    }
}
