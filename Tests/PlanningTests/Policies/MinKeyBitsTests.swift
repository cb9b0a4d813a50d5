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
                == ["prod/backend: `hints` of the profile leaves 224 random bits of its keys unknown"]
        )
    }

    @Test func `of a key of which one piece is digested only that piece counts`() throws {
        let form = try KeyPattern("{hex:64}.{x=hex:32}")
        let digested = try profile {
            $0.key = .pattern(form)
            $0.stored.scheme = .sha256
            $0.stored.of = .piece("x")
        }
        let environment = environment("prod", identity(format: KeyFormat(form)), in: digested)
        #expect(found(MinKeyBits.self, .number(128), in: environment) == [])
        #expect(
            found(MinKeyBits.self, .number(129), in: environment)
                == ["prod/backend: the piece `x` of its keys, which alone is digested, has 128 random bits"]
        )
    }

    @Test func `what an id shows of a key does not count`() throws {
        let text = try #require(BracedText("{first8}.{stored}"))
        let shown = try profile {
            $0.stored.scheme = .sha256
            $0.id = RowIDForm(column: "id", source: .pieces(text))
        }
        let environment = environment(
            "prod",
            identity(format: KeyFormat(prefix: "", bytes: 32, encoding: .hex)),
            in: shown
        )
        #expect(
            found(MinKeyBits.self, .number(256), in: environment)
                == ["prod/backend: `id.from` of the profile leaves 224 random bits of its keys unknown"]
        )
    }
}
