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
}
