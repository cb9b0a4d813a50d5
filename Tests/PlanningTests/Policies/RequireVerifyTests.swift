import Model
import Testing

@testable import Planning

@Suite struct RequireVerifyTests {
    @Test func `no identity can satisfy it yet, and the explanation says so`() {
        #expect(found(RequireVerify.self, .flag(true), in: environment("prod", identity())).count == 1)
        #expect(RequireVerify.explanation.contains("no identity can satisfy the rule yet"))
    }
}
