import Model
import Testing

@testable import Planning

@Suite struct ForbidUnmanagedKeysTests {
    @Test func `a live key that no one declares is objected to`() {
        let policy = policy(ForbidUnmanagedKeys.self, .flag(true))
        let scene = Scene(
            rows: [row(1, created: -1 * day), row(2, name: "by hand"), row(3, ends: -1 * hour, name: "ended")],
            delivered: key(1)
        )
        let plan = plan([scene], under: policy)
        #expect(
            plan.objections == ["prod: the owner \(ownerID) has an undeclared key \"by hand\", \(fingerprint(2))"]
        )
        #expect(plan.environments.map(\.isRefused) == [true])
    }
}
