import Model
import Testing

@testable import Verification

struct HeldWordTests {
    static func word(_ text: String) -> HeldWord? {
        Secret(text: text).withBytes { HeldWord(in: $0) }
    }

    @Test(arguments: [
        ("key", nil as HeldWord.Dressing?), (" key", .space), ("key\n", .space), ("\tkey \r\n", .space),
        ("\"key\"", .quotes), ("'key'", .quotes), (" \"key\" ", .quotes),
    ])
    func `a key is known whatever stands around it, which is reported`(_ text: String, _ dressing: HeldWord.Dressing?) {
        #expect(Self.word(text) == HeldWord(Fingerprint(of: Secret(text: "key")), dressing: dressing))
    }

    @Test(arguments: ["", " ", "\n", "\"\"", "''"])
    func `nothing is not a word`(_ text: String) { #expect(Self.word(text) == nil) }

    @Test(arguments: ["\"key", "'key\"", "\""])
    func `quotes that do not belong together are part of the value`(_ text: String) {
        #expect(Self.word(text) == HeldWord(Fingerprint(of: Secret(text: text))))
    }

    @Test func `a word that could be guessed is known as one`() {
        #expect(Self.word("changeme")?.isGuessable == true)
        #expect(Self.word("correct-horse-battery-staple")?.isGuessable == true)
        #expect(Self.word("mcp_" + String(repeating: "0", count: 64))?.isGuessable == true)
        for _ in 0..<200 {
            let drawn = KeyFormat(prefix: "mcp_", bytes: 32, encoding: .hex)
                .key(from: (0..<32).map { _ in UInt8.random(in: 0...255) })
            #expect(!drawn.isGuessable)
        }
    }
}
