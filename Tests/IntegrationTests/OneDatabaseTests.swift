import Foundation
import Model
import TestSupport
import Testing

/// Two environments whose key tables are in one database: told, and otherwise kept apart as two databases are.
@Suite(.unlessItHangs) struct OneDatabaseTests {
    private static let kinds = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL]

    @Test(arguments: kinds)
    func `keys are issued, rotated, told apart, revoked and declared absent side by side`(
        kind: SeedDatabase.Kind
    ) async throws {
        let pair = try Pair(kind)
        let first = try await pair.world.keyturn("apply", "--yes")
        #expect(first.exitCode == 0 && first.errors.contains("warning[one-database]"), "\(first)")
        #expect(!first.errors.contains("error"), "\(first)")
        let (dev, prod) = (try pair.delivered("dev"), try pair.delivered("prod"))
        #expect(dev != prod)
        #expect(try pair.keys("dev") == [dev] && pair.keys("prod") == [prod])
        #expect(try await pair.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
        for command in [["status"], ["verify"], ["isolation"]] {
            let run = try await pair.world.keyturn(command)
            #expect(!run.errors.contains("error["), "\(run)")
        }
        #expect(try await pair.world.keyturn("isolation").exitCode == 0)

        // A key that stands in both tables is found, and replaced in both.
        try pair.insert(dev, into: "prod")
        let isolation = try await pair.world.keyturn("isolation")
        #expect(isolation.exitCode == 1 && isolation.output.contains("1 shared key"), "\(isolation)")
        try await pair.world.succeed(["apply", "--yes"])
        #expect(try pair.delivered("dev") != dev)

        try await pair.world.succeed(["rotate", "dev/backend", "--now", "--yes"])
        let second = try pair.delivered("dev")
        try await pair.world.succeed(["revoke", "dev/backend", "--yes"])
        #expect(try !pair.live("dev").contains(second))
        #expect(try pair.live("prod").contains(pair.delivered("prod")))
        try pair.declare("dev", more: "state: absent")
        try await pair.world.succeed(["apply", "--yes"])
        #expect(try pair.live("dev").isEmpty)
        #expect(try pair.live("prod").contains(pair.delivered("prod")))
    }

    @Test(arguments: kinds)
    func `a saved plan holds, and a person's key is adopted`(kind: SeedDatabase.Kind) async throws {
        let pair = try Pair(kind)
        let key = randomKey()
        try pair.insert(key, into: "prod")
        try await pair.world.succeed(["plan", "--out", pair.world.path("both.plan")])
        try await pair.world.succeed(["apply", pair.world.path("both.plan")])
        #expect(try pair.delivered("prod") == key)
        #expect(try pair.keys("dev").count == 1)
        let doctor = try await pair.world.keyturn("doctor")
        #expect(!doctor.output.contains("no table"), "\(doctor)")
    }

    private static let columns = """
        (id varchar(36) NOT NULL, label text NOT NULL, key text NOT NULL, expires timestamp, created timestamp NOT NULL)
        """

    @Test(arguments: [
        ("ALTER TABLE prod.keys INHERIT dev.keys", true),
        (
            """
            DROP TABLE dev.keys, prod.keys; CREATE TABLE dev.keys \(columns) PARTITION BY LIST (label);
            CREATE TABLE prod.keys PARTITION OF dev.keys FOR VALUES IN ('backend')
            """, true
        ),
        (
            """
            DROP TABLE dev.keys, prod.keys; CREATE TABLE all_keys \(columns) PARTITION BY LIST (label);
            CREATE TABLE between PARTITION OF all_keys DEFAULT PARTITION BY LIST (label);
            CREATE TABLE dev.keys PARTITION OF between FOR VALUES IN ('frontend');
            CREATE TABLE prod.keys PARTITION OF between FOR VALUES IN ('backend')
            """, false
        ),
    ])
    func `a key table that is a part of the other is refused, and two parts of a third are not`(
        sql: String,
        isRefused: Bool
    ) async throws {
        let pair = try Pair(.postgreSQLBySQL)
        try pair.database.execute(sql)
        for command in [["plan"], ["rotate", "--yes"]] {
            let run = try await pair.world.keyturn(command)
            #expect(run.errorCodes.filter { $0 == "same-database" }.count == (isRefused ? 2 : 0), "\(run)")
        }
        if isRefused { #expect(try pair.keys("dev").isEmpty && pair.keys("prod").isEmpty) }
    }

    @Test(arguments: kinds)
    func `one key table by two profiles is refused, online where texts do not tell it`(
        kind: SeedDatabase.Kind
    ) async throws {
        let pair = try Pair(kind)
        try pair.share()
        let plan = try await pair.world.keyturn("plan")
        #expect(plan.exitCode == 1, "\(plan)")
        #expect(plan.errorCodes == Array(repeating: kind.isPostgreSQL ? "same-database" : "shared-database", count: 2))
        let apply = try await pair.world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 1, "\(apply)")
        #expect(try pair.keys("dev").isEmpty && pair.keys("prod").isEmpty)
    }

    @Test func `two search paths find two tables, and one lock each`() async throws {
        let pair = try Pair(.postgreSQLBySQL, bySearchPath: true)
        let run = try await pair.world.keyturn("apply", "--yes")
        #expect(run.exitCode == 0 && run.errors.contains("warning[one-database]"), "\(run)")
        #expect(try pair.keys("dev") == [pair.delivered("dev")])
        #expect(try pair.keys("prod") == [pair.delivered("prod")])
    }

    @Test(arguments: kinds)
    func `the rule makes it an error, in the environments that it is set for`(kind: SeedDatabase.Kind) async throws {
        let pair = try Pair(kind)
        try pair.world.write("environments/_policy.yaml", "rules: { distinct-databases: { prod: true } }\n")
        let run = try await pair.world.keyturn("plan")
        #expect(run.exitCode == 3, "\(run)")
        #expect(run.errorCodes == ["distinct-databases"], "\(run)")
        #expect(run.errors.contains("warning[one-database]"), "\(run)")
    }

    @Test(
        .enabled(if: Tool.strace.isInstalled, "strace is not installed"),
        arguments: ["?rename,?renameat,?renameat2", "?fsync,?fdatasync"]
    )
    func `killed at any step, a run leaves both tables lit, and the next one goes on`(calls: String) async throws {
        var count = 1
        while true {
            let pair = try Pair(.sqliteDashed)
            try await pair.world.succeed(["apply", "--yes"])
            let killed = try await pair.world.keyturn(
                "rotate",
                "*/backend",
                "--now",
                "--yes",
                wrapper: Strace.killing(at: calls, count),
                mayLeave: true
            )
            for name in ["dev", "prod"] { #expect(try pair.live(name).contains(pair.delivered(name)), "\(count)") }
            try await pair.world.succeed(["apply", "--yes"])
            for name in ["dev", "prod"] { #expect(try pair.live(name).contains(pair.delivered(name)), "\(count)") }
            #expect(try await pair.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
            guard killed.signal == SIGKILL else { break }
            count += 1
        }
        #expect(count > 1, "there are calls to be killed at")
    }

    @Test func `many runs over one file end, each with its own lock`() async throws {
        let pair = try Pair(.sqliteDashed)
        try await pair.world.succeed(["apply", "--yes"])
        let runs = try await withThrowingTaskGroup(of: Run.self) { group in
            for environment in ["dev", "prod", "dev", "prod"] {
                group.addTask {
                    try await pair.world.keyturn("rotate", "\(environment)/backend", "--now", "--yes")
                }
            }
            group.addTask { try await pair.world.keyturn("rotate") }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for run in runs { #expect(run.exitCode == 0, "\(run)") }
        #expect(try pair.live("dev").contains(pair.delivered("dev")))
        #expect(try pair.live("prod").contains(pair.delivered("prod")))
        #expect(try await pair.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }
}

/// Two environments, each with a table of its own in one database.
private struct Pair {
    let world: World
    let database: SeedDatabase
    private let bySearchPath: Bool

    init(_ kind: SeedDatabase.Kind, bySearchPath: Bool = false) throws {
        world = try World()
        database = try SeedDatabase(kind)
        self.bySearchPath = bySearchPath
        for name in ["dev", "prod"] {
            let place = Place(name: name, database: database)
            world.add(place)
            let path = place.urlText.contains("?") ? "&" : "?"
            world.setURL(place, bySearchPath ? place.urlText + path + "options=-csearch_path%3D\(name)" : nil)
            if kind.isPostgreSQL { try database.execute("CREATE SCHEMA \(name)") }
            try database.execute(
                """
                CREATE TABLE \(table(name)) (id varchar(36) PRIMARY KEY, label text NOT NULL, key text NOT NULL,
                    expires timestamp, created timestamp NOT NULL)
                """
            )
            try declare(name)
        }
        try writeProfiles { table($0) }
    }

    private func table(_ name: String) -> String { database.kind.isPostgreSQL ? "\(name).keys" : "\(name)_keys" }

    private func writeProfiles(_ table: (String) -> String) throws {
        try world.write(
            "environments/_profiles.yaml",
            """
            profiles:
              dev:
                table: \(bySearchPath ? "keys" : table("dev"))
                key: { prefix: mcp_, bytes: 32, encoding: hex }
                stored: { column: key }
                id: { column: id, made: uuid }
                name: { column: label }
                expires: { column: expires, type: timestamp }
                created: { column: created, type: timestamp }
              prod: { extends: dev, table: \(bySearchPath ? "keys" : table("prod")) }

            """
        )
    }

    func declare(_ name: String, more: String = "") throws {
        try world.write(
            "environments/\(name).yaml",
            """
            environment: \(name)
            database: { url: "${\(name.uppercased())_DATABASE_URL}", profile: \(name) }
            output: ../deploy/\(name)
            identities:
              backend:
                key: { name: backend }
                rotation: { every: 30d, overlap: 48h }
                deliver: [ { dotenv: backend.env, variable: KEY } ]
                \(more)

            """
        )
        world.mayHoldKeys(["deploy/\(name)/backend.env"])
    }

    /// Lets both profiles name dev's table, in two spellings.
    func share() throws {
        guard database.kind.isPostgreSQL else { return try writeProfiles { $0 == "dev" ? "dev_keys" : "DEV_Keys" } }
        let prod = try world.place("prod")
        let path = prod.urlText.contains("?") ? "&" : "?"
        world.setURL(prod, prod.urlText + path + "options=-csearch_path%3Dpublic,dev")
        try writeProfiles { $0 == "dev" ? "dev.keys" : "keys" }
    }

    func delivered(_ name: String) throws -> String {
        try world.delivered("KEY", in: "deploy/\(name)/backend.env")
    }

    func keys(_ name: String) throws -> [String] {
        try database.execute("SELECT key FROM \(table(name))").compactMap { $0[0] }
    }

    func live(_ name: String) throws -> Set<String> {
        let now = database.literal(Instant.current.databaseText)
        let rows = try database.execute(
            "SELECT key FROM \(table(name)) WHERE expires IS NULL OR \(database.utc("expires")) >= \(now)"
        )
        return Set(rows.compactMap { $0[0] })
    }

    /// As a person makes a row.
    func insert(_ key: String, into name: String) throws {
        let made = database.literal((Instant.current - .seconds(86_400)).databaseText)
        try database.execute(
            "INSERT INTO \(table(name)) (id, label, key, created) VALUES ('\(randomUUID())', 'backend', '\(key)', \(made))"
        )
        world.keepSecret(key)
    }
}
