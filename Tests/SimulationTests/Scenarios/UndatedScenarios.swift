import Diagnostics
import Model
import Planning
import Reconciler
import Testing

/// Tables that do not say when a row was made (decision 40): a rotation that is killed anywhere is finished by the next runs.
@Suite struct UndatedScenarios {
    @Test(arguments: RowForm.allCases, [Fault.crashBefore, .crashAfter, .lostReply])
    func `the end that keys are born with tells the order of two keys`(form: RowForm, fault: Fault) throws {
        for effect in 1...CrashTests.effects {
            let place: Comment = "\(fault) at effect \(effect)"
            let stage = Stage(Kind(form: form, ending: .server), order: .ends)
            stage.story.apply(
                as: Mandate(scope: .unattended, only: [stage.address], request: .rotate(reason: "by hand")),
                faults: [effect: fault]
            )
            stage.schedule()
            stage.story.apply()
            let last = stage.story.apply()
            #expect(stage.story.violation == nil, "\(place): \(stage.story.violation?.text ?? "")")
            let settled = try #require(last.report, place)
            #expect(settled.plan.isEmpty && !settled.diagnostics.hasErrors, place)
            let delivered = try #require(stage.delivered, place)
            #expect(stage.isAccepted(delivered), place)
            for _ in 0..<2 {
                stage.pass(Simulation.overlap + .seconds(3_600))
                stage.story.apply()
            }
            #expect(stage.delivered == delivered && stage.live == [delivered], place)
            #expect(stage.story.violation == nil, "\(place): \(stage.story.violation?.text ?? "")")
        }
    }
}
