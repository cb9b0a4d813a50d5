import Diagnostics
import Model
import Planning
import Testing

/// A fragment of dev holds prod's key, by someone's copying, and nothing else says that prod's key was seen there.
@Suite struct OnlyTracesTests {
    private static let prod = Scene(rows: [row(1, created: -1 * day)], delivered: key(1))

    private static func dev(_ rows: [KeyRow] = [row(2, created: -1 * day)]) -> Scene {
        var scene = Scene(rows: rows, delivered: key(1))
        scene.name = "dev"
        return scene
    }

    @Test func `what is written waits until the key that it holds is replaced where it belongs`() {
        let plan = plan(Self.dev(), Self.prod)
        #expect(plan.changes.map(\.action) == [.deliver, .replace])
        #expect(plan.environments.map(\.awaits) == [["prod"], []])
    }

    @Test func `it is refused where that environment is`() {
        var prod = Self.prod
        prod.owners = [Owner(id: otherID, email: owner.email, name: "Somebody")]
        let plan = plan(Self.dev(), prod)
        #expect(plan.environments.map(\.isRefused) == [true, true])
        #expect(plan.diagnostics.map(\.code).contains("trace-would-be-lost"))
    }

    @Test func `it is refused where a scheduled run leaves the key to someone`() {
        let plan = plan(Self.dev([row(2, created: -31 * day)]), Self.prod, as: unattended)
        #expect(plan.environments.map(\.isRefused) == [true, false])
        #expect(plan.left.map(\.action) == [.replace])
        #expect(plan.diagnostics.map(\.code) == ["trace-would-be-lost"])
    }

    @Test func `a key that is ended since its identity is absent is as good as replaced`() {
        var prod = Self.prod
        prod.isAbsent = true
        let plan = plan(Self.dev(), prod)
        #expect(plan.changes.map(\.action) == [.deliver, .remove])
        #expect(plan.environments.map(\.awaits) == [["prod"], []])
        #expect(!plan.diagnostics.hasErrors)
    }

    @Test func `nothing waits where a row reports the key too`() {
        let rows = [row(2, created: -1 * day), row(1, created: -9 * day, ends: -1 * day)]
        let plan = plan(Self.dev(rows), Self.prod)
        #expect(plan.environments.map(\.awaits) == [[], []])
    }
}
