import Diagnostics
import Model
import Planning
import Reconciler
import Testing

/// What a model broke of ends that no server enforces (C4, C11 to C13), each with the rule that closes it.
@Suite struct CarriedEndScenarios {
    private static let hour = Duration.seconds(3_600)

    @Test(arguments: Kind.carried)
    func `the first run after the end and five minutes more ends the row, and runs before that do nothing`(
        kind: Kind
    ) throws {
        let stage = Stage(kind)
        let old = try #require(stage.delivered)
        let issuedAt = stage.story.now
        stage.rotateNow()
        #expect(stage.row(old)?.promisedEnd != nil || kind.ending.isUnwritten)
        for _ in 0..<2 { #expect(stage.story.apply().report?.plan.isEmpty == true) }
        stage.story.advance(to: issuedAt + Simulation.overlap + .seconds(240))
        #expect(stage.schedule().report?.plan.isEmpty == true)
        #expect(stage.isAccepted(old))
        stage.pass(.seconds(360))
        let run = stage.schedule()
        #expect(stage.reasons(run) == ["end-reached"])
        #expect(!stage.isAccepted(old))
        #expect((stage.row(old) == nil) == kind.ending.deletes)
        stage.settles()
    }

    @Test(arguments: Kind.carried)
    func `C4a, an old key that is still delivered after its overlap is not ended in the same breath`(kind: Kind) throws
    {
        let stage = Stage(kind)
        let old = try #require(stage.delivered)
        stage.rotateNow(aimed: [.rename: .crashBefore])
        stage.pass(Simulation.overlap + Self.hour)
        let run = stage.schedule()
        #expect(stage.isAccepted(old))
        #expect(stage.reasons(run).contains("late") == kind.ending.isUnwritten)
        stage.pass(Simulation.overlap - Self.hour)
        stage.schedule()
        #expect(stage.isAccepted(old))
        stage.pass(Self.hour * 2)
        stage.schedule()
        #expect(!stage.isAccepted(old))
        stage.settles()
    }

    @Test(arguments: Kind.carried)
    func `C4b, taking over a key that a person made ends no other of theirs by its age`(kind: Kind) throws {
        let stage = Stage(kind, change: { $0.changeRotation(every: .some(nil)) }, isApplied: false)
        let older = stage.addByHand(age: 500 * Time.day)
        let newest = stage.addByHand(age: 399 * Time.day)
        let text = stage.environment.rows.first { $0.fingerprint == newest }?.secret ?? Secret([])
        for path in stage.identity.files {
            stage.story.save(
                Secret(text: "\(stage.identity.variable)=")
                    .appending(text),
                at: path,
                in: stage.environment,
                isExcused: false
            )
        }
        stage.schedule()
        #expect(stage.isAccepted(older))
        if kind.ending.isUnwritten {
            let run = stage.story.apply(as: Mandate(scope: .unattended))
            #expect(stage.story.violation == nil && stage.isAccepted(older), "\(stage.codes(run))")
        }
        stage.pass(Simulation.overlap - Self.hour)
        stage.schedule()
        #expect(stage.isAccepted(older))
    }

    @Test(arguments: Kind.carried.filter { !$0.keepsTexts })
    func `C4c, a key that is in use does not end since its successor was lost`(kind: Kind) throws {
        let stage = Stage(kind)
        let old = try #require(stage.delivered)
        stage.rotateNow(aimed: [.rename: .crashBefore])
        stage.environment.temporaries = [:]
        stage.pass(Simulation.overlap + Self.hour)
        stage.schedule()
        #expect(stage.isAccepted(old) && stage.delivered == old)
        stage.settles()
    }

    @Test(arguments: Kind.carried)
    func `C4d, a key that a person made is no one's successor by its age`(kind: Kind) throws {
        let stage = Stage(kind)
        let old = try #require(stage.delivered)
        _ = stage.addByHand()
        stage.pass(Simulation.overlap + Self.hour)
        stage.schedule()
        #expect(stage.isAccepted(old))
        stage.settles()
    }

    @Test(arguments: Kind.carried)
    func `C4e, an old key does not end before a command has told its consumers`(kind: Kind) throws {
        let stage = Stage(kind, change: { $0.hook = Hook(arguments: ["restart"], folder: "/environments") })
        let old = try #require(stage.delivered)
        stage.rotateNow(aimed: [.hook: .error])
        #expect(stage.isAccepted(old))
        stage.pass(Simulation.overlap + Self.hour)
        stage.schedule(aimed: [.hook: .error])
        #expect(stage.isAccepted(old))
        let hooks = stage.story.counts.hooks
        stage.schedule()
        #expect(stage.story.counts.hooks > hooks)
        stage.pass(Simulation.overlap + Self.hour)
        stage.schedule()
        #expect(!stage.isAccepted(old))
        stage.settles()
    }

    @Test(arguments: Kind.carried)
    func `C4f and C12, nothing is ended by a clock that differs from the server's`(kind: Kind) throws {
        let stage = Stage(kind)
        let old = try #require(stage.delivered)
        stage.rotateNow()
        stage.pass(Simulation.overlap - Self.hour)
        stage.story.clockErrors = [3 * Time.hour, 3 * Time.hour]
        let run = stage.schedule()
        #expect(stage.codes(run).contains("clock-differs"))
        #expect(stage.isAccepted(old))
    }

    @Test(arguments: Kind.carried)
    func `C4g, an old key's end does not come nearer when its successor is revoked`(kind: Kind) throws {
        let stage = Stage(kind)
        let old = try #require(stage.delivered)
        stage.rotateNow()
        let successor = try #require(stage.delivered)
        stage.pass(Self.hour)
        stage.story.revoke(successor, in: stage.environment)
        #expect(!stage.isAccepted(successor))
        #expect(stage.isAccepted(try #require(stage.delivered)))
        stage.pass(Simulation.overlap - Self.hour * 2)
        stage.schedule()
        #expect(stage.isAccepted(old))
        stage.settles()
    }

    @Test(arguments: Kind.carried)
    func `C4h, where adoption is required an old key does not end before it was seen`(kind: Kind) throws {
        let stage = Stage(kind, change: { $0.changeRotation(adoption: Adoption(quiet: .seconds(600))) })
        let old = try #require(stage.delivered)
        stage.rotateNow()
        stage.pass(Simulation.overlap * 3)
        stage.schedule()
        stage.schedule()
        #expect(stage.isAccepted(old))
        #expect(stage.story.violation == nil, "\(stage.story.violation?.text ?? "")")
    }

    private static let sample = [0, 3, 5, 6].map { Kind.carried[$0] }

    @Test(arguments: sample, [Fault.crashBefore, .crashAfter, .torn, .error, .lostReply, .lostRequest, .full])
    func `a fault anywhere in a rotation leaves consumers their overlap, and the old key ends in the end`(
        kind: Kind,
        fault: Fault
    ) throws {
        for effect in 1...30 {
            let place: Comment = "\(fault) at effect \(effect)"
            let stage = Stage(kind)
            let old = try #require(stage.delivered)
            stage.story.apply(
                as: Mandate(scope: .unattended, only: [stage.address], request: .rotate(reason: "by hand")),
                faults: [effect: fault]
            )
            // Longer than a replaced key lives: what runs next must not end what is delivered.
            stage.pass(Simulation.overlap + Self.hour)
            let wasDelivered = stage.delivered == old
            stage.schedule()
            if wasDelivered { #expect(stage.isAccepted(old), place) }
            stage.pass(Simulation.overlap + Self.hour)
            stage.schedule()
            stage.settles(place)
            #expect(stage.environment.temporaries.isEmpty, place)
        }
    }

    @Test(arguments: Kind.marked)
    func `an old key that a restored file delivers again has a whole overlap again`(kind: Kind) throws {
        let stage = Stage(kind, change: { $0.files = ["own.env", "other.env"] })
        let old = try #require(stage.delivered)
        let file = try #require(stage.environment.files["own.env"]).content
        stage.rotateNow()
        stage.pass(Simulation.overlap + .seconds(60))
        stage.story.save(file, at: "own.env", in: stage.environment, isExcused: false)
        stage.pass(.seconds(600))
        stage.story.apply()
        #expect(stage.isAccepted(old) && stage.delivered != old)
        let end = try #require(stage.row(old)).end
        #expect(end >= (stage.story.now + Simulation.overlap - .seconds(60)).microseconds)
        stage.settles()
    }

    @Test(arguments: Kind.marked)
    func `a run that is killed once it has replaced a restored key leaves that key a whole overlap`(kind: Kind) throws {
        let stage = Stage(kind, change: { $0.files = ["own.env", "other.env"] })
        let old = try #require(stage.delivered)
        let file = try #require(stage.environment.files["own.env"]).content
        stage.rotateNow()
        stage.pass(Simulation.overlap + .seconds(60))
        stage.story.save(file, at: "own.env", in: stage.environment, isExcused: false)
        stage.pass(.seconds(600))
        stage.story.apply(aimed: [.rename: .crashAfter])
        #expect(stage.delivered != old)
        stage.pass(Self.hour)
        stage.schedule()
        #expect(stage.isAccepted(old))
        stage.settles()
    }

    /// In a file of users, and in one of Keyturn's own, where the texts of keys need no file to be found in.
    private static let sharedFiles =
        Kind.unwritten.map { ($0, isOurs: false) } + Kind.unwritten.filter(\.keepsTexts).map { ($0, isOurs: true) }

    @Test(arguments: sharedFiles)
    func `C8, a run that is about another identity leaves a late key out of the file that both share`(
        kind: Kind,
        isOurs: Bool
    ) throws {
        let stage = Stage(kind)
        stage.declareAnother()
        let files = isOurs ? ["both.env"] : stage.identity.files
        for place in 0...1 { stage.story.declarations.environments[1][place].files = files }
        stage.story.apply()
        if isOurs {
            stage.pass(Simulation.overlap + Self.hour)
            stage.story.apply()
        }
        let old = try #require(stage.delivered)
        stage.rotateNow(aimed: [.rename: .crashBefore])
        #expect(stage.delivered == old && stage.live.count == 2)
        stage.pass(Simulation.overlap + Self.hour)
        let other = stage.story.declarations.environments[1][1]
        stage.story.apply(
            as: Mandate(
                scope: .unattended,
                only: [Address(stage.environment.name, other.name)],
                request: .rotate(reason: "by hand")
            )
        )
        #expect(stage.delivered == old && stage.isAccepted(old))
        let run = stage.schedule()
        #expect(stage.reasons(run).contains("late"))
        #expect(stage.delivered != old && stage.isAccepted(old))
        stage.settles()
    }

    @Test(arguments: Kind.all.filter(\.ending.deletes))
    func `C11, a deleted key that is also in an environment that was not looked at is told`(kind: Kind) throws {
        let stage = Stage(kind)
        stage.rotateNow()
        stage.pass(Simulation.overlap + Self.hour)
        stage.story.environments[0].isAway = true
        let run = stage.story.apply(as: Mandate(scope: .unattended, only: [stage.address]))
        #expect(stage.codes(run).contains("shared-trace-lost"))
        #expect(stage.live.count == 1)
    }

    @Test(arguments: Kind.all.filter { $0.ending.deletes && !$0.keepsTexts })
    func `C11, a restored file with a deleted key is told and written over, and no other store is suspected`(
        kind: Kind
    ) throws {
        let stage = Stage(kind)
        stage.declareAnother()
        stage.story.apply()
        let file = try #require(stage.environment.files[stage.identity.files[0]]).content
        let old = try #require(stage.delivered)
        stage.rotateNow()
        stage.pass(Simulation.overlap + Self.hour)
        stage.schedule()
        #expect(stage.row(old) == nil)
        stage.story.save(file, at: stage.identity.files[0], in: stage.environment)
        let run = stage.story.apply()
        #expect(stage.codes(run).contains("unknown-key"))
        #expect(stage.isAccepted(try #require(stage.delivered)))
        stage.settles()
    }

    @Test(arguments: Kind.all)
    func `C12, a key that follows one which a person dated hours ahead is the newer of the two`(kind: Kind) throws {
        let stage = Stage(kind)
        let theirs = stage.addByHand(age: -Time.day / 3)
        stage.story.apply()
        stage.rotateNow()
        let ours = try #require(stage.delivered)
        #expect(ours != theirs && stage.live.last == ours)
    }

    @Test(arguments: Kind.all)
    func `C13, files are renamed once the server may be expected to take the new key`(kind: Kind) throws {
        let stage = Stage(kind)
        stage.environment.delays.issued = .seconds(60)
        let published = stage.story.counts.published
        stage.story.onWait = { duration in
            #expect(duration == .seconds(60))
            #expect(stage.story.counts.published == published)
            #expect(stage.live.count == 2)
            stage.story.waits += 1
        }
        stage.rotateNow()
        #expect(stage.story.waits == 1 && stage.story.counts.published > published)
    }

    @Test(arguments: Kind.all)
    func `C13, a run that delivers what a killed run issued waits as long`(kind: Kind) throws {
        let stage = Stage(kind)
        stage.environment.delays.issued = .seconds(60)
        stage.rotateNow(aimed: [.rename: .crashBefore])
        let published = stage.story.counts.published
        stage.story.onWait = { duration in
            #expect(duration == .seconds(60))
            #expect(stage.story.counts.published == published)
            stage.story.waits += 1
        }
        stage.story.apply()
        #expect(stage.story.waits == 1 && stage.story.counts.published > published)
        stage.story.apply()
        #expect(stage.story.waits == 1)
        stage.settles()
    }
}

extension Secret {
    fileprivate func appending(_ other: Secret) -> Secret {
        withBytes { first in
            other.withBytes { second in
                let bytes = Array(first) + Array(second) + [UInt8(ascii: "\n")]
                return Secret(bytes)
            }
        }
    }
}
