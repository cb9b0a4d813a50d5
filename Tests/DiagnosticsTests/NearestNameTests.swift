import Diagnostics
import Testing

@Suite struct NearestNameTests {
    @Test(
        arguments: [
            ("evrey", "every"), ("Every", "every"), ("expire", "expires"), ("ovrelap", "overlap"), ("zzz", nil),
            ("", nil),
        ] as [(String, String?)]
    )
    func `the nearest name is offered only where it is near`(name: String, nearest: String?) {
        #expect(NearestName.of(name, among: ["every", "overlap", "expires"]) == nearest)
    }

    @Test(
        arguments: [
            ("sha1", nil), ("sha384", nil), ("sha265", "sha256"), ("sah256", "sha256"),
            ("pbkdf2-sha512", nil),
        ] as [(String, String?)]
    )
    func `another number is another thing, and no mistake`(name: String, nearest: String?) {
        #expect(NearestName.of(name, among: ["sha256", "pbkdf2-sha256"]) == nearest)
    }
}
