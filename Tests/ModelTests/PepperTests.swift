import Testing

@testable import Model

@Suite struct PepperTests {
    private let pepper = Pepper(Secret(text: "a pepper of this test"))
    private let other = Pepper(Secret(text: "another pepper of it"))
    private let key = Fingerprint(of: Secret(text: "a key"))

    @Test func `one pepper keys alike, two differ, and neither shows the fingerprint`() {
        #expect(pepper.keyed(key) == Pepper(Secret(text: "a pepper of this test")).keyed(key))
        #expect(pepper.keyed(key) != other.keyed(key))
        #expect(pepper.keyed(key) != key)
        #expect(pepper.check != other.check)
        #expect(pepper.seal(of: "x") != other.seal(of: "x"))
        #expect(pepper.seal(of: "x") != pepper.seal(of: "y"))
    }

    @Test func `it is HMAC-SHA256 of the 32 bytes`() {
        // Python: hmac.new(b"a pepper of this test", hashlib.sha256(b"a key").digest(), "sha256").hexdigest()
        #expect(pepper.keyed(key).hex == "7dd6af988b8f5dfb893b15ca42f46c08e688b8b171a4c926dd4c3e6ad1f7a24a")
    }

    @Test func `it cannot be printed`() {
        var text = ""
        dump(pepper, to: &text)
        #expect(!(text + "\(pepper)").contains("of this test"))
    }
}
