import Diagnostics
import Model
import Planning
import Reconciler
import Testing

/// The story of the shared key, killed before and after every single effect.
@Suite struct CrashTests {
    /// Enough for every effect of the story: the test fails if a run ever has more.
    static let effects = 40

    @Test(arguments: [Fault.crashBefore, .crashAfter, .torn, .error, .lostReply, .lostRequest, .full])
    func `after a fault anywhere the next run converges and no fragment is ever dark`(fault: Fault) throws {
        for effect in 1...Self.effects {
            let story = Simulation.story()
            story.apply(faults: [effect: fault])
            // No one may run it again for longer than a replaced key lives: fragments must not be dark then either.
            story.advance(to: story.now + Simulation.overlap + .seconds(3_600))

            // What was stopped half-way may have left work for two runs: one to finish, one for what that revealed.
            story.apply()
            let second = try #require(story.apply().report)
            let place: Comment = "\(fault) at effect \(effect)"
            #expect(second.plan.isEmpty, place)
            #expect(!second.diagnostics.hasErrors, place)
            #expect(story.violation == nil, "\(fault) at effect \(effect): \(story.violation?.text ?? "")")
            #expect(story.temporaries == 0, place)
            for environment in story.environments {
                let latest = story.now + Simulation.overlap
                let lasting = environment.rows.filter { $0.isAccepted(at: latest) && $0.end > latest.microseconds }
                #expect(lasting.count == 1, "exactly one key has no near end")
            }
        }
    }

    @Test(arguments: [Fault.crashBefore, .crashAfter, .torn, .error, .lostReply, .lostRequest, .full])
    func `after a fault anywhere in a revocation the key ends within minutes, or nothing was begun`(fault: Fault) throws
    {
        var begun = 0
        for effect in 1...Self.effects {
            let place: Comment = "\(fault) at effect \(effect)"
            let story = Simulation.story()
            story.apply()
            let environment = story.environments[1]
            let identity = story.declarations.environments[1][0]
            let revoked = try #require(environment.current(of: identity, at: story.now)).fingerprint
            func row() -> SimulatedRow? { environment.rows.first { $0.fingerprint == revoked } }
            let end = row()?.end
            let issued = story.counts.issued

            story.revoke(revoked, in: environment, faults: [effect: fault])
            let hasBegun = story.counts.issued > issued
            begun += hasBegun ? 1 : 0
            let margin = story.now + Simulation.revocationMargin + Time.second
            // A scheduled run neither prolongs it nor gives it an overlap.
            story.apply(as: Mandate(scope: .unattended))
            story.advance(to: margin)
            #expect(row()?.isAccepted(at: story.now) == !hasBegun, place)
            if !hasBegun { #expect(row()?.end == end, place) }

            story.revoke(revoked, in: environment)
            #expect(story.apply().report?.plan.isEmpty == true, place)
            #expect(row()?.isAccepted(at: story.now) == false, place)
            #expect(story.violation == nil, "\(fault) at effect \(effect): \(story.violation?.text ?? "")")
        }
        #expect(begun > 0)
    }

    @Test func `the story has no more effects than the test above goes through`() {
        let run = Simulation.story().apply()
        #expect(run.steps > 20)
        #expect(run.steps <= Self.effects)
    }

    @Test func `a second apply has no effect on rows or files`() {
        let story = Simulation.story()
        story.apply()
        let second = story.apply()
        #expect(second.report?.plan.isEmpty == true)
        #expect(second.writes == 0)
    }

    @Test func `what someone saves while the plan is carried out is not lost`() throws {
        let story = Simulation.story()
        let theirs = Secret(text: "# mine\nLOG_LEVEL=debug\n")
        story.afterIssue = { environment in
            guard environment.name == "prod" else { return }
            story.save(theirs, at: "api.env", in: environment)
        }
        let report = try #require(story.apply().report)
        #expect(report.diagnostics.filter(\.isError).map(\.code).contains("fragment-changed"))
        #expect(story.environments[1].files["api.env"]?.content == theirs)

        story.afterIssue = nil
        story.apply()
        let saved = story.environments[1].files["api.env"]?.content
        let text = saved?.withBytes { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(text.hasPrefix("# mine\nLOG_LEVEL=debug\nBACKEND_KEY="))
        #expect(story.apply().report?.plan.isEmpty == true)
    }

    @Test func `a run that finds the lock held changes nothing and says who holds it`() throws {
        let story = Simulation.story()
        story.environments[1].lockHolder = 99
        let report = try #require(story.apply().report)
        #expect(report.diagnostics.filter(\.isError).map(\.code) == ["lock-held"])
        #expect(report.diagnostics.first?.detail?.contains("run 99") == true)
        #expect(report.outcomes.map(\.environment) == ["dev", "staging"])
        #expect(story.environments[1].rows.count == 1)
    }
}
