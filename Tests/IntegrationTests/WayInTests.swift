internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// Databases that are full of keys already: what is in them, and how they come to be declared.
@Suite(.unlessItHangs) struct WayInTests {
    static let kinds: [SeedDatabase.Kind] = [.postgreSQLBySQL, .postgreSQLByORM, .sqliteDashed, .sqliteHex]

    /// So many owners with a key each, made by hand; the fourth of each five is switched off.
    private func fill(_ database: SeedDatabase, _ count: Int, domain: String = "backend") throws -> [String] {
        try (0..<count).map { number in
            let id = try #require(OwnerID(randomUUID()))
            let email = "svc\(number)@\(domain)"
            try database.insert(Owner(id: id, email: email, name: "Service \(number)"))
            let key = number % 3 == 1 ? randomKey(prefix: "") : randomKey()
            try database.insertKey(
                key,
                owner: id,
                name: number % 2 == 0 ? "Main: 100% \"yes\" $HOME" : "Service \(number) key",
                isActive: number % 5 != 4,
                createdAt: .current - .seconds(86_400 * number),
                lastUsedAt: number % 2 == 0 ? .current - .seconds(3_600 * number) : nil
            )
            return key
        }
    }

    private func json(_ run: Run) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    private func keys(_ run: Run) throws -> [[String: Any]] { try #require(try json(run)["keys"] as? [[String: Any]]) }

    private func world(_ database: SeedDatabase, _ keys: [String], variable: String = "PROD_DATABASE_URL") throws
        -> World
    {
        let world = try World()
        world.set(variable, Place(name: "prod", database: database).urlText)
        for key in keys { world.keepSecret(key) }
        return world
    }

    @Test(arguments: WayInTests.kinds)
    func `an inventory lists every key without any environment file`(_ kind: SeedDatabase.Kind) async throws {
        let database = try SeedDatabase(kind)
        let planted = try fill(database, 11)
        let world = try world(database, planted)
        let arguments = ["inventory", "--url", "${PROD_DATABASE_URL}", "--format", "json"]
        let all = try await world.keyturn(arguments)
        #expect(all.exitCode == 0, "\(all)")
        let fingerprints = Set(planted.map { Fingerprint(of: Secret(text: $0)).digits })
        #expect(Set(try keys(all).compactMap { $0["fingerprint"] as? String }) == fingerprints)
        #expect(try keys(all).allSatisfy { $0["identity"] is NSNull && $0["owner_email"] is String })
        #expect(try keys(try await world.keyturn(arguments + ["--live"])).count == 9)
        let unused = try keys(try await world.keyturn(arguments + ["--unused-since", "2d"]))
        // Those with an even number were used today; of the others age counts.
        #expect(unused.count == 4)
        let text = try await world.keyturn("inventory", "--url", "${PROD_DATABASE_URL}")
        #expect(text.output.contains("database: 11 keys, 9 live, 11 without an identity"))
        let owners = text.output.split(whereSeparator: \.isWhitespace).filter { $0.hasSuffix("@backend") }
        #expect(owners == (0..<11).map { "svc\($0)@backend" })
        let csv = try await world.keyturn("inventory", "--url", "${PROD_DATABASE_URL}", "--format", "csv")
        #expect(csv.output.split(separator: "\r\n").count == 12)
    }

    @Test(arguments: WayInTests.kinds)
    func `what init declares is adopted and nothing else is changed`(_ kind: SeedDatabase.Kind) async throws {
        let database = try SeedDatabase(kind)
        let planted = try fill(database, 12)
        let world = try world(database, planted)
        let before = try database.execute("SELECT * FROM user_mcp_api_keys ORDER BY id")
        let start = try await world.keyturn("init", "-e", "prod", "--from", "${PROD_DATABASE_URL}")
        #expect(start.exitCode == 0, "\(start)")
        let file = try world.read("environments/prod.yaml")
        #expect(file.contains("url: ${PROD_DATABASE_URL}"))
        #expect(!file.contains("every"))
        let validate = try await world.keyturn("validate")
        #expect(validate.exitCode == 0, "\(validate)")
        let plan = try json(try await world.keyturn("plan", "--format", "json"))
        let changes = try #require(plan["changes"] as? [[String: Any]])
        #expect(changes.allSatisfy { $0["action"] as? String == "adopt" }, "\(changes)")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        #expect(try database.execute("SELECT * FROM user_mcp_api_keys ORDER BY id") == before)
        let left = try await world.keyturn("inventory", "--undeclared", "--live", "--format", "json")
        #expect(try keys(left).isEmpty, "\(left)")
        let again = try await world.keyturn("init", "-e", "prod", "--from", "${PROD_DATABASE_URL}")
        #expect(again.exitCode == 0)
        #expect(try world.read("environments/prod.yaml") == file)
    }

    @Test func `what several environments share goes to the defaults`() async throws {
        let databases = [try SeedDatabase(.sqliteDashed), try SeedDatabase(.sqliteHex)]
        let world = try World()
        for (database, name) in zip(databases, ["dev", "prod"]) {
            for key in try fill(database, 3) { world.keepSecret(key) }
            world.set("\(name.uppercased())_URL", Place(name: name, database: database).urlText)
        }
        let start = try await world.keyturn("init", "--from", "dev=${DEV_URL}", "--from", "prod=$PROD_URL")
        #expect(start.exitCode == 0, "\(start)")
        let defaults = try world.read("environments/_defaults.yaml")
        #expect(defaults.contains("svc1@backend"))
        #expect(!(try world.read("environments/prod.yaml")).contains("svc1@backend"))
        let plan = try await world.keyturn("plan", "--format", "json")
        let changes = try #require(try json(plan)["changes"] as? [[String: Any]])
        #expect(changes.allSatisfy { $0["action"] as? String == "adopt" }, "\(plan)")
        #expect(try keys(try await world.keyturn("inventory", "--undeclared", "--live", "--format", "json")).isEmpty)
    }

    @Test(arguments: ["", "\n", "\n# the end\n", "\naudit: { path: a.jsonl }\n"])
    func `init adds behind what is there and leaves every byte of it`(after: String) async throws {
        let database = try SeedDatabase(.sqliteDashed)
        let world = try world(database, try fill(database, 3))
        let before = """
            # mine
            environment: prod
            database: { url: "${PROD_DATABASE_URL}" }   # keep
            output: ../deploy/prod
            identities:
                # the first
                other:
                    owner: { id: 00000000-0000-0000-0000-000000000000, email: system@backend, name: Backend Service }
                    key: { name: Other, prefix: mcp_, bytes: 32, encoding: hex }
                    deliver: []
            """
        try world.write("environments/prod.yaml", before + after)
        let added = try await world.keyturn("init", "--add", "--match", "Service*")
        #expect(added.exitCode == 0, "\(added)")
        let file = try world.read("environments/prod.yaml")
        #expect(file.hasPrefix(before))
        #expect(file.hasSuffix(after.drop { $0 == "\n" }))
        #expect(file.contains("\n    service-1-key:\n"))
        #expect(!file.contains("svc0@backend"))
        #expect(try await world.keyturn("validate").exitCode == 0)
        let all = try await world.keyturn("init", "--add")
        #expect(all.exitCode == 0, "\(all)")
        #expect(try keys(try await world.keyturn("inventory", "--undeclared", "--live", "--format", "json")).isEmpty)
        let done = try world.read("environments/prod.yaml")
        #expect(try await world.keyturn("init", "--add").exitCode == 0)
        #expect(try world.read("environments/prod.yaml") == done)
    }

    @Test func `what cannot be declared is listed with what to do`() async throws {
        let database = try SeedDatabase(.sqliteDashed)
        let world = try world(database, try fill(database, 1))
        let id = try #require(OwnerID(randomUUID()))
        try database.insert(Owner(id: id, email: "odd@backend", name: "Odd"))
        try database.insertKey(randomKey(), owner: id, name: nil, createdAt: .current)
        try database.insertKey("short", owner: id, name: "Short", createdAt: .current)
        let orphan = try #require(OwnerID(randomUUID()))
        _ = try? database.execute("PRAGMA foreign_keys = OFF")
        _ = try? database.insertKey(randomKey(), owner: orphan, name: "Orphan", createdAt: .current)
        let start = try await world.keyturn("init", "-e", "prod", "--from", "${PROD_DATABASE_URL}")
        #expect(start.exitCode == 0, "\(start)")
        #expect(start.output.words.joined(separator: " ").contains("the key has no name"))
        #expect(
            start.output.words.joined(separator: " ").contains(
                "the key does not have the format of any declared identity"
            )
        )
        let plan = try json(try await world.keyturn("plan", "--format", "json"))
        let changes = try #require(plan["changes"] as? [[String: Any]])
        #expect(changes.allSatisfy { $0["action"] as? String == "adopt" }, "\(changes)")
    }

    @Test func `a database of another application says what is missing`() async throws {
        let folder = try TemporaryFolder()
        let world = try World()
        let made = try SeedDatabase(.sqliteDashed)
        try made.execute("ALTER TABLE user_mcp_api_keys RENAME COLUMN is_active TO enabled")
        world.set("URL", Place(name: "x", database: made).urlText)
        let run = try await world.keyturn("inventory", "--url", "${URL}")
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("profile-not-recognised"))
        #expect(run.errors.contains("user_mcp_api_keys.is_active"))
        _ = folder
    }

    @Test(arguments: WayInTests.kinds)
    func `a key that two databases share is adopted, and replaced only when there is somewhere to put the new one`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let world = try World()
        let key = randomKey()
        world.keepSecret(key)
        let owner = try #require(OwnerID(randomUUID()))
        let databases = try ["dev", "prod"].map { name in
            let database = try SeedDatabase(kind)
            try database.insert(Owner(id: owner, email: "system@backend", name: "Backend Service"))
            try database.insertKey(
                key,
                owner: owner,
                name: "Backend",
                createdAt: .current - .seconds(86_400),
                lastUsedAt: .current
            )
            world.set("\(name.uppercased())_URL", Place(name: name, database: database).urlText)
            return database
        }
        let start = try await world.keyturn("init", "--from", "dev=${DEV_URL}", "--from", "prod=$PROD_URL")
        #expect(start.exitCode == 0, "\(start)")
        let rows = "SELECT * FROM user_mcp_api_keys"
        let before = try databases.map { try $0.execute(rows) }
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0 && apply.warningCodes == ["delivered-nowhere", "delivered-nowhere"], "\(apply)")
        #expect(try databases.map { try $0.execute(rows) } == before)
        // Everything is in the defaults; what comes now is appended all the same.
        try databases[0].insertKey(randomKey(), owner: owner, name: "Another", createdAt: .current)
        #expect(try await world.keyturn("init", "--add", "-e", "dev").exitCode == 0)
        #expect(try await world.keyturn("validate").exitCode == 0)
        let file = try world.read("environments/dev.yaml")
        #expect(file.contains("\nidentities:\n  ") && file.contains("name: Another"), "\(file)")
    }
}
