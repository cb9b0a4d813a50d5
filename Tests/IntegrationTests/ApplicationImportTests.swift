internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// The way in of every application whose profile is shipped: what is live in its table is declared, and stays as it is.
@Suite(.unlessItHangs) struct ApplicationImportTests {
    private static let kinds = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL]
    static let everywhere = Application.all.flatMap { application in kinds.map { (application, $0) } }

    private static func served(_ world: World) async throws -> Set<String> {
        let list = try await world.keyturn("profile", "list", "--format", "json")
        let profiles = try #require(try json(list)["profiles"] as? [[String: Any]])
        return Set(profiles.filter { $0["served"] as? Bool == true }.compactMap { $0["name"] as? String })
    }

    private static func json(_ run: Run) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run)")
    }

    @Test func `every shipped profile that is served is tried here`() async throws {
        let served = try await Self.served(try World())
        #expect(served.subtracting(["pm-mcp-server"]).subtracting(Application.all.map(\.profile)).isEmpty)
        #expect(served.count >= 10)
    }

    @Test(arguments: everywhere)
    func `what init declares is adopted as it is, and no row is written`(
        _ application: Application,
        _ kind: SeedDatabase.Kind
    ) async throws {
        let world = try World()
        guard try await Self.served(world).contains(application.profile) else { return }
        let store = try ApplicationStore(application, kind)
        world.set("PROD_DATABASE_URL", Place(name: "prod", database: store.database).urlText)
        if let pepper = application.pepper { world.set(pepper.name, pepper.value) }
        let names = ["Backend Key", "Bäckerei Süd"]
        let keys = names.indices.map { _ in store.key() }
        for key in keys { world.keepSecret(key) }
        let last = application.owners.isEmpty ? 0 : application.owners.count - 1
        for (place, name) in names.enumerated() {
            try store.insert(keys[place], name: name, owner: place == 0 ? 0 : last, values: application.values[place])
        }
        if store.profile.expires != nil || !store.profile.active.isEmpty {
            let dead = store.key()
            world.keepSecret(dead)
            try store.insert(dead, name: "Old", values: application.values[0], isLive: false, daysAgo: 30)
        }
        let before = try store.rows()

        let start = try await world.keyturn("init", "-e", "prod", "--from", "${PROD_DATABASE_URL}")
        #expect(start.exitCode == 0 && start.output.contains("prod: 2 identities"), "\(start)")
        #expect(!start.output.contains("left "), "\(start)")
        let file = try world.read("environments/prod.yaml")
        #expect(file.contains("profile: \(application.profile)\n"))
        for identity in application.identities { #expect(file.contains("\n  \(identity):\n"), "\(file)") }
        #expect(try await world.keyturn("validate").exitCode == 0, "\(file)")
        try world.expectSchema(of: "prod")
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 0, "\(plan)\n\(file)")
        try await applyWithoutChange(world, store, before)
        let undeclared = try await world.keyturn("inventory", "--undeclared", "--live", "--format", "json")
        #expect((try Self.json(undeclared)["keys"] as? [Any])?.isEmpty == true, "\(undeclared)")
        #expect(try await world.keyturn("status", "--check").exitCode == 0)
        let added = try await world.keyturn("init", "--add")
        #expect(added.exitCode == 0 && added.output.contains("nothing to add"), "\(added)")

        try await adopt(keys, of: application, world, store, before)
    }

    private func applyWithoutChange(_ world: World, _ store: ApplicationStore, _ before: [[String?]]) async throws {
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        #expect(try store.rows() == before, "\(apply)")
    }

    /// Says where the keys go: a database that holds them tells their texts, another one's stand in the files already.
    private func adopt(
        _ keys: [String],
        of application: Application,
        _ world: World,
        _ store: ApplicationStore,
        _ before: [[String?]]
    ) async throws {
        var file = try world.read("environments/prod.yaml")
        for (identity, key) in zip(application.identities, keys) {
            let fragment = "deploy/prod/\(identity).env"
            world.mayHoldKeys([fragment])
            let publicVariable = store.profile.publicID == nil ? "" : ", publicVariable: API_KEY_ID"
            let delivery = "[{ dotenv: \(identity).env, variable: API_KEY\(publicVariable) }]"
            file = file.replacing("deliver: []   # such as \(delivery)", with: "deliver: \(delivery)")
            guard store.profile.stored.scheme != .plain else { continue }
            try world.write(fragment, "API_KEY=\(key)\n")
            try world.setMode(fragment, 0o600)
        }
        try world.write("environments/prod.yaml", file)
        let plan = try await world.keyturn("plan", "--format", "json")
        let changes = try #require(try Self.json(plan)["changes"] as? [[String: Any]])
        #expect(changes.allSatisfy { ["adopt", "deliver"].contains($0["action"] as? String) }, "\(plan)")
        try await applyWithoutChange(world, store, before)
        for (identity, key) in zip(application.identities, keys) {
            #expect(try world.read("deploy/prod/\(identity).env").contains("API_KEY=\(key)\n"))
        }
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    /// A table of a team's own, whose owners are texts of which one is missing.
    private static let desk = """
        profiles:
          desk:
            table: desk_keys
            key: { prefix: desk_, bytes: 20, encoding: hex }
            stored: { column: secret, scheme: plain }
            id: { column: id, made: text, length: 16 }
            owner: { column: team, type: text, references: teams.name }
            name: { column: label, unique: true, maximum: 40 }
            created: { column: made, type: epoch }
            expires: { column: ends, type: epoch }
            perIdentity: { tenant: identifies, tags: required, note: optional }

        """

    @Test(arguments: kinds)
    func `a team's own profile is declared, and what cannot be says why`(_ kind: SeedDatabase.Kind) async throws {
        let database = try SeedDatabase(kind)
        let (tags, time) = kind.isPostgreSQL ? ("text[]", "bigint") : ("TEXT", "INTEGER")
        try database.execute(
            """
            CREATE TABLE teams (name text PRIMARY KEY); INSERT INTO teams VALUES ('north: 1'), ('true');
            CREATE TABLE desk_keys (id varchar(20) PRIMARY KEY, secret text NOT NULL, team text, label text, made \(time),
                ends \(time), tenant text NOT NULL, tags \(tags) NOT NULL, note text)
            """
        )
        let world = try World()
        world.set("PROD_DATABASE_URL", Place(name: "prod", database: database).urlText)
        try world.write("environments/_profiles.yaml", Self.desk)
        let list = kind.isPostgreSQL ? "'{a,\"b $c\"}'" : "'[\"a\",\"b $c\"]'"
        let rows: [(team: String, label: String, tenant: String, note: String)] = [
            ("'north: 1'", "'web'", "'5'", "'50%: $HOME'"), ("'true'", "'web'", "'5'", "NULL"),
            ("'north: 1'", "'web'", "'null'", "NULL"), ("'gone'", "'web'", "'5'", "NULL"),
            ("NULL", "'web'", "'5'", "NULL"), ("'true'", "NULL", "'5'", "NULL"),
            ("'true'", "'\(String(repeating: "long ", count: 7))name'", "'5'", "NULL"),
            ("'true'", "'other'", "'\(randomKey())'", "NULL"),
        ]
        for (place, row) in rows.enumerated() {
            let key = randomKey(prefix: "desk_").prefix(45)
            world.keepSecret(String(key))
            try database.execute(
                """
                INSERT INTO desk_keys VALUES ('row-\(place)', '\(key)', \(row.team), \(row.label), 1767225600, NULL,
                    \(row.tenant), \(list), \(row.note))
                """
            )
        }
        let before = try database.execute("SELECT * FROM desk_keys ORDER BY id")
        let start = try await world.keyturn(
            "init",
            "-e",
            "prod",
            "--from",
            "${PROD_DATABASE_URL}",
            "--profile",
            "desk"
        )
        #expect(start.exitCode == 0, "\(start)")
        let said = start.output.words.joined(separator: " ")
        let reasons = [
            "prod: 3 identities", "row-3: its owner has no row", "row-4: its row names no owner",
            "row-5: the key has no name", "row-6: its name is longer than 25 characters",
            "row-7: its `tenant` may be a key",
        ]
        for reason in reasons { #expect(said.contains(reason), "\(start)") }
        let validated = try await world.keyturn("validate")
        #expect(validated.exitCode == 0, "\(validated)")
        try world.expectSchema(of: "prod")
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        #expect(try database.execute("SELECT * FROM desk_keys ORDER BY id") == before)
        let left = try await world.keyturn("inventory", "--undeclared", "--live", "--format", "json")
        #expect((try Self.json(left)["keys"] as? [Any])?.count == 5, "\(left)")

        // A new key has what the row says.
        let file = try world.read("environments/prod.yaml")
        let delivery = "[{ dotenv: web.env"
        let delivered = file.replacing("deliver: []   # such as \(delivery)", with: "deliver: \(delivery)")
        try world.write("environments/prod.yaml", delivered)
        world.mayHoldKeys(["deploy/prod/web.env"])
        let rotated = try await world.keyturn("rotate", "prod/web", "--now", "--yes")
        #expect(rotated.exitCode == 0, "\(rotated)")
        let new = try database.execute(
            "SELECT team, tenant, note, tags FROM desk_keys WHERE id NOT LIKE 'row-%'"
        )
        let old = try database.execute("SELECT team, tenant, note, tags FROM desk_keys WHERE id = 'row-0'")
        #expect(new == old, "\(rotated)")
    }
}
