import Model
import TestSupport
import Testing

/// The whole story of keys with a public part, by Langfuse's own table: the real binary issues, delivers, rotates and
/// revokes them.
@Suite(.unlessItHangs) struct LangfuseStoryTests {
    private static let kinds = [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed]

    @Test(arguments: kinds)
    func `both parts are delivered, rotated with an overlap and revoked`(kind: SeedDatabase.Kind) async throws {
        let table = try LangfuseTable(kind)
        try await table.world.succeed("validate")
        try await table.world.succeed("apply", "--yes")
        let first = try table.delivered()
        #expect(try table.accepted() == [first])
        try await table.world.expectNothingToDo()
        try await table.world.succeed("profile", "check")
        try await table.world.succeed("status", "--check")

        let rotation = try await table.world.succeed("rotate", "prod/tracer", "--now")
        let second = try table.delivered()
        #expect(second.secret != first.secret && second.publicID != first.publicID)
        #expect(try table.accepted() == [first, second].sorted())
        #expect(try table.notes().contains { $0.hasPrefix("Tracer (\(first.digits) until ") })
        #expect(!rotation.output.contains(second.publicID) && !rotation.errors.contains(second.publicID))
        try await table.world.expectNothingToDo()
        #expect(!table.world.exists("ran"))

        let digests = try table.digests()
        try await table.world.succeed("revoke", "prod/tracer", "--yes")
        let third = try table.delivered()
        #expect(try table.accepted() == [third])
        // What is in the column of every row that went, for the server's cache.
        let ran = try table.world.read("ran").split(separator: "\n").map(String.init)
        #expect(Set(ran) == Set(digests.map { "api-key:\($0)" }) && ran.count == 2)
        try await table.world.expectNothingToDo()
    }

    @Test(arguments: kinds)
    func `a public part that does not belong to the key is out of date, and told`(
        kind: SeedDatabase.Kind
    ) async throws {
        let table = try LangfuseTable(kind)
        try await table.world.succeed("apply", "--yes")
        let pair = try table.delivered()
        let written = try table.world.read(LangfuseTable.dotenv)
        let line = "LANGFUSE_PUBLIC_KEY=\(pair.publicID)\n"
        for change in ["LANGFUSE_PUBLIC_KEY=pk-lf-\(randomUUID())\n", "LANGFUSE_PUBLIC_KEY=\n", ""] {
            try table.world.write(LangfuseTable.dotenv, written.replacing(line, with: change))
            let plan = try await table.world.keyturn("plan", "--detailed-exitcode", "--diff")
            #expect(plan.exitCode == 2 && plan.output.contains("(public part missing"), "\(plan)")
            #expect(plan.output.contains("+ LANGFUSE_PUBLIC_KEY=‹ public id  ›"), "\(plan)")
            #expect(!plan.output.contains(pair.publicID))
            let json = try await table.world.keyturn("plan", "--format", "json")
            #expect(json.output.contains("\"state\": \"public-part\""), "\(json)")
            let status = try await table.world.keyturn("status", "--check")
            #expect(status.exitCode != 0, "\(status)")
            let verify = try await table.world.keyturn("verify", "prod/tracer")
            #expect(verify.output.contains("does not hold the public part of \(pair.digits)"), "\(verify)")
            try await table.world.succeed("apply", "--yes")
            #expect(try table.delivered() == pair)
        }
        try await table.world.expectNothingToDo()
        table.world.set("LANGFUSE_PUBLIC_KEY", "pk-lf-\(randomUUID())")
        let shadowed = try await table.world.keyturn("verify", "prod/tracer")
        #expect(shadowed.output.contains("the shell's environment has another LANGFUSE_PUBLIC_KEY"), "\(shadowed)")
        table.world.set("LANGFUSE_PUBLIC_KEY", pair.publicID)
        let equal = try await table.world.keyturn("verify", "prod/tracer")
        #expect(!equal.output.contains("has another LANGFUSE"), "\(equal)")
    }

    @Test(arguments: kinds)
    func `a pair that a person made is adopted, and one without a usable public part is replaced`(
        kind: SeedDatabase.Kind
    ) async throws {
        let table = try LangfuseTable(kind)
        let made = try table.insertByHand()
        try table.world.write(LangfuseTable.dotenv, "LANGFUSE_SECRET_KEY=\(made.secret)\n")
        try table.world.setMode(LangfuseTable.dotenv, 0o600)
        let first = try await table.world.succeed("apply", "--yes")
        #expect(try table.delivered() == made, "\(first)")
        #expect(try table.accepted() == [made])

        try table.execute("UPDATE api_keys SET public_key = 'pk-1' WHERE note = 'Tracer'")
        let plan = try await table.world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 2 && plan.output.contains("no public part that a file can carry"), "\(plan)")
        try await table.world.succeed("apply", "--yes")
        let next = try table.delivered()
        #expect(next.secret != made.secret)
        #expect(try table.accepted().map(\.publicID).sorted() == ["pk-1", next.publicID].sorted())
        try await table.world.expectNothingToDo()
    }

    @Test(arguments: kinds)
    func `a pair that is live in two environments is replaced in both`(kind: SeedDatabase.Kind) async throws {
        let table = try LangfuseTable(kind)
        try await table.world.succeed("apply", "--yes")
        let shared = try table.delivered()
        let other = try SeedDatabase(kind)
        try other.execute(ApplicationTables.clear(kind))
        try other.execute(ApplicationTables.langfuse.statements(kind))
        table.world.set("STAGING_DATABASE_URL", Place(name: "staging", database: other).urlText)
        let file = try table.world.read("environments/prod.yaml")
        try table.world.write(
            "environments/staging.yaml",
            file.replacing("PROD_", with: "STAGING_").replacing("prod", with: "staging")
        )
        table.world.mayHoldKeys(LangfuseTable.files.map { $0.replacing("prod", with: "staging") })
        try await table.world.succeed("apply", "--yes")
        try await table.world.succeed("isolation")

        let row = try #require(try table.execute("SELECT * FROM api_keys").first)
        let values = row.map { $0.map { "'\($0)'" } ?? "NULL" }.joined(separator: ", ")
        try other.execute("INSERT INTO api_keys VALUES (\(values))")
        let seen = try await table.world.keyturn("isolation")
        #expect(seen.exitCode == 1 && seen.output.contains(shared.digits), "\(seen)")
    }
}

/// Langfuse's database and the environment that delivers a pair to a compose service and a dotenv file.
private struct LangfuseTable {
    let world: World
    private let database: SeedDatabase

    static let dotenv = "deploy/prod/tracer.env"
    static let files = [dotenv, "deploy/prod/compose.keyturn.yaml"]

    struct Pair: Hashable, Comparable {
        let publicID: String
        let secret: String

        var digits: String { Fingerprint(of: Secret(text: secret)).digits }

        static func < (left: Pair, right: Pair) -> Bool { left.publicID < right.publicID }
    }

    init(_ kind: SeedDatabase.Kind) throws {
        world = try World()
        database = try SeedDatabase(kind)
        try database.execute(ApplicationTables.clear(kind))
        try database.execute(ApplicationTables.langfuse.statements(kind))
        world.set("PROD_DATABASE_URL", Place(name: "prod", database: database).urlText)
        world.set("LANGFUSE_SALT", Self.salt)
        world.keepSecret(Self.salt)
        world.mayHoldKeys(Self.files)
        try world.write(
            "environments/_profiles.yaml",
            """
            profiles:
              ours:
                extends: langfuse
                onEnd: [sh, -c, 'echo "$$1" >> ../ran', sh, "api-key:{stored}"]

            """
        )
        try world.write(
            "environments/prod.yaml",
            """
            environment: prod
            database: { url: "${PROD_DATABASE_URL}", profile: ours }
            output: ../deploy/prod
            identities:
              tracer:
                owner: north
                key: { name: Tracer }
                rotation: { every: 30d, overlap: 2d }
                deliver:
                  - { compose: api, variable: LANGFUSE_SECRET_KEY, publicVariable: LANGFUSE_PUBLIC_KEY }
                  - { dotenv: tracer.env, variable: LANGFUSE_SECRET_KEY, publicVariable: LANGFUSE_PUBLIC_KEY }

            """
        )
    }

    private static let salt = "a salt of a test"

    @discardableResult func execute(_ sql: String) throws -> [[String?]] { try database.execute(sql) }

    /// The same in both files, or else a failure.
    func delivered() throws -> Pair {
        let pair = Pair(
            publicID: try world.delivered("LANGFUSE_PUBLIC_KEY", in: Self.dotenv),
            secret: try world.delivered("LANGFUSE_SECRET_KEY", in: Self.dotenv)
        )
        let compose = try world.read("deploy/prod/compose.keyturn.yaml")
        #expect(compose.contains("\"LANGFUSE_PUBLIC_KEY\": \"\(pair.publicID)\""))
        #expect(compose.contains("\"LANGFUSE_SECRET_KEY\": \"\(pair.secret)\""))
        seen.insert(pair)
        return pair
    }

    /// Every pair that was delivered or made here.
    private let seen = Pairs()

    private final class Pairs {
        private(set) var all: Set<Pair> = []
        func insert(_ pair: Pair) { all.insert(pair) }
    }

    /// SHA-256 of the secret and of the hexadecimal SHA-256 of the salt, as the application has it.
    private func digest(_ secret: String) -> String {
        let text = secret + Fingerprint(of: Secret(text: Self.salt)).hex
        return Fingerprint(of: Secret(text: text)).hex
    }

    /// The pairs that the application takes: the row of the secret's digest has the public part.
    func accepted() throws -> [Pair] {
        let rows = try database.execute("SELECT public_key, fast_hashed_secret_key FROM api_keys")
        return try rows.map { row in
            let pair = seen.all.first { digest($0.secret) == row[1] }
            return Pair(publicID: try #require(row[0]), secret: try #require(pair).secret)
        }
        .sorted()
    }

    func digests() throws -> [String] {
        try database.execute("SELECT fast_hashed_secret_key FROM api_keys").compactMap { $0[0] }
    }

    func notes() throws -> [String] { try database.execute("SELECT note FROM api_keys").compactMap { $0[0] } }

    func insertByHand() throws -> Pair {
        let pair = Pair(publicID: "pk-lf-\(randomUUID())", secret: "sk-lf-\(randomUUID())")
        world.keepSecret(pair.secret)
        seen.insert(pair)
        let yesterday = (Instant.current - .seconds(86_400)).databaseText
        try database.execute(
            """
            INSERT INTO api_keys (id, created_at, note, public_key, hashed_secret_key, fast_hashed_secret_key,
                display_secret_key, project_id)
            VALUES ('\(randomUUID())', '\(yesterday)', 'Tracer', '\(pair.publicID)', 'x', '\(digest(pair.secret))',
                'sk-lf-...', 'north')
            """
        )
        return pair
    }
}
