internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// What `init --from` says and leaves beside files that are there, and of what it cannot do.
@Suite(.unlessItHangs) struct StagedImportTests {
    /// A database with a key for each name, of an owner that is called like it.
    private func database(_ names: [String], _ world: World) throws -> SeedDatabase {
        let database = try SeedDatabase(.sqliteDashed)
        for name in names {
            let id = try #require(OwnerID(randomUUID()))
            try database.insert(Owner(id: id, email: "\(name.prefix { $0 != " " })@x", name: name))
            let key = randomKey()
            world.keepSecret(key)
            try database.insertKey(key, owner: id, name: name, createdAt: .current - .seconds(86_400))
        }
        // Its file goes with it.
        world.add(Place(name: "database \(randomUUID())", database: database))
        return database
    }

    private func json(_ run: Run) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run)")
    }

    @Test func `a new environment has of the defaults what is in its database`() async throws {
        let world = try World()
        world.set("DEV_URL", Place(name: "dev", database: try database(["web", "jobs", "mail"], world)).urlText)
        world.set("PROD_URL", Place(name: "prod", database: try database(["web", "jobs", "mail"], world)).urlText)
        let first = try await world.keyturn("init", "--from", "dev=${DEV_URL}", "--from", "prod=${PROD_URL}")
        #expect(first.exitCode == 0, "\(first)")
        let defaults = try world.read("environments/_defaults.yaml")
        world.set("STAGING_URL", Place(name: "staging", database: try database(["web", "new"], world)).urlText)
        let start = try await world.keyturn("init", "--from", "staging=${STAGING_URL}")
        #expect(start.exitCode == 0, "\(start)")
        #expect(start.output.contains("staging: 2 identities"), "\(start)")
        #expect(start.output.contains("1 of them is in _defaults.yaml"), "\(start)")
        #expect(start.output.contains("2 of _defaults.yaml without a live key there"), "\(start)")
        let file = try world.read("environments/staging.yaml")
        for line in ["  jobs: null\n", "  mail: null\n", "  web:\n", "  new:\n"] {
            #expect(file.contains(line), "\(file)")
        }
        #expect(try world.read("environments/_defaults.yaml") == defaults)
        let validate = try await world.keyturn("validate", "-e", "staging")
        try world.expectSchema(of: "staging")
        #expect(validate.exitCode == 0 && validate.output.contains("2 identities"), "\(validate)")
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 0 && !plan.description.contains("delivered-nowhere"), "\(plan)")
        let left = try await world.keyturn("inventory", "--undeclared", "--live", "--format", "json")
        #expect((try json(left)["keys"] as? [Any])?.isEmpty == true, "\(left)")
    }

    @Test func `a part of a database takes nothing from the defaults that is in it`() async throws {
        let world = try World()
        for name in ["dev", "prod"] {
            let place = Place(name: name, database: try database(["web", "jobs", "mail"], world))
            world.set("\(name.uppercased())_URL", place.urlText)
        }
        #expect(try await world.keyturn("init", "--from", "dev=${DEV_URL}", "--from", "prod=${PROD_URL}").exitCode == 0)
        world.set("STAGING_URL", Place(name: "staging", database: try database(["web", "jobs"], world)).urlText)
        let start = try await world.keyturn("init", "--from", "staging=${STAGING_URL}", "--match", "web")
        #expect(start.output.contains("staging: 1 identity "), "\(start)")
        let file = try world.read("environments/staging.yaml")
        #expect(file.contains("  mail: null\n") && !file.contains("  jobs: null\n"), "\(file)")
    }

    @Test func `a pattern that nothing is like writes nothing and fails`() async throws {
        let world = try World()
        world.set("URL", Place(name: "dev", database: try database(["web"], world)).urlText)
        let run = try await world.keyturn("init", "--from", "dev=${URL}", "--match", "zzz")
        #expect(run.exitCode == 1 && run.errors.contains("nothing-matched"), "\(run)")
        #expect(!world.exists("environments/dev.yaml"))
    }

    @Test func `a file that is there is not said to have the identities`() async throws {
        let world = try World()
        let database = try database(["web"], world)
        world.set("URL", Place(name: "dev", database: database).urlText)
        try world.write("environments/dev.yaml", "environment: dev\n")
        let kept = try await world.keyturn("init", "--from", "dev=${URL}")
        #expect(kept.exitCode == 0 && !kept.output.contains("identity for"), "\(kept)")
        #expect(kept.output.contains("keyturn init --add -e dev"), "\(kept)")
        let literal = try await world.keyturn("init", "--from", "other=sqlite:\(database.name)")
        #expect(literal.exitCode == 0 && literal.output.contains("OTHER_DATABASE_URL="), "\(literal)")
    }

    @Test func `of two live keys of a name the older one is named, in whichever environment they are`() async throws {
        let world = try World()
        let database = try database(["web"], world)
        world.set("DEV_URL", Place(name: "dev", database: try self.database(["web"], world)).urlText)
        world.set("PROD_URL", Place(name: "prod", database: database).urlText)
        let owner = try #require(
            try database.execute("SELECT user_id FROM user_mcp_api_keys")[0][0].flatMap(OwnerID.init)
        )
        let (old, pair) = (randomKey(), randomKey())
        for key in [old, pair] { world.keepSecret(key) }
        try database.execute("UPDATE user_mcp_api_keys SET last_used_at = created_at")
        let month = Instant.current - .seconds(86_400 * 40)
        try database.insertKey(old, owner: owner, name: "web", createdAt: month)
        let two = try await world.keyturn("init", "--from", "prod=${PROD_URL}", "-C", "two")
        let said = two.output.words.joined(separator: " ")
        let digits = Fingerprint(of: Secret(text: old)).digits
        let line = try #require(said.components(separatedBy: "left prod: ").first { $0.hasPrefix(digits) })
        #expect(line.contains("this one is older and not in use; to end it, add its fingerprint to _revoked.yaml"))
        #expect(said.contains("this one is the newest"), "\(two)")

        try database.execute("DELETE FROM user_mcp_api_keys WHERE last_used_at IS NULL")
        try database.execute("UPDATE user_mcp_api_keys SET last_used_at = \(database.time(.current))")
        try database.insertKey(
            pair,
            owner: owner,
            name: "web",
            createdAt: .current - .seconds(86_400 * 2),
            lastUsedAt: .current
        )
        let both = try await world.keyturn("init", "--from", "dev=${DEV_URL}", "--from", "prod=${PROD_URL}")
        #expect(both.exitCode == 0, "\(both)")
        let defaults = try world.read("environments/_defaults.yaml")
        #expect(defaults.contains("In prod 2 keys of this name are live"), "\(both)\n\(defaults)")
    }

    @Test(arguments: [
        (["init", "--from", "Bad Name=sqlite:x"], "'Bad Name' cannot be the name of an environment")
    ])
    func `what is wrong with a name is said`(_ arguments: [String], _ words: String) async throws {
        let run = try await World().keyturn(arguments)
        #expect(run.exitCode == 64 && run.errors.words.joined(separator: " ").contains(words), "\(run)")
    }
}
