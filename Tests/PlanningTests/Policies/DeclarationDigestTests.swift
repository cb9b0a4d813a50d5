import Model
import Testing

@testable import Planning

@Suite struct DeclarationDigestTests {
    private let own = DeclarationDigest.of(identity())

    @Test func `what each environment has of its own is left aside`() {
        let other = identity(
            "other",
            owner: Owner(id: otherID, email: "x", name: "y"),
            rotation: Rotation(every: day)
        )
        #expect(DeclarationDigest.of(other) == own)
    }

    @Test func `format, deliveries, templates and state count`() {
        let template = { Delivery.Target.template(Template(path: "t", text: $0), file: "f") }
        let all = [
            own, DeclarationDigest.of(identity(absent: true)),
            DeclarationDigest.of(identity(format: KeyFormat(prefix: "", bytes: 32, encoding: .hex))),
            DeclarationDigest.of(identity(format: KeyFormat(prefix: "mcp_", bytes: 31, encoding: .hex))),
            DeclarationDigest.of(identity(format: KeyFormat(prefix: "mcp_", bytes: 32, encoding: .base64url))),
            DeclarationDigest.of(identity(deliver: [.compose(service: "worker", variable: "PM_MCP_API_KEY")])),
            DeclarationDigest.of(identity(deliver: [.compose(service: "api", variable: "KEY")])),
            DeclarationDigest.of(identity(deliver: [.dotenv(file: "api", variable: "PM_MCP_API_KEY")])),
            DeclarationDigest.of(identity(deliver: [template("a")])),
            DeclarationDigest.of(identity(deliver: [template("b")])),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test func `the order of deliveries does not count`() {
        let deliveries: [Delivery.Target] = [
            .compose(service: "api", variable: "A"), .dotenv(file: "a.env", variable: "A"),
        ]
        #expect(
            DeclarationDigest.of(identity(deliver: deliveries))
                == DeclarationDigest.of(identity(deliver: deliveries.reversed()))
        )
    }
}
