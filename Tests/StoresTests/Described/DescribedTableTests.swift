import Model
import TestSupport
import Testing

@testable import Stores

/// What every store promises, over tables that their profiles describe.
struct DescribedTableTests {
    @Test(arguments: DescribedTable.everywhere)
    func `what is issued is found again, marked as ours`(table: DescribedTable, kind: SeedDatabase.Kind) async throws {
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let key = table.key(expiresAt: now + .seconds(86_400))
        #expect(try await store.observe(owners: [table.declared]).keys.isEmpty)
        try await store.issue([key], owners: [], at: now)

        let observation = try await store.observe(owners: [table.declared])
        let row = try #require(observation.keys.first)
        #expect(observation.keys.count == 1)
        #expect(observation.owners == [table.declared])
        #expect(observation.keepsTexts == (table.profile.stored.scheme == .plain))
        #expect((row.plaintext == key.secret) == observation.keepsTexts)
        // Another digest than the fingerprint does not tell the key, but for the mark behind the name.
        #expect(row.fingerprint.digits == key.fingerprint.digits)
        #expect((row.fingerprint == key.fingerprint) == (table.profile.stored.isFingerprint || observation.keepsTexts))
        #expect(row.isUnknown == (row.fingerprint != key.fingerprint))
        #expect(row.name == "Backend Key")
        #expect(row.isIssuedByKeyturn)
        #expect(row.isLive(at: now))
        #expect(row.lastUsedAt == nil)
        // An application may keep less than a database does.
        let difference = try #require(row.createdAt) - now
        #expect(difference <= .zero && difference > .seconds(-1))
        let late = try #require(row.expiresAt) - (now + .seconds(86_400))
        #expect(late >= .zero && late < .seconds(1))
        // The handle of a row without an id is never shown.
        #expect(table.profile.id == nil || !row.id.contains(key.fingerprint.digits))
    }

    @Test(arguments: DescribedTable.everywhere)
    func `an end is written once, and never later`(table: DescribedTable, kind: SeedDatabase.Kind) async throws {
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let (old, new) = (table.key(createdAt: now - .seconds(86_400)), table.key())
        try await store.issue([old, new], owners: [], at: now)
        let rows = try await store.observe(owners: [table.declared]).keys
        let row = try #require(rows.first { $0.fingerprint.digits == old.fingerprint.digits })
        let end = KeyEnd(row: row.id, end: now + .seconds(7_200))
        #expect(try await store.end(KeyEndings(ends: [end]), at: now).retired == 1)
        #expect(try await store.end(KeyEndings(ends: [end]), at: now).retired == 0)
        let later = KeyEnd(row: row.id, end: now + .seconds(9_000))
        #expect(try await store.end(KeyEndings(ends: [later]), at: now).retired == 0)

        let found = try await store.observe(owners: [table.declared]).keys
        let ended = try #require(found.first { $0.fingerprint.digits == old.fingerprint.digits })
        #expect(ended.isLive(at: now + .seconds(7_199)))
        #expect(!ended.isLive(at: now + .seconds(7_202)))
        #expect(found.first { $0.fingerprint.digits == new.fingerprint.digits }?.expiresAt == nil)
    }

    @Test(arguments: DescribedTable.everywhere)
    func `a key that is revoked is dead at once, and its row goes when it is asked for`(
        table: DescribedTable,
        kind: SeedDatabase.Kind
    ) async throws {
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let (first, second, third) = (table.key(), table.key(), table.key())
        try await store.issue([first, second, third], owners: [], at: now)
        func row(_ key: NewKey) async throws -> KeyRow? {
            try await store.observe(owners: [table.declared]).keys.first {
                $0.fingerprint.digits == key.fingerprint.digits
            }
        }
        let handles = [try #require(try await row(first)).id, try #require(try await row(third)).id]
        #expect(try await store.end(KeyEndings(deactivated: [handles[0]]), at: now).deactivated == 1)
        #expect(try await store.end(KeyEndings(deactivated: [handles[0]]), at: now).deactivated == 0)
        #expect(try await store.end(KeyEndings(deactivatedKeys: [second.fingerprint]), at: now).deactivated == 1)
        #expect(try await row(first)?.isLive(at: now) == false)
        #expect(try await row(second)?.isLive(at: now) == false)
        #expect(try await row(third)?.isLive(at: now) == true)
        // A live row is kept, whoever asks.
        #expect(try await store.end(KeyEndings(deleted: handles), at: now).deleted == 1)
        #expect(try await row(first) == nil)
        #expect(try await row(third) != nil)
    }

    @Test(arguments: DescribedTable.everywhere)
    func `rows of others are known by their digests and left alone`(
        table: DescribedTable,
        kind: SeedDatabase.Kind
    ) async throws {
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let key = table.key()
        try await store.issue([key], owners: [], at: now)
        let other = Owner(id: OwnerID(DescribedOwner(id: "18", keyName: "Another")), email: "", name: "")
        let observation = try await store.observe(owners: [other])
        #expect(observation.keys.isEmpty)
        #expect(observation.otherKeys.map(\.fingerprint.digits) == [key.fingerprint.digits])
        #expect(observation.otherKeys.allSatisfy { $0.isLive(at: now) })
        #expect(observation.owners.isEmpty == (table.profile.owner?.references != nil))
    }

    @Test(arguments: DescribedTable.everywhere.filter { $0.0.profile.id?.source == .database })
    func `a row without an id is named`(table: DescribedTable, kind: SeedDatabase.Kind) async throws {
        let database = try table.database(kind)
        let store = try table.store(on: database)
        try await store.issue([table.key(), table.key()], owners: [], at: now)
        let (name, id) = (table.profile.table.text, table.profile.id?.column ?? "")
        try database.loosen("\"\(name)\"")
        let first = "SELECT \"\(id)\" FROM \"\(name)\" LIMIT 1"
        try database.execute("UPDATE \"\(name)\" SET \"\(id)\" = NULL WHERE \"\(id)\" = (\(first))")
        let seen = try await store.observe(owners: [table.declared])
        #expect(seen.keys.count == 1)
        #expect(seen.unreadable.map(\.reason) == ["it is NULL"])
    }

    @Test(arguments: DescribedTable.everywhere)
    func `a run that expects something else writes nothing`(table: DescribedTable, kind: SeedDatabase.Kind) async throws
    {
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let before = try await store.observe(owners: [table.declared])
        try await store.issue([table.key()], owners: [], at: now)
        let expectation = StoreExpectation(owners: [table.declared], observation: before)
        let error = await storeError {
            try await store.issue([table.key()], owners: [], at: now, expecting: expectation)
        }
        #expect(error == .changed("a key of a declared owner was added"))
        #expect(try await store.observe(owners: [table.declared]).keys.count == 1)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `what a trigger does to others is seen, and nothing is written`(kind: SeedDatabase.Kind) async throws {
        let table = DescribedTable.proxy
        let database = try table.database(kind)
        let store = try table.store(on: database)
        try await store.issue([table.key()], owners: [], at: now)
        let name = "\"LiteLLM_VerificationToken\""
        let body = "UPDATE \(name) SET blocked = true WHERE token <> NEW.token"
        try database.execute(
            kind.isPostgreSQL
                ? """
                CREATE FUNCTION one_alone() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN \(body); RETURN NULL; END';
                CREATE TRIGGER one_alone AFTER INSERT ON \(name) FOR EACH ROW EXECUTE FUNCTION one_alone()
                """ : "CREATE TRIGGER one_alone AFTER INSERT ON \(name) BEGIN \(body); END"
        )
        let error = await storeError { try await store.issue([table.key()], owners: [], at: now) }
        #expect(error?.kind == "endsOlderKeys")
        #expect(try await store.observe(owners: [table.declared]).keys.count == 1)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `rows that the profile's constants do not fit are not looked at`(kind: SeedDatabase.Kind) async throws {
        let table = DescribedTable.credentials
        let database = try table.database(kind)
        let store = try table.store(on: database)
        try await store.issue([table.key()], owners: [], at: now)
        try database.execute("UPDATE \"ApiCredentials\" SET \"Kind\" = 'Login'")
        let observation = try await store.observe(owners: [table.declared])
        #expect(observation.keys.isEmpty && observation.otherKeys.isEmpty)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `what the application reads is what was written`(kind: SeedDatabase.Kind) async throws {
        let table = DescribedTable.proxy
        let database = try table.database(kind)
        let key = table.key(expiresAt: now + .seconds(60))
        try await table.store(on: database).issue([key], owners: [], at: now)
        let row = try #require(
            try database.execute(
                """
                SELECT token, key_name, key_alias, team_id, user_id, blocked IS NULL, models, spend, max_budget
                FROM "LiteLLM_VerificationToken"
                """
            ).first
        )
        let last = key.secret.withBytes { String(decoding: $0.suffix(4), as: UTF8.self) }
        #expect(row[0] == key.fingerprint.hex)
        #expect(row[1] == "sk-...\(last)")
        #expect(row[2] == "Backend Key (\(key.fingerprint.digits))")
        #expect(row[3] == "platform")
        #expect(row[4] == nil)
        #expect(row[5] == (kind.isPostgreSQL ? "t" : "1"))
        #expect(row[6] == (kind.isPostgreSQL ? "{}" : "[]"))
        #expect(row[7].flatMap(Double.init) == 0)
        #expect(row[8].flatMap(Double.init) == 50)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `a column that is not there is named`(kind: SeedDatabase.Kind) async throws {
        let table = DescribedTable.proxy
        let database = try table.database(kind)
        try database.execute("ALTER TABLE \"LiteLLM_VerificationToken\" DROP COLUMN last_active")
        let store = try table.store(on: database)
        try await store.issue([table.key()], owners: [], at: now)
        #expect(try await store.observe(owners: [table.declared]).keys.count == 1)
        try database.execute("ALTER TABLE \"LiteLLM_VerificationToken\" DROP COLUMN key_name")
        let error = await storeError { _ = try await table.store(on: database).observe(owners: [table.declared]) }
        guard case .unlikeProfile(let schema, let failure)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure == .missingColumn(table: "LiteLLM_VerificationToken", column: "key_name"))
        #expect(schema.tables.map(\.missing) == [["key_name"]])
    }

    @Test(arguments: DescribedTable.everywhere)
    func `what is stored is found again by the text of the key alone`(
        table: DescribedTable,
        kind: SeedDatabase.Kind
    ) async throws {
        guard table.profile.stored.scheme != .plain, !table.profile.stored.isFingerprint else { return }
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let (key, other) = (table.key(), table.key())
        try await store.issue([key, other], owners: [], at: now)
        let observation = try await store.observe(owners: [table.declared])
        let digester = try #require(observation.digester)
        for row in observation.keys {
            let digested = try #require(row.digested)
            let own = row.fingerprint.digits == key.fingerprint.digits ? key : other
            #expect(own.secret.withBytes { digester.reference(of: $0, salt: digested.salt) } == digested.reference)
            let another = own.fingerprint == key.fingerprint ? other : key
            #expect(another.secret.withBytes { digester.reference(of: $0, salt: digested.salt) } != digested.reference)
            let piece = observation.lookup.map { lookup in
                own.secret.withBytes { KeyDigester.piece(lookup, of: $0) }
            }
            #expect(digested.piece == piece)
            let known = row.holding(own.fingerprint)
            #expect(known.fingerprint == own.fingerprint && !known.isUnknown && known.isIssuedByKeyturn)
            #expect(known.saysTheSame(as: row))
        }
        // Under another pepper the same row says something else.
        if table.profile.stored.pepper != nil {
            let stranger = KeyDigester(digester.form, of: table.profile.key, pepper: Secret(text: "another"))
            let references = observation.keys.compactMap(\.digested?.reference)
            let found = key.secret.withBytes { stranger?.reference(of: $0, salt: nil) }
            #expect(found.map(references.contains) == false)
            #expect(stranger?.comparison != digester.comparison)
        }
    }

    @Test(arguments: [
        (SeedDatabase.Kind.postgreSQLBySQL, "id uuid PRIMARY KEY, name", "id bigint PRIMARY KEY, name", ["id"]),
        (.postgreSQLBySQL, "id uuid PRIMARY KEY, name", "id text PRIMARY KEY, name", []),
        (.postgreSQLBySQL, "\"userId\" uuid REFERENCES users", "\"userId\" integer", ["userId"]),
        (.sqliteDashed, "id TEXT PRIMARY KEY, name", "id INTEGER PRIMARY KEY, name", ["id"]),
        (.sqliteDashed, "id TEXT PRIMARY KEY, name", "id INT PRIMARY KEY, name", []),
    ])
    func `an id of another type is named before anything is written`(
        kind: SeedDatabase.Kind,
        old: String,
        new: String,
        misfits: [String]
    ) async throws {
        let table = DescribedTable.wiki
        let database = try SeedDatabase(kind)
        try database.execute((kind.isPostgreSQL ? table.postgreSQL : table.sqlite).replacing(old, with: new))
        let schema = try await table.store(on: database).observe(owners: [table.declared]).schema
        let columns = try #require(schema?.tables.first { $0.content == .keys }).columns
        #expect(columns.filter { $0.misfit != nil }.map(\.name) == misfits)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `a digest in upper case is the same digest`(kind: SeedDatabase.Kind) async throws {
        let table = DescribedTable.proxy
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let key = table.key()
        try await store.issue([key], owners: [], at: now)
        try database.execute("UPDATE \"LiteLLM_VerificationToken\" SET token = upper(token)")
        #expect(try await store.observe(owners: [table.declared]).keys.map(\.fingerprint) == [key.fingerprint])
        #expect(try await store.end(KeyEndings(deactivatedKeys: [key.fingerprint]), at: now).deactivated == 1)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `conditions are tried before anything is written`(kind: SeedDatabase.Kind) async throws {
        for table in DescribedTable.all {
            let database = try table.database(kind)
            let store = try table.store(on: database)
            func trial() -> RowTrial {
                RowTrial(
                    identity: "backend",
                    owner: table.declared,
                    key: table.key(createdAt: now - .seconds(60)),
                    end: now + .seconds(7_200)
                )
            }
            #expect(
                try await store.objections(to: [trial(), trial()], at: now).values.allSatisfy(\.isEmpty),
                "\(table)"
            )
            #expect(try await store.observe(owners: [table.declared]).keys.isEmpty)
        }
        let table = DescribedTable.shop
        let database = try SeedDatabase(kind)
        let sql = kind.isPostgreSQL ? table.postgreSQL : table.sqlite
        try database.execute(
            sql.replacing("length(\"Digest\") = 44", with: "length(\"Digest\") = 43").replacing(
                "IS NULL OR \"ExpiresMs\"",
                with: "IS NULL AND NOT coalesce(\"Revoked\", FALSE) OR \"ExpiresMs\""
            )
        )
        let store = try table.store(on: database)
        let trial = RowTrial(identity: "backend", owner: table.declared, key: table.key(), end: now + .seconds(60))
        let found = try await store.objections(to: [trial], at: now)[.keys] ?? []
        #expect(found.contains { $0.write == .insert && $0.identities == ["backend"] }, "\(found)")
        #expect(try await store.observe(owners: [table.declared]).keys.isEmpty)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `another spelling that the server takes is known of declared owners' keys and of others'`(
        kind: SeedDatabase.Kind
    ) async throws {
        let plain = DescribedTable.texts
        var profile = plain.profile
        profile.alsoAccepts = KeySpellings(prefix: "sk-")
        let table = DescribedTable(
            testDescription: "spellings",
            profile: profile,
            postgreSQL: plain.postgreSQL,
            sqlite: plain.sqlite
        )
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let key = table.key()
        try await store.issue([key], owners: [], at: now)
        let text = key.secret.withBytes { String(decoding: $0, as: UTF8.self) }
        let bare = Fingerprint(of: Secret(text: String(text.dropFirst(3))))
        let own = try #require(try await store.observe(owners: [table.declared]).keys.first)
        #expect(own.otherSpelling == bare)
        let other = Owner(id: OwnerID(DescribedOwner(id: "18")), email: "", name: "")
        let found = try #require(try await store.observe(owners: [other]).otherKeys.first)
        #expect(found.fingerprint == key.fingerprint && found.otherSpelling == bare)
        try database.execute("UPDATE plain_keys SET secret = '\(text.dropFirst(3))'")
        let without = try #require(try await store.observe(owners: [other]).otherKeys.first)
        #expect(without.fingerprint == bare && without.otherSpelling == key.fingerprint)
    }
}
