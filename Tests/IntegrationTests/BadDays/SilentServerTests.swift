internal import Glibc
internal import TestSupport
internal import Testing

/// A server, or a proxy before it, that stops answering without closing anything: every wait ends by itself.
@Suite(.serialized, .unlessItHangs) struct SilentServerTests {
    private let world: World

    init() throws { world = try World() }

    private func proxied(_ due: DueRotation) throws -> ProtocolProxy {
        let proxy = try ProtocolProxy(to: PostgreSQLCluster.shared())
        world.setURL(due.place, proxy.url(due.place.database.name))
        proxy.set(.none)
        return proxy
    }

    @Test(arguments: [true, false])
    func `a proxy that stops forwarding at any point ends the run with a reason`(_ fromClient: Bool) async throws {
        let due = try await DueRotation(world, "prod", .postgreSQLBySQL)
        let proxy = try proxied(due)
        #expect(try await world.keyturn("rotate").exitCode == 0)
        let total = fromClient ? proxy.counts.clientBytes : proxy.counts.serverBytes
        for part in 0..<8 {
            try due.reset()
            let count = total * part / 8
            proxy.set(fromClient ? .stallAfterClientBytes(count) : .stallAfterServerBytes(count))
            let stalled = try await world.keyturn(
                ["rotate"],
                variables: ["KEYTURN_DATABASE_TIMEOUT": "2s"],
                mayLeave: true
            )
            #expect(proxy.counts.hasStruck)
            #expect(stalled.exitCode == 0 || stalled.exitCode == 1, "\(stalled)")
            for code in stalled.errorCodes {
                #expect(
                    ["database-timeout", "outcome-unknown", "database-unreachable"].contains(code),
                    "after \(count) bytes: \(stalled)"
                )
            }
            #expect((stalled.exitCode == 0) == stalled.errorCodes.isEmpty, "\(stalled)")
            try world.expectLit(due.place)
            proxy.set(.none)
            // What the server still holds for the stalled connection goes when that is closed, which it was.
            let next = try await world.keyturn("rotate")
            #expect(next.exitCode == 0, "after \(count) bytes: \(next)")
            #expect(due.newKeys.count == 1)
        }
    }

    @Test(arguments: [["plan"], ["rotate"], ["apply", "--yes"]])
    func `a server that takes connections and never says a word is reported as silent, and waited for once`(
        _ command: [String]
    ) async throws {
        let prod = try await DueRotation(world, "prod", .sqliteDashed)
        let listener = try SilentListener()
        _ = try world.addEnvironment("staging", url: listener.url)
        let run = try await world.keyturn(command, variables: ["KEYTURN_DATABASE_TIMEOUT": "2s"])
        #expect(run.exitCode == 1)
        #expect(run.errorCodes == ["database-timeout"], "\(run)")
        #expect(run.output.contains("staging: the database took too long"), "\(run)")
        #expect(listener.takeConnections() == 1, "\(run)")
        #expect(prod.newKeys.count == (command == ["plan"] ? 0 : 1), "\(run)")
    }

    @Test(arguments: [1, 2]) func `a commit that is never answered has an unknown outcome`(_ number: Int) async throws {
        let due = try await DueRotation(world, "prod", .postgreSQLByORM)
        let proxy = try proxied(due)
        proxy.set(.stallReplyToCommit(number))
        let run = try await world.keyturn(["rotate"], variables: ["KEYTURN_DATABASE_TIMEOUT": "2s"])
        #expect(run.exitCode == 1)
        #expect(run.errorCodes == ["outcome-unknown"], "\(run)")
        #expect(due.newKeys.count == 1)
        try world.expectLit(due.place)
    }

    @Test func `the first SIGTERM ends a wait that would last for an hour`() async throws {
        let due = try await DueRotation(world, "prod", .postgreSQLBySQL)
        let proxy = try proxied(due)
        proxy.set(.stallReplyToCommit(1))
        let started = try await world.start("rotate", variables: ["KEYTURN_DATABASE_TIMEOUT": "1h"])
        try await eventually("the commit waits") { proxy.counts.hasStruck }
        kill(started.process, SIGTERM)
        let run = try await started.finish()
        #expect(run.exitCode == 1, "\(run)")
        #expect(run.errorCodes == ["outcome-unknown"], "\(run)")
        #expect(run.errors.contains("asked to stop") && !run.errors.contains("3600 s"), "\(run)")
    }

    @Test(arguments: [true, false])
    func `a wait that a signal cut short is told as that`(_ fromClient: Bool) async throws {
        let due = try await DueRotation(world, "prod", .postgreSQLBySQL)
        let proxy = try proxied(due)
        #expect(try await world.keyturn("rotate").exitCode == 0)
        let total = fromClient ? proxy.counts.clientBytes : proxy.counts.serverBytes
        try due.reset()
        // Of the last statements, after the new key was committed.
        proxy.set(fromClient ? .stallAfterClientBytes(total * 15 / 16) : .stallAfterServerBytes(total * 15 / 16))
        let started = try await world.start("rotate", variables: ["KEYTURN_DATABASE_TIMEOUT": "1h"])
        try await eventually("the run waits") { proxy.counts.hasStruck }
        kill(started.process, SIGTERM)
        let run = try await started.finish()
        #expect(run.exitCode == 1, "\(run)")
        #expect(run.errorCodes == ["database-interrupted"], "\(run)")
        #expect(run.errors.contains("asked to stop while it waited for the database"), "\(run)")
        #expect(!run.errors.contains("3600 s"), "\(run)")
        proxy.set(.none)
        #expect(try await world.keyturn("rotate").exitCode == 0)
        try world.expectLit(due.place)
    }

    @Test func `an environment that is done can be rotated by others while another one hangs`() async throws {
        let prod = try await DueRotation(world, "prod", .postgreSQLBySQL)
        let staging = try await DueRotation(world, "staging", .postgreSQLBySQL)
        let proxy = try proxied(staging)
        // What is over the proxy is staging's alone: its first commit that writes.
        proxy.set(.stallReplyToCommit(1))
        let started = try await world.start("rotate", variables: ["KEYTURN_DATABASE_TIMEOUT": "1h"])
        try await eventually("staging hangs, and prod is done") {
            try proxy.counts.hasStruck && prod.end() != nil
        }
        // The lock's connection is closed right after the last commit.
        let other = try await world.keyturn(
            ["rotate", "prod/backend", "--now", "--lock-timeout", "60s"],
            mayLeave: true
        )
        #expect(other.exitCode == 0, "\(other)")
        #expect(prod.newKeys.count == 2, "\(other)")
        kill(started.process, SIGTERM)
        let run = try await started.finish()
        #expect(run.errorCodes == ["outcome-unknown"], "\(run)")
    }
}
