internal import Model
internal import TestSupport
internal import Testing

/// A revocation that the database refused, or whose run was killed before anything was written.
@Suite(.unlessItHangs) struct OwedRevocationTests {
    private static let engines: [SeedDatabase.Kind] = [.sqliteWAL, .postgreSQLBySQL]

    private let world: World
    private let key = randomKey()

    init() throws { world = try World() }

    private var digits: String { Fingerprint(of: Secret(text: key)).digits }

    private func adopted(_ kind: SeedDatabase.Kind, isAudited: Bool = true) async throws -> Place {
        let place = try world.addEnvironment("prod", kind)
        try place.insertByHand(key)
        if isAudited {
            try world.makeFolder("audit")
            try append("audit: { path: ../audit/prod.jsonl }\n")
        }
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        return place
    }

    private func append(_ text: String) throws {
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file) + text)
    }

    private func refuseUpdates(in place: Place) throws {
        try place.database.execute(
            place.database.kind.isPostgreSQL
                ? """
                CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'no'; END$$;
                CREATE TRIGGER harm BEFORE UPDATE ON user_mcp_api_keys FOR EACH ROW EXECUTE FUNCTION harm()
                """
                : "CREATE TRIGGER harm BEFORE UPDATE ON user_mcp_api_keys BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    }

    private func allowUpdates(in place: Place) throws {
        try place.database.execute(
            place.database.kind.isPostgreSQL ? "DROP TRIGGER harm ON user_mcp_api_keys" : "DROP TRIGGER harm"
        )
    }

    private func expectOwed() async throws {
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 2 && plan.output.contains("No changes, but a revocation is unfinished."), "\(plan)")
        for arguments in [["plan"], ["plan", "--format", "json"], ["status"], ["verify"]] {
            let run = try await world.keyturn(arguments)
            #expect((run.errors + run.output).contains("revocation-owed"), "\(arguments) \(run)")
        }
        #expect(plan.errors.contains("run keyturn revoke prod/backend --key \(digits) again"), "\(plan)")
    }

    private func expectSettled() async throws {
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 0 && !plan.errors.contains("revocation-owed"), "\(plan)")
        #expect(try await world.keyturn("audit", "verify").exitCode == 0)
    }

    @Test(arguments: engines)
    func `what a trigger refused is reported until a revocation succeeds`(_ kind: SeedDatabase.Kind) async throws {
        let place = try await adopted(kind)
        try refuseUpdates(in: place)
        let revoke = try await world.keyturn("revoke", "prod/backend")
        #expect(
            revoke.exitCode == 1 && revoke.errors.contains("Until it has ended, plan and status say so."),
            "\(revoke)"
        )
        try await expectOwed()
        try allowUpdates(in: place)
        // A run that is asked for nothing does not end it, and does not forget it.
        #expect(try await world.keyturn("rotate").exitCode == 0)
        try await expectOwed()

        let again = try await world.keyturn("revoke", "prod/backend", "--key", digits)
        #expect(again.exitCode == 0 && !again.errors.contains("revocation-owed"), "\(again)")
        #expect(try !place.accepted().contains(key))
        try await expectSettled()
    }

    @Test(arguments: engines)
    func `it is settled by the end of the key, whoever ended it`(_ kind: SeedDatabase.Kind) async throws {
        let place = try await adopted(kind)
        try refuseUpdates(in: place)
        #expect(try await world.keyturn("revoke", "prod/backend").exitCode == 1)
        try allowUpdates(in: place)
        #expect(try await world.keyturn("rotate", "prod/backend", "--now").exitCode == 0)
        #expect(try await world.keyturn("plan").errors.contains("revocation-owed"))
        try place.database.execute(
            "UPDATE user_mcp_api_keys SET is_active = false WHERE api_key = \(place.database.literal(key))"
        )
        try await expectSettled()
    }

    @Test func `it is settled where the key is forgotten on purpose`() async throws {
        let place = try await adopted(.sqliteWAL)
        try refuseUpdates(in: place)
        #expect(try await world.keyturn("revoke", "prod/backend").exitCode == 1)
        try await expectOwed()
        try append("forgotten: [\"\(digits)\"]\n")
        try await expectSettled()
    }

    @Test func `without an audit file the error says that nothing remembers it`() async throws {
        let place = try await adopted(.sqliteWAL, isAudited: false)
        try refuseUpdates(in: place)
        let revoke = try await world.keyturn("revoke", "prod/backend")
        #expect(revoke.errors.contains("The request is not recorded"), "\(revoke)")
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }
}
