internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// `init --from` where nothing can be declared, and where the file's URL would not lead to the database.
@Suite(.unlessItHangs) struct NothingDeclaredTests {
    private func owner(_ database: SeedDatabase) throws -> OwnerID {
        let id = try #require(OwnerID(randomUUID()))
        try database.insert(Owner(id: id, email: "\(id.text.prefix(8))@x", name: "Owner"))
        return id
    }

    private func world(_ database: SeedDatabase) throws -> World {
        let world = try World()
        let place = Place(name: "prod", database: database)
        world.add(place)
        world.set("PROD_URL", place.urlText)
        return world
    }

    @Test(
        arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL],
        [(0, "key table is empty"), (1, "contains 1 key,"), (3, "contains 3 keys,")]
    )
    func `a database without a live key writes nothing and fails`(kind: SeedDatabase.Kind, dead: (Int, String))
        async throws
    {
        let database = try SeedDatabase(kind)
        let world = try world(database)
        for number in 0..<dead.0 {
            try database.insertKey(
                randomKey(),
                owner: owner(database),
                name: "Key \(number)",
                isActive: false,
                createdAt: .current
            )
        }
        for arguments in [
            ["-e", "prod", "--from", "${PROD_URL}"], ["--from", "prod=${PROD_URL}", "--format", "json"],
        ] {
            let run = try await world.keyturn(["init"] + arguments)
            #expect(run.exitCode == 1 && run.errorCodes == ["nothing-declared"], "\(run)")
            #expect(run.errors.words.joined(separator: " ").contains(dead.1), "\(run)")
            #expect(run.errors.contains("keyturn init -e prod") && run.output.isEmpty, "\(run)")
            #expect(world.files(below: "environments").isEmpty)
        }
        let start = try await world.keyturn("init", "-e", "prod")
        #expect(start.exitCode == 0 && world.exists("environments/prod.yaml"), "\(start)")
    }

    @Test func `where keys are live and none can be declared, the file waits for init --add`() async throws {
        let database = try SeedDatabase(.sqliteDashed)
        let world = try world(database)
        try database.insertKey(randomKey(), owner: owner(database), name: nil, createdAt: .current)
        let run = try await world.keyturn("init", "-e", "prod", "--from", "${PROD_URL}")
        #expect(run.exitCode == 1 && run.errorCodes == ["nothing-declared"], "\(run)")
        #expect(run.output.contains("wrote environments/prod.yaml"), "\(run)")
        let said = run.output.words.joined(separator: " ")
        #expect(said.contains("the key has no name") && said.contains("keyturn init --add -e prod"), "\(run)")
        #expect(!run.output.contains("rotation:"), "\(run)")
        try database.execute("UPDATE user_mcp_api_keys SET name = 'Main'")
        let added = try await world.keyturn("init", "--add", "-e", "prod")
        #expect(added.exitCode == 0 && added.output.contains("added 1 identity"), "\(added)")
        #expect(try await world.keyturn("validate").exitCode == 0)
    }

    @Test func `an environment without a live key beside one that has some declares none, and says so`() async throws {
        let (dev, prod) = (try SeedDatabase(.sqliteDashed), try SeedDatabase(.sqliteHex))
        let world = try world(prod)
        let place = Place(name: "dev", database: dev)
        world.add(place)
        world.set("DEV_URL", place.urlText)
        try prod.insertKey(randomKey(), owner: owner(prod), name: "Main", createdAt: .current)
        let run = try await world.keyturn("init", "--from", "dev=${DEV_URL}", "--from", "prod=${PROD_URL}")
        #expect(run.exitCode == 0, "\(run)")
        #expect(run.output.contains("dev: no key is live in its database"), "\(run)")
        #expect(run.output.contains("prod: 1 identity"), "\(run)")
        #expect(try await world.keyturn("validate").exitCode == 0)
    }

    // MARK: - Relative paths

    /// A folder with a database `my server.db` in it, and what `init` says about it there.
    private func start(_ from: String, variable: String) async throws -> (World, said: String) {
        let database = try SeedDatabase(.sqliteDashed)
        let world = try world(database)
        try database.insertKey(randomKey(), owner: owner(database), name: "Main", createdAt: .current)
        let url = Place(name: "prod", database: database).urlText
        let path = String(url.dropFirst("sqlite:".count))
        try FileManager.default.createSymbolicLink(atPath: world.path("my server.db"), withDestinationPath: path)
        world.set("RELATIVE", "sqlite:my server.db")
        let run = try await world.keyturn("init", "-e", "prod", "--from", from)
        #expect(run.exitCode == 0, "\(run)")
        let line = try #require(run.output.split(separator: "\n").first { $0.contains("\(variable)=") }, "\(run)")
        return (world, String(line.split(separator: "\(variable)=").last ?? ""))
    }

    @Test(arguments: [("sqlite:my server.db", "PROD_DATABASE_URL"), ("${RELATIVE}", "RELATIVE")])
    func `a relative path is said so that the file finds the database`(from: String, variable: String) async throws {
        let (world, said) = try await start(from, variable: variable)
        #expect(said.hasPrefix("'sqlite:/") && said.hasSuffix("/my server.db'"), "\(said)")
        world.set(variable, String(said.dropFirst().dropLast()))
        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 0, "\(plan)")
        world.set(variable, "sqlite:my server.db")
        let lost = try await world.keyturn("plan")
        #expect(lost.errors.words.joined(separator: " ").contains("/environments/my server.db"), "\(lost)")
    }
}
