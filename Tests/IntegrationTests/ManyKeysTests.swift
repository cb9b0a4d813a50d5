internal import Model
internal import TestSupport
internal import Testing

/// Thousands of live keys of one identity, which nothing but a lack of rotation leaves behind.
@Suite(.unlessItHangs) struct ManyKeysTests {
    private static let kinds: [SeedDatabase.Kind] = [.sqliteDashed, .postgreSQLBySQL]

    /// What one statement inserts.
    private static let batch = 1_000

    private func world(_ kind: SeedDatabase.Kind, keys: Int) throws -> (world: World, place: Place) {
        let world = try World()
        let place = try world.addEnvironment("prod", kind)
        try place.insertByHand(randomKey())
        let database = place.database
        for start in stride(from: 0, to: keys - 1, by: Self.batch) {
            let rows = (start..<min(start + Self.batch, keys - 1)).map { index in
                let created = (Instant.current - .seconds(300 * 86_400 + index)).databaseText
                return """
                    ('\(randomUUID())', '\(Place.owner.id)', '\(Place.keyName)', '\(randomKey())', TRUE, \
                    '\(created)', '\(created)')
                    """
            }
            try database.execute(
                """
                INSERT INTO user_mcp_api_keys (id, user_id, name, api_key, is_active, created_at, updated_at)
                VALUES \(rows.joined(separator: ", "))
                """
            )
        }
        return (world, place)
    }

    @Test(arguments: kinds) func `eight thousand live keys of one identity are retired in one run`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let (world, place) = try world(kind, keys: 8_000)
        let forecast = try await world.keyturn("forecast")
        #expect(forecast.exitCode == 0, "\(forecast.exitCode ?? -1) \(forecast.errors.prefix(2_000))")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply.exitCode ?? -1) \(apply.errors.prefix(2_000))")
        let endless = try place.database.execute("SELECT id FROM user_mcp_api_keys WHERE expires_at IS NULL")
        #expect(endless.count == 1)
        try await world.expectOrder()
    }

    /// How many rows the server read for one run: no measure of time.
    private func rowsRead(keys: Int) async throws -> Int {
        let (world, place) = try world(.postgreSQLBySQL, keys: keys)
        func read() throws -> Int {
            let found = try place.database.execute(
                """
                SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::text FROM pg_stat_user_tables
                WHERE relname IN ('users', 'user_mcp_api_keys')
                """
            )
            return found.first?.first.flatMap { $0 }.flatMap { Int($0) } ?? 0
        }
        let before = try read()
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply.exitCode ?? -1) \(apply.errors.prefix(2_000))")
        return try read() - before
    }

    @Test func `the rows that the server reads grow with the keys, not with their square`() async throws {
        let (few, many) = (try await rowsRead(keys: 800), try await rowsRead(keys: 8_000))
        #expect(few >= 800 && many >= 8_000, "\(few) \(many)")
        #expect(many < few * 20, "\(few) rows read for 800 keys, \(many) for 8,000")
    }
}
