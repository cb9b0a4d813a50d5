import Reconciler
import Synchronization
import Diagnostics
import Model
import Planning
import Testing

/// The story of the shared key, killed before and after every single effect.
@Suite struct CrashTests {
    /// Enough for every effect of the story: the test fails if a run ever has more.
    static let effects = 40

    @Test(arguments: 1...effects, [false, true])
    func `killed anywhere, the next run converges and no fragment is ever dark`(at effect: Int, happens: Bool)
        async throws
    {
        let fleet = SimulatedFleet()
        try fleet.shareOneKey()
        fleet.world.state.withLock { $0.crash = (effect, happens) }
        await fleet.apply(run: 1)
        fleet.world.bury(run: 1)
        // Nobody may run it again for longer than a replaced key lives: fragments must not be dark then either.
        fleet.world.advance(SimulatedFleet.overlap + SimulatedFleet.hour)

        // What was killed half-way may have left work for two runs: one to finish, one for what that revealed.
        fleet.world.state.withLock { $0.crash = nil }
        await fleet.apply(run: 2)
        let second = await fleet.plan(run: 3)
        #expect(second.isEmpty, "not converged: \(second.changes)")
        #expect(!second.diagnostics.hasErrors)

        let state = fleet.world.state.withLock { $0 }
        #expect(state.violations.isEmpty, "\(state.violations)")
        let leftovers = state.temporaries.values.reduce(0) { $0 + $1.count }
        #expect(leftovers == 0, "staged files were left behind")
        for rows in state.rows.values {
            let live = rows.values.filter { $0.expiresAt.map { $0 > state.now + SimulatedFleet.overlap } ?? true }
            #expect(live.count == 1, "exactly one key has no near end")
        }
    }

    @Test func `the story has no more effects than the test above goes through`() async throws {
        let fleet = SimulatedFleet()
        try fleet.shareOneKey()
        await fleet.apply(run: 1)
        let effects = fleet.world.state.withLock { $0.effects }
        #expect(effects > 20)
        #expect(effects <= Self.effects)
    }

    @Test func `a second apply has no effect on rows or files`() async throws {
        let fleet = SimulatedFleet()
        try fleet.shareOneKey()
        await fleet.apply(run: 1)
        let before = fleet.world.state.withLock { $0 }
        let report = await fleet.apply(run: 2)
        let after = fleet.world.state.withLock { $0 }
        #expect(report.plan.isEmpty)
        #expect(before.files == after.files)
        #expect(ends(before) == ends(after))
    }

    private func ends(_ state: SimulatedWorld.State) -> [String: [String: Instant?]] {
        state.rows.mapValues { $0.mapValues(\.expiresAt) }
    }

    @Test func `what somebody saves while the plan is carried out is not lost`() async throws {
        let fleet = SimulatedFleet()
        try fleet.shareOneKey()
        let theirs = Secret(text: "# mine\nLOG_LEVEL=debug\n")
        fleet.world.state.withLock { $0.afterIssue = { $0.files["prod"]?["api.env"] = theirs } }
        let report = await fleet.apply(run: 1)
        #expect(report.diagnostics.filter(\.isError).map(\.code).contains("fragment-changed"))
        #expect(fleet.world.state.withLock { $0.files["prod"]?["api.env"] } == theirs)

        fleet.world.state.withLock { $0.afterIssue = nil }
        await fleet.apply(run: 2)
        let saved = fleet.world.state.withLock { $0.files["prod"]?["api.env"] }
        let text = saved?.withBytes { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(text.hasPrefix("# mine\nLOG_LEVEL=debug\nPM_MCP_API_KEY="))
        #expect(await fleet.plan(run: 3).isEmpty)
    }

    @Test func `a run that finds the lock held changes nothing and says who holds it`() async throws {
        let fleet = SimulatedFleet()
        try fleet.shareOneKey()
        fleet.world.state.withLock { $0.locks["prod"] = 99 }
        let report = await fleet.apply(run: 1)
        #expect(report.diagnostics.filter(\.isError).map(\.code) == ["lock-held"])
        #expect(report.diagnostics.first?.detail?.contains("run 99") == true)
        #expect(report.outcomes.map(\.environment) == ["dev", "staging"])
        #expect(fleet.world.state.withLock { $0.rows["prod"]?.count } == 1)
    }
}
