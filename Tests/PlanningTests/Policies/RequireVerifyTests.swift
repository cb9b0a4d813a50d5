import Model
import Testing

@testable import Planning

@Suite struct RequireVerifyTests {
    @Test func `an identity satisfies it by declaring how its server is asked`() {
        #expect(found(RequireVerify.self, .flag(true), in: environment("prod", identity())).count == 1)
        let probe = ServerProbe(url: "http://localhost/sse", credential: .bearer)
        #expect(found(RequireVerify.self, .flag(true), in: environment("prod", identity(probe: probe))).isEmpty)
    }
}
