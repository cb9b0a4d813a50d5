internal import Glibc
internal import Model
internal import TestSupport
internal import Testing

/// Databases on bad days: a clear message, the right exit code, nothing lost, and the next run converges.
@Suite(.unlessItHangs) struct DatabaseTests {
    static let engines: [SeedDatabase.Kind] = [.sqliteDashed, .postgreSQLBySQL, .postgreSQLByORM]

    private let world: World
    private let old = randomKey()

    init() throws {
        world = try World()
        try world.makeFolder("deploy")
    }

    /// One environment with a key made by hand that is due for rotation.
    private func found(_ kind: SeedDatabase.Kind) throws -> Place {
        let place = try world.addEnvironment("prod", kind, rotation: "{ every: 30d, overlap: 48h }")
        try place.insertByHand(old)
        try world.paste(old, into: place)
        return place
    }

    /// What cannot be applied fails with the code, and leaves rows and files as they are.
    private func expectRefusal(
        _ code: String,
        exitCode: Int32 = 1,
        wrapper: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try Snapshot(world)
        let apply = try await world.keyturn("apply", "--yes", "-vv", wrapper: wrapper, sourceLocation: sourceLocation)
        #expect(apply.exitCode == exitCode, "\(apply)", sourceLocation: sourceLocation)
        #expect(apply.errorCodes == [code], "\(apply)", sourceLocation: sourceLocation)
        #expect(try Snapshot(world).rows == before.rows, sourceLocation: sourceLocation)
        #expect(try Snapshot(world).contents == before.contents, sourceLocation: sourceLocation)
    }

    @Test func `a database that is down fails its own environment, and the others are done`() async throws {
        let prod = try world.addEnvironment("prod", .postgreSQLBySQL)
        let dev = try world.addEnvironment("dev", .sqliteDashed)
        let working = prod.urlText
        world.setURL(prod, "postgresql://keyturn@127.0.0.1:1/prod")

        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 1)
        #expect(plan.errorCodes == ["database-unreachable"], "\(plan)")
        #expect(plan.output.contains("Not checked for shared keys:"))
        #expect(plan.output.contains("prod: the database cannot be reached"))

        let apply = try await world.keyturn("apply", "--yes", "-vv")
        #expect(apply.exitCode == 1)
        #expect(apply.errorCodes == ["database-unreachable"], "\(apply)")
        #expect(try dev.accepted() == Set(try world.delivered(to: dev).values))
        #expect(!world.exists(prod.output))

        world.setURL(prod, working)
        try await world.expectConvergence()
    }

    @Test func `a SQLite file that is not there is an error of the URL, and is not created`() async throws {
        let place = try world.addEnvironment("dev", url: "sqlite:../nowhere/dev.sqlite")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 1)
        #expect(apply.errorCodes == ["database-unreachable"], "\(apply)")
        #expect(!world.exists("nowhere"))
        #expect(!world.exists(place.output))
    }

    @Test func `a wrong password is reported as a refused login, and is not shown`() async throws {
        let place = try found(.postgreSQLBySQL)
        let working = place.urlText
        let password = "p4ss-\(randomUUID())"
        let role = "role_\(randomUUID().prefix(8))"
        world.keepSecret(password)
        try place.database.execute("CREATE ROLE \(role) LOGIN PASSWORD 'another'")
        world.setURL(place, try PostgreSQLCluster.shared().url(place.database.name, role: role, password: password))
        for verb in ["plan", "status"] {
            let run = try await world.keyturn(verb, "-vv")
            #expect(run.exitCode == 1)
            #expect(run.errorCodes == ["database-authentication"], "\(run)")
        }
        try await expectRefusal("database-authentication")
        world.setURL(place, working)
        try await world.expectConvergence()
    }

    @Test(arguments: [
        "standard_conforming_strings=off", "backslash_quote=off", "DateStyle=German,DMY", "IntervalStyle=sql_standard",
        "TimeZone=Asia/Ho_Chi_Minh", "bytea_output=escape", "extra_float_digits=-15", "array_nulls=off",
        "transform_null_equals=on", "synchronous_commit=off", "lock_timeout=1",
        "default_transaction_isolation=read\\ committed", "row_security=off", "client_min_messages=debug5",
    ])
    func `what PGOPTIONS sets for a session changes nothing`(_ setting: String) async throws {
        let place = try found(.postgreSQLBySQL)
        world.set("PGOPTIONS", "-c \(setting)")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        let rotate = try await world.keyturn("rotate", "prod/backend", "--now", "--yes")
        #expect(rotate.exitCode == 0, "\(rotate)")
        let revoke = try await world.keyturn("revoke", "prod/backend", "--yes")
        #expect(revoke.exitCode == 0, "\(revoke)")
        try await world.expectOrder()
        #expect(place.keys.count == 4)
    }

    @Test(arguments: ["-journal", "-wal", "-shm"])
    func `a pipe where SQLite keeps a file of its own is told and not waited for`(_ suffix: String) async throws {
        let place = try found(.sqliteDashed)
        let file = place.database.name + suffix
        #expect(mkfifo(file, 0o666) == 0)
        // Nothing else may open the database meanwhile, not even to look for secrets: it would wait.
        let apply = try await world.shell("keyturn apply --yes")
        #expect(apply.exitCode == 1 && apply.errorCodes == ["database-unreachable"], "\(apply)")
        #expect(unlink(file) == 0)
        #expect(place.keys == [old])
        try await world.expectConvergence()
    }

    @Test(arguments: engines) func `a missing table is named`(_ kind: SeedDatabase.Kind) async throws {
        for table in ["user_mcp_api_keys", "users"] {
            let world = try World()
            try world.makeFolder("deploy")
            let place = try world.addEnvironment("prod", kind)
            try place.database.execute("ALTER TABLE \(table) RENAME TO elsewhere")
            let apply = try await world.keyturn("apply", "--yes", "-vv")
            #expect(apply.exitCode == 1)
            #expect(apply.errorCodes == ["missing-table"], "\(apply)")
            #expect(apply.errors.contains("the database has no table \(table)"))
            #expect(world.files(below: "deploy").isEmpty)
            try place.database.execute("ALTER TABLE elsewhere RENAME TO \(table)")
            try await world.expectConvergence()
        }
    }

    @Test(
        arguments: engines,
        ["user_mcp_api_keys.expires_at", "user_mcp_api_keys.is_active", "user_mcp_api_keys.updated_at", "users.email"]
    )
    func `a missing column is named before anything is written`(_ kind: SeedDatabase.Kind, _ column: String)
        async throws
    {
        let place = try world.addEnvironment("prod", kind)
        let parts = column.split(separator: ".").map(String.init)
        try place.database.execute("ALTER TABLE \(parts[0]) RENAME COLUMN \(parts[1]) TO elsewhere")
        let apply = try await world.keyturn("apply", "--yes", "-vv")
        #expect(apply.exitCode == 1)
        #expect(apply.errorCodes == ["missing-column"], "\(apply)")
        #expect(apply.errors.contains("the table \(parts[0]) has no column \(parts[1])"))
        #expect(try place.database.execute("SELECT id FROM users").isEmpty)
        #expect(world.files(below: "deploy").isEmpty)
        try place.database.execute("ALTER TABLE \(parts[0]) RENAME COLUMN elsewhere TO \(parts[1])")
        try await world.expectConvergence()
    }

    @Test(arguments: engines)
    func `an owner's e-mail under another id is told before any write`(_ kind: SeedDatabase.Kind) async throws {
        let place = try world.addEnvironment("prod", kind)
        let other = try #require(OwnerID(randomUUID()))
        try place.database.insert(Owner(id: other, email: Place.owner.email, name: "Somebody"))
        try await expectRefusal("owner-email-taken")
        #expect(world.files(below: "deploy").isEmpty)
        try place.database.execute("DELETE FROM users")
        try await world.expectConvergence()
    }

    @Test func `a PostgreSQL database that takes no writes keeps its rows, and files are as they were`() async throws {
        let place = try found(.postgreSQLBySQL)
        try place.database.execute("ALTER DATABASE \(place.database.name) SET default_transaction_read_only = on")
        try await expectRefusal("database-read-only")
        try world.expectLit(place)
        try place.database.execute(
            "BEGIN READ WRITE; ALTER DATABASE \(place.database.name) RESET default_transaction_read_only; COMMIT"
        )
        try await world.expectConvergence()
    }

    @Test(.enabled(if: Unprivileged.isPossible, "root needs setpriv to feel a mode"))
    func `a SQLite file without write permission keeps its rows, and files are as they were`() async throws {
        let place = try found(.sqliteDashed)
        #expect(chmod(place.database.name, 0o444) == 0)
        try await expectRefusal("database-read-only", wrapper: Unprivileged.wrapper)
        try world.expectLit(place)
        #expect(chmod(place.database.name, 0o644) == 0)
        try await world.expectConvergence()
    }

    /// It may as well be another database: a person says so.
    @Test(arguments: engines)
    func `a key row deleted by hand is issued again where a person asks for it`(_ kind: SeedDatabase.Kind) async throws
    {
        let place = try world.addEnvironment("prod", kind)
        try await world.keyturn("apply", "--yes")
        let lost = try #require(place.keys.first)
        try place.database.execute("DELETE FROM user_mcp_api_keys")
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 1)
        #expect(plan.errors.contains("error[unknown-key-delivered]"), "\(plan)")
        let isolation = try await world.keyturn("isolation")
        #expect(isolation.exitCode == 1 && Set(isolation.errorCodes) == ["unknown-key-delivered"], "\(isolation)")
        let apply = try await world.keyturn("apply", "--yes", "--reissue", "prod/backend")
        #expect(apply.exitCode == 0, "\(apply)")
        try await world.expectConvergence()
        #expect(!place.keys.contains(lost))
        #expect(try Set(world.delivered(to: place).values) == place.accepted())
    }

    @Test(arguments: engines) func `a key whose is_active is NULL is dead`(_ kind: SeedDatabase.Kind) async throws {
        let place = try world.addEnvironment("prod", kind)
        try place.insertByHand(old, isActive: nil)
        let plan = try await world.keyturn("plan")
        #expect(plan.output.contains("no live key (1 dead one)"), "\(plan)")
        try await world.expectConvergence()
        #expect(try Set(world.delivered(to: place).values) == place.accepted())
        let row = try place.database.execute(
            "SELECT is_active, expires_at FROM user_mcp_api_keys WHERE api_key = \(place.database.literal(old))"
        )
        #expect(row == [[nil, nil]], "the dead row is left as it was")
    }

    @Test(arguments: engines)
    func `a key that is dated seven hours ahead is not newer than the one that replaces it`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let place = try world.addEnvironment("prod", kind)
        let other = try world.addEnvironment("dev")
        for place in [place, other] { try place.insertByHand(old, age: .seconds(-7 * 3_600)) }
        try await world.expectConvergence()
        let fresh = try #require(place.keys.first { $0 != old })
        #expect(try Set(world.delivered(to: place).values) == [fresh])
        #expect(try place.end(of: old) != nil)
        #expect(try place.end(of: fresh) == nil)
    }

    @Test(arguments: engines)
    func `names with quotes, line breaks and emoji are data, in SQL and on the screen`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let name = "Bob's \"best\"; DROP TABLE users; --\n\u{1B}[2J🔑 \\ %s ü"
        let place = try world.addEnvironment(
            "prod",
            kind,
            keyName: #""Bob's \"best\"; DROP TABLE users; --\n\e[2J🔑 \\ %s ü""#
        )
        try place.insertByHand(old, name: name)
        try place.insertByHand(randomKey(), name: name + " of another")
        let plan = try await world.keyturn("plan")
        #expect(plan.output.contains("Plan: 1 to adopt."), "\(plan)")
        #expect(!plan.output.contains("\u{1B}"))
        try await world.expectConvergence()
        #expect(try Set(world.delivered(to: place).values) == [old])
        for verb in ["status", "plan"] {
            let run = try await world.keyturn(verb, "-vv")
            #expect(run.exitCode == 0)
            #expect(!(run.output + run.errors).contains("\u{1B}"))
        }
        // The next key's row has the same name.
        try place.database.execute("UPDATE user_mcp_api_keys SET is_active = NULL")
        try await world.expectConvergence()
        let names = try place.database.execute("SELECT name FROM user_mcp_api_keys WHERE is_active")
        #expect(names == [[name]])
    }
}
