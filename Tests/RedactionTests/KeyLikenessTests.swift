import Redaction
import Testing

@Suite struct KeyLikenessTests {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    /// A key as a format of so many characters makes it.
    private func random(_ count: Int, _ letters: [Character] = KeyLikenessTests.letters) -> String {
        String((0..<count).compactMap { _ in letters.randomElement() })
    }

    @Test(arguments: [22, 24, 27, 31, 32, 43])
    func `drawn keys of every length are hidden, in texts and in names`(_ count: Int) {
        for _ in 0..<200 {
            // With a digit, a capital and a small letter, as all but one in thirty have.
            let key = "aB3dE6" + random(count - 6)
            #expect(KeyLikeness.masked("the key \(key)!") == "the key ••••••••!", "\(key)")
            // Where `-` and `_` cut it into words by chance, one in a thousand passes for a name.
            let whole = "aB3dE6" + random(count - 6, Self.letters.filter { $0 != "-" && $0 != "_" })
            #expect(KeyLikeness.holdsKey("deploy/\(whole).env"), "\(whole)")
            #expect(!KeyLikeness.maskedNames("no file \(whole)").contains(whole))
        }
    }

    @Test(arguments: ["aBcDEfgHIjkLmNOpqRsTuV", "qWErTyuIOpASdfGHjkLzxCVbnM"])
    func `keys without a digit are hidden in names too`(_ key: String) {
        #expect(KeyLikeness.holdsKey("deploy/\(key).env"))
        #expect(KeyLikeness.maskedNames("no file \(key)") == "no file ••••••••")
    }

    @Test func `hexadecimal keys are hidden in texts and in names`() {
        for _ in 0..<200 {
            let key = "mcp_a1b2" + random(60, Array("0123456789abcdef"))
            #expect(KeyLikeness.masked(key) == "••••••••")
            #expect(KeyLikeness.maskedNames("\"\(key)\" is not there") == "\"••••••••\" is not there")
        }
    }

    @Test(
        arguments: [
            "customer-portal-backend-2", "PM_MCP_API_KEY_V2_SECONDARY", "00000000-0000-0000-0000-000000000000",
            "keyturn-test-3F2504E0-4F89-41D3-9A0C-0305E82C3301", "deploy/prod/team7a-payments-api3-prod.env",
            "ConfigurationLoaderTestsAndMore", "DejaVuSerifCondensed-Bold.ttf", "XtVaCreateManagedWidgetOfMine",
            "backup-20261128-235959", "system@backend", "Backend Service API Key",
            "/srv/very-long-folder-of-somebody/environments/sha256-of-what",
        ]
    )
    func `names that people give are names`(_ name: String) {
        #expect(!KeyLikeness.holdsKey(name))
        #expect(KeyLikeness.maskedNames(name) == name)
    }

    @Test(arguments: ["", "short", "a1-b2-c3", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "PM_MCP_API_KEY_OF_SOMEBODY_ELSE"])
    func `short words and words without any disorder are shown`(_ text: String) {
        #expect(KeyLikeness.masked(text) == text)
    }
}
