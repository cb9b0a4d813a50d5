internal import Glibc
internal import TestSupport
internal import Testing

/// A rotation whose connection breaks, whose commit's reply is lost, whose server is gone: an error, no fragment in the
/// dark, and the next run makes one new key of it, not two.
@Suite(.serialized, .unlessItHangs) struct LostConnectionTests {
    private let world: World

    init() throws { world = try World() }

    /// The next run, undisturbed, brings everything in order.
    private func expectOneRotation(_ due: DueRotation, _ what: String) async throws {
        try world.expectLit(due.place)
        #expect(due.newKeys.count <= 1, "\(what)")
        let next = try await world.keyturn("rotate")
        #expect(next.exitCode == 0, "\(what): \(next)")
        #expect(due.newKeys.count == 1, "\(what)")
        #expect(try due.end() != nil, "\(what)")
        #expect(try Set(world.delivered(to: due.place).values) == Set(due.newKeys), "\(what)")
        try await world.expectOrder()
    }

    @Test(arguments: [true, false])
    func `a connection that is cut after any number of bytes`(_ fromClient: Bool) async throws {
        let due = try await DueRotation(world, "prod", .postgreSQLBySQL)
        let proxy = try ProtocolProxy(to: PostgreSQLCluster.shared())
        world.setURL(due.place, proxy.url(due.place.database.name))
        // Undisturbed, to learn how many there are.
        proxy.set(.none)
        #expect(try await world.keyturn("rotate").exitCode == 0)
        let total = fromClient ? proxy.counts.clientBytes : proxy.counts.serverBytes
        #expect(total > 1_000)
        for part in 0..<12 {
            try due.reset()
            let count = total * part / 12
            proxy.set(fromClient ? .cutAfterClientBytes(count) : .cutAfterServerBytes(count))
            let cut = try await world.keyturn("rotate", mayLeave: true)
            #expect(proxy.counts.hasStruck)
            // A connection that only ends when everything is done is missed by no one.
            #expect(cut.exitCode == 0 || cut.exitCode == 1, "\(cut)")
            #expect((cut.exitCode == 0) == cut.errorCodes.isEmpty, "\(cut)")
            proxy.set(.none)
            try await expectOneRotation(due, "cut after \(count) bytes")
        }
    }

    @Test(arguments: [1, 2], [true, false])
    func `a commit that is lost, or whose reply is, has an unknown outcome`(_ number: Int, _ arrives: Bool) async throws
    {
        let due = try await DueRotation(world, "prod", .postgreSQLByORM)
        let proxy = try ProtocolProxy(to: PostgreSQLCluster.shared())
        world.setURL(due.place, proxy.url(due.place.database.name))
        // The first gives the new key, the second the old one's end.
        proxy.set(arrives ? .dropReplyToCommit(number) : .dropCommit(number))
        let lost = try await world.keyturn("rotate")
        #expect(proxy.counts.hasStruck)
        #expect(lost.exitCode == 1, "\(lost)")
        #expect(lost.errorCodes == ["outcome-unknown"], "\(lost)")
        try world.expectLit(due.place)
        #expect(due.newKeys.count == (number == 2 || arrives ? 1 : 0))
        #expect(try (due.end() != nil) == (number == 2 && arrives))
        proxy.set(.none)
        try await expectOneRotation(due, "commit \(number), \(arrives ? "reply dropped" : "dropped")")
    }

    @Test(arguments: [false, true])
    func `a server that is stopped while the rotation is planned`(_ isBack: Bool) async throws {
        let cluster = try PostgreSQLCluster(durable: true)
        let due = try await DueRotation(world, "prod", .postgreSQLBySQL, on: cluster)
        let gate = try Gate(world)
        let started = try await world.start("rotate", variables: gate.variables)
        try await gate.reached()
        try cluster.stopImmediately()
        if isBack { try cluster.start() }
        try gate.open()
        let run = try await started.finish()
        #expect(run.exitCode == 1, "\(run)")
        #expect(!run.errorCodes.isEmpty, "\(run)")
        if !isBack { try cluster.start() }
        #expect(due.newKeys.isEmpty)
        try await expectOneRotation(due, "stopped while planned")
    }

    @Test func `a server that is stopped while the new key waits, and while the old one's end does`() async throws {
        let cluster = try PostgreSQLCluster(durable: true)
        let due = try await DueRotation(world, "prod", .postgreSQLBySQL, on: cluster)
        for (statement, isDelivered) in [
            ("LOCK TABLE user_mcp_api_keys IN SHARE MODE", false),
            ("SELECT 1 FROM user_mcp_api_keys WHERE expires_at IS NULL FOR UPDATE", true),
        ] {
            try due.reset()
            let holder = try PostgreSQLClient(cluster.url(due.place.database.name))
            try holder.rows("BEGIN; \(statement)")
            let started = try await world.start("rotate")
            try await eventually("the run waits for what is held") {
                try due.place.database.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype <> 'advisory'")
                    != []
            }
            try cluster.stopImmediately()
            let run = try await started.finish()
            #expect(run.exitCode == 1, "\(run)")
            #expect(!run.errorCodes.isEmpty, "\(run)")
            try cluster.start()
            #expect(due.newKeys.count == (isDelivered ? 1 : 0))
            #expect(try due.end() == nil)
            try await expectOneRotation(due, statement)
        }
    }
}
