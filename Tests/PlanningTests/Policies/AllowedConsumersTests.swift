import Model
import Testing

@testable import Planning

@Suite struct AllowedConsumersTests {
    private let environment = PlanningTests.environment(
        "prod",
        identity(
            deliver: [
                .compose(service: "api", variable: "A"), .secret(name: "key", service: "worker", variable: "B"),
                .dotenv(file: "backend.env", variable: "C"),
                .template(Template(path: "t", text: ""), file: "nginx.conf"),
            ]
        )
    )

    @Test func `services and files that are not listed are objected to`() {
        #expect(
            found(AllowedConsumers.self, .lists(["backend": ["api", "backend.env"]]), in: environment)
                == ["prod/backend: its key is delivered to worker, nginx.conf"]
        )
        let all = ["api", "worker", "backend.env", "nginx.conf"]
        #expect(found(AllowedConsumers.self, .lists(["backend": all]), in: environment) == [])
    }

    @Test func `identities that are not named are not limited, unless all others are`() {
        #expect(found(AllowedConsumers.self, .lists(["worker": []]), in: environment) == [])
        #expect(found(AllowedConsumers.self, .lists(["worker": [], "*": ["api"]]), in: environment).count == 1)
        #expect(found(AllowedConsumers.self, .lists(["*": []]), in: environment).count == 1)
    }

    @Test func `a key that a variable made a name of is not shown`() {
        let text = key(7).withBytes { String(decoding: $0, as: UTF8.self) }
        let report = PolicyJudge.declarations(
            policy(AllowedConsumers.self, .lists(["backend": [text]])),
            [environment],
            comparedWith: [],
            now: now
        )
        #expect(report.findings.count == 1)
        #expect(!report.findings.contains { "\($0)".contains(text) })
    }
}
