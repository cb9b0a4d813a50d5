import Model
import TestSupport
import Testing

/// Something unique that another row has by the time that keys are committed: pieces of keys that servers look up are
/// short.
@Suite(.unlessItHangs) struct TakenKeyTests {
    /// A server whose first inserts meet a row that was there before, so many times.
    private static func world(refusing times: Int) throws -> World {
        let world = try World()
        try world.addTokens(
            .postgreSQLBySQL,
            """
            CREATE TABLE tokens (id uuid PRIMARY KEY, secret text UNIQUE, label text, made_at timestamp,
                ends_at timestamp);
            CREATE SEQUENCE inserts;
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF nextval('inserts') <= \(times) THEN RAISE unique_violation USING MESSAGE = 'that is taken'; END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER refuse AFTER INSERT ON tokens FOR EACH STATEMENT EXECUTE FUNCTION refuse()
            """,
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: hex }",
                "id: { column: id, made: uuid }", "name: { column: label }",
                "created: { column: made_at, type: timestamp }", "expires: { column: ends_at, type: timestamp }",
            ],
            identity: ["key: { name: backend }"]
        )
        return world
    }

    @Test func `another key is drawn, once`() async throws {
        let world = try Self.world(refusing: 1)
        try await world.succeed("apply", "--yes")
        let rows = try world.place("prod").database.execute("SELECT secret FROM tokens")
        #expect(rows == [[try world.deliveredToken().fingerprint.hex]])
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    @Test func `what is taken again is told, and nothing is written`() async throws {
        let world = try Self.world(refusing: 2)
        let run = try await world.keyturn("apply", "--yes")
        #expect(run.exitCode == 1 && run.errors.contains("that is taken"), "\(run)")
        #expect(try world.place("prod").database.execute("SELECT id FROM tokens").isEmpty)
        #expect(throws: (any Error).self) { try world.read(World.tokenFile) }
        try await world.succeed("apply", "--yes")
        #expect(try world.place("prod").database.execute("SELECT last_value FROM inserts") == [["3"]])
    }
}
