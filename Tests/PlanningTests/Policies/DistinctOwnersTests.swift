import Model
import Testing

@testable import Planning

@Suite struct DistinctOwnersTests {
    private let other = Owner(id: otherID, email: "other@backend", name: "Other")

    @Test func `one owner in two environments is objected to in both`() {
        let found = found(
            DistinctOwners.self,
            .flag(true),
            in: environment("dev", identity()),
            environment("prod", identity(), identity("worker", owner: other))
        )
        #expect(
            found == [
                "dev/backend: its owner \(ownerID) is also that of prod/backend",
                "prod/backend: its owner \(ownerID) is also that of dev/backend",
            ]
        )
    }

    @Test func `one e-mail under two ids is objected to`() {
        let sameMail = Owner(id: otherID, email: owner.email, name: "Other")
        let found = found(
            DistinctOwners.self,
            .flag(true),
            in: environment("dev", identity(owner: sameMail)),
            environment("prod", identity())
        )
        #expect(found.first == "dev/backend: its owner has the e-mail of the owner of prod/backend")
        #expect(found.count == 2)
    }

    @Test func `two identities of one environment may share an owner`() {
        let environments = environment("prod", identity(), identity("worker"))
        #expect(
            found(DistinctOwners.self, .flag(true), in: environments, environment("dev", identity(owner: other))) == []
        )
    }

    @Test func `environments that were not chosen are compared with, and not judged`() {
        let report = PolicyJudge.declarations(
            policy(DistinctOwners.self, .flag(true)),
            [environment("prod", identity())],
            comparedWith: [environment("dev", identity())],
            now: now
        )
        #expect(report.findings.map(\.address) == [Address("prod", "backend")])
    }
}
