import Model
import Planning
import Reconciler
import Testing

@Suite struct AnnouncementTests {
    @Test func `a command is not run while the delivery that it announces is left to someone`() throws {
        let story = Simulation.story()
        for index in story.declarations.environments.indices {
            story.declarations.environments[index][0].rotation = Rotation(
                every: .seconds(30 * 86_400),
                overlap: Simulation.overlap,
                adoption: Adoption()
            )
            story.declarations.environments[index][0].hook = Hook(arguments: ["restart"], folder: "/environments")
        }
        story.apply()
        // Someone puts another environment's key in place of the new one, which consumers go on to present.
        let (dev, prod) = (story.environments[0], story.environments[1])
        let identity = story.declarations.environments[1][0]
        story.advance(to: story.now + .seconds(86_400))
        let shared = try #require(dev.current(of: identity, at: story.now)).secret
        let old = try #require(prod.current(of: identity, at: story.now)).fingerprint
        story.insertByHand(shared, of: identity, in: prod, createdAt: story.now)
        story.advance(to: story.now + .seconds(86_400))
        prod.rows[try #require(prod.row(of: old))].change(lastUsedAt: story.now)

        let run = story.start(timeout: .zero, Mandate(scope: .unattended))
        story.finishRuns()
        let plan = try #require(run.report).plan
        #expect(plan.left.contains { $0.address == Address("prod", "backend") && $0.action == .replace })
        #expect(plan.waiting.contains { $0.old == old && $0.isPresentingOldKey })
        #expect(run.hooks[1] == nil)
        #expect(story.violation == nil)
    }
}
