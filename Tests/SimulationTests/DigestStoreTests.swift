import Diagnostics
import Model
import Planning
import Reconciler
import Testing

/// The story of the shared key where stores keep digests: its text is in the fragments alone.
@Suite struct DigestStoreTests {
    private static func story() -> Simulation {
        let story = Simulation.story()
        for environment in story.environments { environment.keepsTexts = false }
        return story
    }

    private func codes(_ run: Run) -> [String] { run.report?.diagnostics.map(\.code) ?? [] }

    @Test(arguments: [Fault.crashBefore, .crashAfter, .torn, .error, .lostReply, .lostRequest, .full])
    func `after a fault anywhere the next runs converge and no fragment is ever dark`(fault: Fault) throws {
        for effect in 1...CrashTests.effects {
            let place: Comment = "\(fault) at effect \(effect)"
            let story = Self.story()
            story.apply(faults: [effect: fault])
            let issued = story.counts.issued
            story.apply()
            // What was committed before the fault is delivered, not replaced.
            #expect(story.counts.issued <= 3, "\(place): \(issued) keys, then \(story.counts.issued)")
            let second = try #require(story.apply().report)
            #expect(second.plan.isEmpty, place)
            #expect(!second.diagnostics.hasErrors, place)
            #expect(story.violation == nil, "\(place): \(story.violation?.text ?? "")")
            #expect(story.temporaries == 0, place)
        }
    }

    @Test func `a key that a person adds is left by rotate, and replaced with an overlap by apply`() throws {
        let story = Self.story()
        story.apply()
        let environment = story.environments[1]
        let identity = story.declarations.environments[1][0]
        story.lastKey += 1
        story.insertByHand(story.key(story.lastKey), of: identity, in: environment, createdAt: story.now + Time.minute)
        let theirs = try #require(environment.rows.last).fingerprint
        story.advance(to: story.now + Time.hour)

        let rotation = story.apply(as: Mandate(scope: .unattended))
        #expect(codes(rotation).contains("unseen-key"))
        #expect(rotation.report?.plan.isEmpty == true)
        #expect(environment.rows.last?.end == .max)

        let issued = story.counts.issued
        story.apply()
        #expect(story.counts.issued == issued + 1)
        let end = try #require(environment.rows.first { $0.fingerprint == theirs }).end
        #expect(end >= story.now.microseconds + Simulation.overlap.microseconds - Time.minute && end < .max)
        #expect(story.apply().report?.plan.isEmpty == true)
        #expect(story.violation == nil, "\(story.violation?.text ?? "")")
    }

    @Test func `a folder that is not mounted stops what is delivered there, until someone says that it is right`()
        throws
    {
        let story = Self.story()
        story.apply()
        let environment = story.environments[1]
        story.areFaultsOn = true
        story.unmount(environment)
        let issued = story.counts.issued
        for mandate in [Mandate.everything, Mandate(scope: .unattended)] {
            let run = story.apply(as: mandate)
            #expect(codes(run).contains("fragments-absent"))
            #expect(story.counts.issued == issued && environment.files.isEmpty)
        }
        story.apply(as: Simulation.attended)
        #expect(story.counts.issued == issued + 1 && !environment.files.isEmpty)
    }

    @Test func `a key is revoked where its folder is not mounted, and nothing is issued`() throws {
        let story = Self.story()
        story.apply()
        let environment = story.environments[1]
        let identity = story.declarations.environments[1][0]
        let revoked = try #require(environment.current(of: identity, at: story.now)).fingerprint
        story.areFaultsOn = true
        story.unmount(environment)
        let issued = story.counts.issued
        let run = story.revoke(revoked, in: environment)
        #expect(codes(run).contains("fragments-absent"))
        #expect(!environment.isAccepted(revoked, at: story.now))
        #expect(story.counts.issued == issued)
    }

    @Test func `an older copy of the folder is reported where the schedule runs`() throws {
        let story = Self.story()
        story.apply()
        let environment = story.environments[1]
        let older = environment.volume
        let address = Address(environment.name, story.declarations.environments[1][0].name)
        story.apply(as: Mandate(scope: .unattended, only: [address], request: .rotate(reason: "by hand")))
        environment.volume = older
        let issued = story.counts.issued
        let run = story.apply(as: Mandate(scope: .unattended))
        let finding = try #require(run.report?.diagnostics.first { $0.code == "delivered-elsewhere" })
        #expect(finding.isError)
        // The key that is here was given its end by the rotation: to replace it is due.
        #expect(story.counts.issued == issued + 1)
    }

    @Test func `the key of an identity that is declared no more tells that the folder is the right one`() throws {
        let story = Self.story()
        let environment = story.environments[1]
        var worker = DeclaredIdentity.all[1]
        worker.rotation = story.declarations.environments[1][0].rotation
        worker.files = ["api.env"]
        story.declarations.environments[1].append(worker)
        story.declarations.version += 1
        story.apply()
        let backend = try #require(environment.files["api.env"]?.secrets["BACKEND_KEY"])
        story.declarations.environments[1].removeFirst()
        story.declarations.version += 1
        let line = backend.withBytes { "BACKEND_KEY=" + String(decoding: $0, as: UTF8.self) + "\n" }
        story.save(Secret(text: line), at: "api.env", in: environment)
        story.advance(to: story.now + 31 * Time.day)
        let run = story.apply(as: Mandate(scope: .unattended))
        #expect(!codes(run).contains("fragments-absent"))
        let current = try #require(environment.current(of: worker, at: story.now))
        #expect(
            current.issuedBy == run.number && environment.files["api.env"]?.keys["WORKER_KEY"] == current.fingerprint
        )
        #expect(story.violation == nil, "\(story.violation?.text ?? "")")
    }

    @Test func `a run whose clock jumps while one environment hangs is not judged by that clock in the others`() {
        let story = Self.story()
        story.apply()
        let identity = story.declarations.environments[1][0]
        story.lastKey += 1
        story.insertByHand(story.key(story.lastKey), of: identity, in: story.environments[1], createdAt: story.now)
        story.advance(to: story.now + Time.hour)
        story.afterIssue = { _ in story.clockErrors = [365 * Time.day, 365 * Time.day] }
        let run = story.apply()
        #expect(run.report?.outcomes.count { $0.failures.isEmpty } == 2)
        #expect(story.violation == nil, "\(story.violation?.text ?? "")")
    }
}
