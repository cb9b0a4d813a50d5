import TestSupport
import Testing

/// n8n's tables, of which the owners' says whose keys are refused: the real binary on both engines.
@Suite(.unlessItHangs) struct OwnerOfTableTests {
    private static let kinds = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL]

    @Test(arguments: kinds)
    func `an owner that is disabled or missing keeps its own identities from a key, and no others`(
        kind: SeedDatabase.Kind
    ) async throws {
        let table = try AutomationTable(kind)
        try table.setDisabled("flows", true)
        for (code, place) in [("owner-disabled", "(user.disabled)"), ("owner-missing", "in user.id")] {
            let plan = try await table.world.keyturn("plan")
            #expect(
                plan.exitCode == 1 && plan.description.contains(code) && plan.description.contains(place),
                "\(plan)"
            )
            let apply = try await table.world.keyturn("apply", "--yes")
            #expect(apply.exitCode == 1 && apply.description.contains(code), "\(apply)")
            #expect(try table.labels() == ["jobs"])
            #expect(table.world.exists("deploy/prod/jobs.env") && !table.world.exists("deploy/prod/flows.env"))
            try table.remove("flows")
        }
        try table.add("flows")
        #expect(try await table.world.keyturn("apply", "--yes").exitCode == 0)
        #expect(try table.labels() == ["flows", "jobs"])
        #expect(try await table.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    @Test(arguments: kinds)
    func `keys of an owner that was disabled are told as refused, and can be revoked`(
        kind: SeedDatabase.Kind
    ) async throws {
        let table = try AutomationTable(kind)
        #expect(try await table.world.keyturn("apply", "--yes").exitCode == 0)
        let first = try table.keys("flows")
        try table.setDisabled("flows", true)
        for command in [["plan"], ["rotate"], ["status", "--check"], ["verify"]] {
            let run = try await table.world.keyturn(command)
            #expect(run.exitCode == 1 && run.description.contains("is disabled"), "\(run)")
        }
        #expect(try table.keys("flows") == first)

        let revoked = try await table.world.keyturn("revoke", "prod/flows", "--yes")
        #expect(revoked.description.contains("owner-disabled"), "\(revoked)")
        #expect(try table.keys("flows") != first)
        try table.setDisabled("flows", false)
        #expect(try await table.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
        let verified = try await table.world.keyturn("verify")
        // The column with the last use is one that older versions lack: no right is wanted on it.
        #expect(!verified.description.contains("disabled") && !verified.description.contains("lacks"), "\(verified)")
    }
}

/// What n8n's migrations make, with two users, and an environment with a key for each.
private struct AutomationTable {
    let world: World
    private let place: Place

    private static let names = ["flows", "jobs"]

    private static func id(_ name: String) -> String {
        "5d3bf6a2-7d5c-4b0e-9d0b-\(name == "flows" ? "0d2f4f0c1a01" : "0d2f4f0c1a02")"
    }

    init(_ kind: SeedDatabase.Kind) throws {
        world = try World()
        place = Place(name: "prod", database: try SeedDatabase(kind))
        world.add(place)
        world.setURL(place)
        let (id, time) = kind.isPostgreSQL ? ("uuid", "timestamptz") : ("varchar", "datetime(3)")
        try place.database.execute(
            "CREATE TABLE \"user\" (id \(id) PRIMARY KEY, email varchar(255), disabled boolean NOT NULL DEFAULT FALSE)"
        )
        try place.database.execute(
            """
            CREATE TABLE user_api_keys (id varchar(36) PRIMARY KEY NOT NULL,
                "userId" \(id) NOT NULL REFERENCES "user" (id) ON DELETE CASCADE, label varchar(100) NOT NULL,
                scopes json NOT NULL, "apiKey" varchar NOT NULL UNIQUE, audience varchar NOT NULL DEFAULT 'public-api',
                "createdAt" \(time) NOT NULL, "updatedAt" \(time) NOT NULL, UNIQUE ("userId", label))
            """
        )
        let identities = Self.names.map { name in
            """
              \(name):
                owner: \(Self.id(name))
                key: { name: \(name), values: { scopes: ["workflow:read"] } }
                rotation: { overlap: 2d }
                deliver: [ { dotenv: \(name).env, variable: N8N_API_KEY } ]

            """
        }
        try world.write(
            "environments/prod.yaml",
            """
            environment: prod
            database: { url: "${PROD_DATABASE_URL}", profile: n8n }
            output: ../deploy/prod
            identities:
            \(identities.joined())
            """
        )
        world.mayHoldKeys(["deploy/prod/flows.env", "deploy/prod/jobs.env"])
        for name in Self.names { try add(name) }
    }

    func add(_ name: String) throws {
        try place.database.execute(
            "INSERT INTO \"user\" (id, email) VALUES ('\(Self.id(name))', '\(name)@x.example')"
        )
    }

    func remove(_ name: String) throws {
        try place.database.execute("DELETE FROM \"user\" WHERE id = '\(Self.id(name))'")
    }

    func setDisabled(_ name: String, _ isDisabled: Bool) throws {
        try place.database.execute("UPDATE \"user\" SET disabled = \(isDisabled) WHERE id = '\(Self.id(name))'")
    }

    func keys(_ name: String) throws -> [String?] {
        try place.database.execute("SELECT \"apiKey\" FROM user_api_keys WHERE \"userId\" = '\(Self.id(name))'").map {
            $0[0]
        }
    }

    /// The names of all rows, without what keyturn writes behind them.
    func labels() throws -> [String] {
        try place.database.execute("SELECT label FROM user_api_keys").compactMap { row in
            row[0]?.split(separator: " ").first.map(String.init)
        }
        .sorted()
    }
}
