internal import Model
internal import TestSupport
internal import Testing

/// Ends that are not keyturn's, and ends that were promised and must come.
@Suite(.unlessItHangs) struct ForeignEndsTests {
    private static let engines: [SeedDatabase.Kind] = [.sqliteWAL, .postgreSQLByORM, .postgreSQLWithZones]

    private let world: World
    private let old = randomKey()

    init() throws { world = try World() }

    /// An environment whose key was made by hand and is delivered by keyturn.
    private func adopted(_ kind: SeedDatabase.Kind, _ rotation: String = "{ overlap: 48h }") async throws -> Place {
        let place = try world.addEnvironment("prod", kind, rotation: rotation)
        try place.insertByHand(old)
        try await world.keyturn("apply", "--yes")
        return place
    }

    private func use(_ key: String, in place: Place) throws {
        try place.database.execute(
            "UPDATE user_mcp_api_keys SET last_used_at = \(place.database.time(.current))"
                + " WHERE api_key = \(place.database.literal(key))"
        )
    }

    private func trigger(_ event: String, _ statement: String, in place: Place) throws {
        try place.database.execute(
            place.database.kind.isPostgreSQL
                ? """
                CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN \(statement); RETURN NEW; END$$;
                CREATE TRIGGER harm \(event) ON user_mcp_api_keys FOR EACH ROW EXECUTE FUNCTION harm()
                """
                : "CREATE TRIGGER harm \(event) ON user_mcp_api_keys BEGIN \(statement); END"
        )
    }

    // MARK: - Servers with a will of their own

    @Test(
        arguments: engines,
        [
            "UPDATE user_mcp_api_keys SET is_active = false WHERE user_id = NEW.user_id AND id <> NEW.id",
            "DELETE FROM user_mcp_api_keys WHERE user_id = NEW.user_id AND id <> NEW.id",
        ]
    )
    func `a server that ends older keys itself is found out before anyone is cut off`(
        _ kind: SeedDatabase.Kind,
        _ statement: String
    ) async throws {
        let place = try await adopted(kind)
        try trigger("AFTER INSERT", statement, in: place)
        let before = try Snapshot(world)
        let run = try await world.keyturn("rotate", "prod/backend", "--now")
        #expect(run.exitCode == 1, "\(run)")
        #expect(run.errors.contains("server-ends-older-keys"), "\(run)")
        #expect(run.errors.contains("no overlap is possible"), "\(run)")
        #expect(!run.output.contains("run again"), "\(run)")
        #expect(try place.accepted() == [old])
        let after = try Snapshot(world)
        #expect(after.rows == before.rows && after.contents == before.contents)
    }

    // MARK: - Revocations

    @Test(arguments: engines)
    func `a revocation that is killed after its delivery ends the key all the same, without an overlap`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let place = try await adopted(kind)
        let file = "environments/prod.yaml"
        try world.write(
            file,
            try world.read(file).replacing(
                "    rotation:",
                with: #"    onChange: ["sh","-c","kill -9 $$PPID"]"# + "\n    rotation:"
            )
        )
        let killed = try await world.keyturn("revoke", "prod/backend", mayLeave: true)
        #expect(killed.signal != nil, "\(killed)")
        let end = try #require(try place.end(of: old))
        #expect(end <= .current + .seconds(300))

        let plan = try await world.keyturn("plan")
        #expect(plan.output.contains("X revoke"), "\(plan)")
        #expect(!plan.output.contains("retire"), "\(plan)")
        try world.write(
            file,
            try world.read(file).replacing(#"    onChange: ["sh","-c","kill -9 $$PPID"]"# + "\n", with: "")
        )
        let next = try await world.keyturn("rotate")
        #expect(next.exitCode == 0, "\(next)")
        #expect(try place.accepted() == [try #require(place.keys.last)])
        #expect(try place.accepted().contains(old) == false)
        try await world.expectOrder()
    }

    @Test(arguments: engines)
    func `where the database refuses the end, nothing is revoked and the run says so`(_ kind: SeedDatabase.Kind)
        async throws
    {
        let place = try await adopted(kind)
        try trigger(
            "BEFORE UPDATE",
            kind.isPostgreSQL ? "RAISE EXCEPTION 'not here'" : "SELECT RAISE(ABORT, 'not here')",
            in: place
        )
        let before = try Snapshot(world)
        let run = try await world.keyturn("revoke", "prod/backend")
        #expect(run.exitCode == 1, "\(run)")
        #expect(run.errors.contains("not-revoked"), "\(run)")
        #expect(run.errors.contains("it works, without an expiry"), "\(run)")
        #expect(!(run.output + run.errors).contains("run again"), "\(run)")
        #expect(try place.accepted() == [old])
        #expect(try place.end(of: old) == nil)
        let after = try Snapshot(world)
        #expect(after.rows == before.rows && after.contents == before.contents)
    }

    @Test func `whoever revokes is told what becomes of open sessions`() async throws {
        _ = try await adopted(.sqliteDashed)
        let run = try await world.keyturn("revoke", "prod/backend")
        #expect(run.errors.contains("stay open until the server is restarted"), "\(run)")
    }

    // MARK: - Keys that are in use

    @Test(arguments: engines)
    func `of two keys made by hand and used now, none is ended, by whatever run`(_ kind: SeedDatabase.Kind) async throws
    {
        let twin = randomKey()
        let place = try world.addEnvironment("prod", kind, rotation: "{ overlap: 48h }")
        try place.insertByHand(old)
        try place.insertByHand(twin, age: .seconds(86_400))
        for key in [old, twin] { try use(key, in: place) }
        for arguments in [["apply", "--yes"], ["rotate"], ["apply", "--yes"]] {
            let run = try await world.keyturn(arguments)
            #expect(run.exitCode == 0, "\(run)")
            #expect(run.errors.contains("parallel-key"), "\(run)")
        }
        #expect(Set(try world.delivered(to: place).values) == [twin])
        try await world.keyturn("rotate", "prod/backend", "--now")
        #expect(try place.end(of: old) == nil)
        #expect(try place.end(of: twin) != nil)
        #expect(try place.accepted().contains(old))
    }

    @Test(arguments: engines)
    func `who still uses an old key is told by plan, status and verify, and counted`(_ kind: SeedDatabase.Kind)
        async throws
    {
        let place = try await adopted(kind)
        try await world.keyturn("rotate", "prod/backend", "--now")
        #expect(try await !world.keyturn("plan").errors.contains("old-key-in-use"))
        try use(old, in: place)
        for arguments in [["plan"], ["status", "--metrics-file", world.path("keyturn.prom")], ["rotate"]] {
            let run = try await world.keyturn(arguments)
            #expect(run.errors.contains("old-key-in-use"), "\(run)")
        }
        #expect(try await world.keyturn("status").output.contains("last used"))
        #expect(try await world.keyturn("verify").output.contains("old-key-in-use"))
        let json = try await world.keyturn("status", "--format", "json").output
        #expect(json.contains(#""in_use": true"#), "\(json)")
        #expect(
            try world.read("keyturn.prom").contains(
                #"keyturn_old_keys_in_use{environment="prod",identity="backend"} 1"#
            )
        )
    }
}
