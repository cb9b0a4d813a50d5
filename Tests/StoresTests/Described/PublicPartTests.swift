import Model
import TestSupport
import Testing

@testable import Stores

/// Langfuse's table: a public part beside the digest of the secret, and no column that the server takes for an end.
struct PublicPartTests {
    private static let kinds = [SeedDatabase.Kind.postgreSQLBySQL, .postgreSQLInOtherZones, .sqliteDashed]
    private let table = DescribedTable.langfuse

    @Test(arguments: kinds)
    func `what is issued is found again with its public part`(kind: SeedDatabase.Kind) async throws {
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let (key, other) = (table.key(), table.key())
        try await store.issue([key, other], owners: [], at: now)
        let observation = try await store.observe(owners: [table.declared])
        #expect(observation.keys.count == 2 && observation.ending.isByKeyturn && observation.ending.deletes)
        for issued in [key, other] {
            let row = try #require(observation.keys.first { $0.fingerprint.digits == issued.fingerprint.digits })
            #expect(row.publicID == issued.publicID && issued.publicID?.hasPrefix("pk-lf-") == true)
            #expect(row.isIssuedByKeyturn && row.isLive(at: now) && row.name == "Backend Key")
        }
        let publicID = database.literal(key.publicID ?? "")
        let row = try #require(
            try database.execute(
                """
                SELECT public_key, display_secret_key, hashed_secret_key, scope, project_id, note, length(id)
                FROM api_keys WHERE public_key = \(publicID)
                """
            ).first
        )
        let last = key.secret.withBytes { String(decoding: $0.suffix(4), as: UTF8.self) }
        let digest = "keyturn:\(key.fingerprint.hex)"
        let expected = [
            key.publicID, "sk-lf-...\(last)", digest, "PROJECT", "north", "Backend Key (\(key.fingerprint.digits))",
            "25",
        ]
        #expect(row == expected)
        // Rows of others are not asked for theirs.
        let others = try await store.observe(owners: [
            Owner(id: OwnerID(DescribedOwner(id: "south")), email: "", name: "")
        ])
        #expect(others.keys.isEmpty && others.otherKeys.count == 2)
    }

    @Test(arguments: kinds)
    func `the digest is what the application computes`(kind: SeedDatabase.Kind) async throws {
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let key = table.key()
        try await store.issue([key], owners: [], at: now)
        let pepper = try #require(table.pepper)
        let both = key.secret.withBytes { Array($0) } + Array(Fingerprint(of: pepper).hex.utf8)
        let digest = both.withUnsafeBytes { Fingerprint(of: $0) }.hex
        #expect(try database.execute("SELECT fast_hashed_secret_key FROM api_keys") == [[digest]])
    }

    @Test(arguments: kinds)
    func `an end is written into the name, and a row that ended is gone, its digest told`(
        kind: SeedDatabase.Kind
    ) async throws {
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let (old, new) = (table.key(createdAt: now - .seconds(60)), table.key())
        try await store.issue([old, new], owners: [], at: now)
        let rows = try await store.observe(owners: [table.declared]).keys
        let row = try #require(rows.first { $0.fingerprint.digits == old.fingerprint.digits })
        let name = MarkedName("Backend Key", of: old.fingerprint, until: now + .seconds(7_200)).text
        let end = KeyEnd(row: row.id, end: now + .seconds(7_200), name: name)
        #expect(try await store.end(KeyEndings(ends: [end]), at: now).retired == 1)
        let digest =
            try database.execute(
                "SELECT fast_hashed_secret_key FROM api_keys WHERE id = \(database.literal(row.id))"
            ).first?.first ?? nil
        let ended = try await store.end(KeyEndings(deactivated: [row.id]), at: now)
        #expect(ended.deactivated == 1 && ended.texts.byRow == [row.id: digest ?? ""])
        let left = try await store.observe(owners: [table.declared]).keys
        #expect(left.map(\.publicID) == [new.publicID])
    }

    @Test(arguments: kinds)
    func `a public part that changed meanwhile is a row that changed`(kind: SeedDatabase.Kind) async throws {
        let database = try table.database(kind)
        let store = try table.store(on: database)
        try await store.issue([table.key()], owners: [], at: now)
        let before = try await store.observe(owners: [table.declared])
        try database.execute("UPDATE api_keys SET public_key = 'pk-lf-another'")
        let error = await storeError {
            try await store.issue(
                [table.key()],
                owners: [],
                at: now,
                expecting: StoreExpectation(owners: [table.declared], observation: before)
            )
        }
        #expect(error?.kind == "changed")
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `what a trigger makes of a public part is seen, and nothing is written`(kind: SeedDatabase.Kind) async throws {
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let name = "api_keys"
        try database.execute(
            kind.isPostgreSQL
                ? """
                CREATE FUNCTION lower_case() RETURNS trigger LANGUAGE plpgsql
                AS 'BEGIN NEW.public_key := upper(NEW.public_key); RETURN NEW; END';
                CREATE TRIGGER lower_case BEFORE INSERT ON \(name) FOR EACH ROW EXECUTE FUNCTION lower_case()
                """
                : """
                CREATE TRIGGER upper_case AFTER INSERT ON \(name)
                BEGIN UPDATE \(name) SET public_key = upper(NEW.public_key) WHERE id = NEW.id; END
                """
        )
        let error = await storeError { try await store.issue([table.key()], owners: [], at: now) }
        #expect(error?.kind == "constraint")
        #expect(try await store.observe(owners: [table.declared]).keys.isEmpty)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `conditions are tried with a public part`(kind: SeedDatabase.Kind) async throws {
        let database = try table.database(kind)
        let store = try table.store(on: database)
        func trial() -> RowTrial {
            RowTrial(identity: "backend", owner: table.declared, key: table.key(), end: now + .seconds(7_200))
        }
        #expect(try await store.objections(to: [trial(), trial()], at: now).values.allSatisfy(\.isEmpty))
    }
}
