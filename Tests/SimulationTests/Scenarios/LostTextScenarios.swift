import Diagnostics
import Model
import Planning
import Reconciler
import Testing

/// What a model of digest stores broke (C1 to C3, C5 to C7, C9, C10), each with the rule that closes it.
@Suite struct LostTextScenarios {
    @Test(arguments: Kind.digests)
    func `C1, a key that another machine delivers is not ended by one that never saw it`(kind: Kind) throws {
        let stage = Stage(kind)
        let copy = stage.environment.volume
        stage.rotateNow()
        let theirs = try #require(stage.delivered)
        stage.environment.volume = copy
        for run in [stage.schedule(), stage.story.apply()] {
            #expect(stage.isAccepted(theirs))
            #expect(stage.codes(run).contains("delivered-elsewhere") || run.number > 4)
        }
        stage.pass(Simulation.overlap - .seconds(3_600))
        #expect(stage.isAccepted(theirs))
    }

    @Test(arguments: Kind.digests)
    func `C1, a key that a person makes is left by the schedule and keeps its overlap`(kind: Kind) throws {
        let stage = Stage(kind)
        let theirs = stage.addByHand()
        stage.pass(.seconds(60))
        stage.schedule()
        #expect(stage.isAccepted(theirs))
        stage.story.apply()
        stage.pass(Simulation.overlap - .seconds(3_600))
        stage.schedule()
        #expect(stage.isAccepted(theirs))
        stage.pass(.seconds(3 * 3_600))
        stage.schedule()
        #expect(!stage.isAccepted(theirs))
    }

    @Test(arguments: Kind.digests)
    func `C1, a key that a person makes is replaced with the key before it that the list revokes`(kind: Kind) throws {
        let stage = Stage(kind)
        let revoked = try #require(stage.delivered)
        let theirs = stage.addByHand()
        stage.pass(.seconds(60))
        let listed = RevocationList.Entry(
            fingerprint: revoked.hex,
            date: "2027-01-15",
            reason: "leaked",
            location: .init(file: "_revoked.yaml", line: 1, column: 1)
        )
        stage.story.declarations.revoked = RevocationList([listed])
        let run = stage.story.apply()
        #expect(stage.actions(run) == [.revoke, .retire])
        #expect(!stage.isAccepted(revoked) && stage.isAccepted(theirs))
        stage.pass(Simulation.overlap + .seconds(3_600))
        stage.schedule()
        #expect(!stage.isAccepted(theirs))
        stage.settles()
    }

    @Test(arguments: Kind.all)
    func `C2, what was staged and never committed is not delivered`(kind: Kind) throws {
        let stage = Stage(kind)
        stage.rotateNow(aimed: [.issue: .crashBefore])
        stage.schedule()
        #expect(stage.isAccepted(try #require(stage.delivered)))
        stage.settles()
    }

    @Test(arguments: Kind.all)
    func `C2, what a user saved between a crash and the next run stays`(kind: Kind) throws {
        let stage = Stage(kind, change: { $0.files = ["own.env"] })
        let before = try #require(stage.delivered)
        let text = stage.environment.files["own.env"]?.content.withBytes { String(decoding: $0, as: UTF8.self) } ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(stage.identity.variable) } ?? ""
        func save(_ level: String) {
            stage.story.save(
                Secret(text: "LOG_LEVEL=\(level)\n\(line)\n"),
                at: "own.env",
                in: stage.environment,
                isExcused: false
            )
        }
        save("debug")
        stage.rotateNow(aimed: [.rename: .crashBefore])
        save("trace")
        stage.schedule()
        let content =
            stage.environment.files["own.env"]?.content.withBytes { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(content.contains("LOG_LEVEL=trace"))
        #expect(stage.delivered != before)
        stage.settles()
    }

    @Test(arguments: Kind.all, [Fault.lostReply, .crashAfter])
    func `C3, a key whose commit was not heard of is delivered and not replaced`(kind: Kind, fault: Fault) throws {
        let stage = Stage(kind)
        let issued = stage.story.counts.issued
        stage.rotateNow(aimed: [.issue: fault])
        stage.schedule()
        #expect(stage.story.counts.issued == issued + 1)
        #expect(stage.delivered == stage.live.last)
        stage.settles()
    }

    @Test(arguments: Kind.all)
    func `C3, a loss of power after a rename that was not synced brings no dead key back`(kind: Kind) throws {
        let stage = Stage(kind)
        stage.rotateNow(aimed: [.rename: .crashAfter])
        for _ in 0..<2 {
            stage.schedule()
            stage.story.powerCut()
            #expect(stage.isAccepted(try #require(stage.delivered)))
            stage.pass(Simulation.overlap + .seconds(3_600))
        }
        stage.settles()
    }

    @Test(arguments: Kind.digests)
    func `C5, a user's file without a key does not tell that its folder is the right one`(kind: Kind) {
        let stage = Stage(kind)
        let issued = stage.story.counts.issued
        stage.environment.volume = SimulatedEnvironment.Volume()
        stage.story.save(Secret(text: "LOG_LEVEL=debug\n"), at: stage.identity.files[0], in: stage.environment)
        stage.declareAnother()
        for _ in 0..<2 {
            let run = stage.story.apply()
            #expect(stage.codes(run).contains("fragments-absent"))
            #expect(stage.story.counts.issued == issued && stage.delivered == nil)
        }
    }

    @Test(arguments: Kind.digests)
    func `C5, a first apply that is killed is finished by the next`(kind: Kind) throws {
        let stage = Stage(kind, isApplied: false)
        stage.environment.rows = []
        stage.environment.volume = SimulatedEnvironment.Volume()
        stage.story.apply(aimed: [.rename: .crashBefore])
        stage.story.apply()
        #expect(stage.isAccepted(try #require(stage.delivered)))
        stage.settles()
    }

    @Test(arguments: Kind.digests.filter { !$0.ending.deletes })
    func `C6, a dead key that stands in an older copy of the folder is replaced by the schedule`(kind: Kind) throws {
        let stage = Stage(kind)
        let copy = stage.environment.volume
        stage.rotateNow()
        stage.pass(Simulation.overlap + .seconds(3_600))
        stage.schedule()
        #expect(!stage.isAccepted(try #require(copy.files[stage.identity.files[0]]?.keys[stage.identity.variable])))
        stage.environment.volume = copy
        stage.schedule()
        #expect(stage.isAccepted(try #require(stage.delivered)))
    }

    @Test(arguments: Kind.digests)
    func `C6, a key whose text is lost is left by the schedule until it is due, and then replaced`(kind: Kind) throws {
        let stage = Stage(kind)
        stage.declareAnother()
        stage.story.apply()
        let key = try #require(stage.delivered)
        stage.loseLines()
        stage.schedule()
        #expect(stage.delivered == nil && stage.isAccepted(key))
        stage.pass(.seconds(31 * 86_400))
        stage.schedule()
        let next = try #require(stage.delivered)
        #expect(next != key && stage.isAccepted(next) && stage.isAccepted(key))
        stage.settles()
    }

    @Test(arguments: Kind.digests)
    func `C7, a row that a person adds does not keep the new key from being delivered`(kind: Kind) throws {
        let stage = Stage(kind)
        let first = stage.delivered
        stage.rotateNow(aimed: [.rename: .crashBefore])
        stage.pass(.seconds(60))
        let theirs = stage.addByHand()
        stage.schedule()
        #expect(stage.delivered != first)
        #expect(stage.isAccepted(try #require(stage.delivered)))
        #expect(stage.isAccepted(theirs))
    }

    @Test(arguments: Kind.digests)
    func `C9, a revocation needs no text, and issues nothing where the folder may be the wrong one`(kind: Kind) throws {
        let stage = Stage(kind)
        let key = try #require(stage.delivered)
        stage.environment.volume = SimulatedEnvironment.Volume()
        let issued = stage.story.counts.issued
        let run = stage.story.revoke(key, in: stage.environment)
        #expect(!stage.isAccepted(key) && stage.story.counts.issued == issued)
        #expect(stage.codes(run).contains("fragments-absent"))
    }

    @Test(arguments: Kind.digests)
    func `C10, a line that was lost is written again from another fragment, and nothing is replaced`(kind: Kind) throws
    {
        let stage = Stage(kind)
        let key = stage.delivered
        let issued = stage.story.counts.issued
        stage.story.save(Secret(text: "LOG_LEVEL=debug\n"), at: stage.identity.files[0], in: stage.environment)
        stage.story.apply()
        #expect(stage.delivered == key && stage.story.counts.issued == issued)
        stage.settles()
    }

    @Test(arguments: Kind.digests)
    func `C10, where every line is lost the key is replaced and keeps its overlap`(kind: Kind) throws {
        let stage = Stage(kind)
        stage.declareAnother()
        stage.story.apply()
        let key = try #require(stage.delivered)
        stage.loseLines()
        let run = stage.story.apply()
        #expect(stage.reasons(run).contains("unrecoverable"))
        #expect(stage.delivered != nil && stage.delivered != key && stage.isAccepted(key))
        stage.pass(Simulation.overlap - .seconds(3_600))
        stage.schedule()
        #expect(stage.isAccepted(key))
        stage.settles()
    }

    @Test(arguments: Kind.marked.filter { !$0.keepsTexts })
    func `C10, where every line is lost a key whose written end is over ends beside the replacement`(kind: Kind) throws
    {
        let stage = Stage(kind)
        stage.declareAnother()
        stage.story.apply()
        let old = try #require(stage.delivered)
        stage.rotateNow()
        let key = try #require(stage.delivered)
        stage.pass(Simulation.overlap + .seconds(3_600))
        stage.loseLines()
        let run = stage.story.apply()
        #expect(stage.reasons(run).contains("unrecoverable") && stage.reasons(run).contains("end-reached"))
        #expect(!stage.isAccepted(old) && stage.isAccepted(key))
        stage.settles()
    }
}

extension Stage {
    /// A second identity, in a file of its own.
    func declareAnother() {
        var other = DeclaredIdentity.all[1]
        other.rotation = identity.rotation
        other.files = ["other.env"]
        story.declarations.environments[1].append(other)
        story.declarations.version += 1
    }

    /// Whoever owns the identity's files saves them without its key; another identity's file says that the folder is the
    /// right one.
    func loseLines() {
        let other = story.declarations.environments[1][1]
        let text = environment.files[other.files[0]]?.content ?? Secret([])
        for path in identity.files { story.save(Secret(text: "LOG_LEVEL=debug\n"), at: path, in: environment) }
        story.save(text, at: other.files[0], in: environment, isExcused: false)
    }
}
