import Foundation
import Model
import TestSupport
import Testing

/// A table that looks like none of the shipped ones: a schema of its own, mixed case, a composite unique constraint, ids
/// that are texts, an inverted flag that may be null, ends in milliseconds, base64 of a peppered digest.
@Suite(.unlessItHangs) struct ShopStoryTests {
    private static let kinds = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL]

    @Test(arguments: kinds)
    func `a key is issued, rotated, revoked, declared absent, and its rows go`(kind: SeedDatabase.Kind) async throws {
        let shop = try Shop(kind)
        try shop.declare()
        try await shop.succeed("apply", "--yes")
        let first = try shop.delivered()
        #expect(try shop.accepts(first))
        #expect(try shop.names() == ["backend (\(first.digits))"])
        #expect(try await shop.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)

        try await shop.succeed("rotate", "prod/backend", "--now", "--yes")
        let second = try shop.delivered()
        #expect(second.text != first.text)
        #expect(try shop.accepts(first) && shop.accepts(second))
        #expect(try !shop.accepts(first, at: .current + .seconds(2 * 86_400 + 60)))
        #expect(try await shop.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)

        try await shop.succeed("revoke", "prod/backend", "--yes")
        let third = try shop.delivered()
        #expect(try !shop.accepts(second) && shop.accepts(third))
        try shop.age(days: 30, except: third)
        try await shop.succeed("apply", "--yes")
        #expect(try shop.names() == ["backend (\(third.digits))"])

        try shop.declare(more: "state: absent")
        try await shop.succeed("apply", "--yes")
        #expect(try !shop.accepts(third))
    }

    @Test(arguments: kinds)
    func `a key that a person made is adopted by its text, and another row is left alone`(
        kind: SeedDatabase.Kind
    ) async throws {
        let shop = try Shop(kind)
        let (key, other) = (ShopKey.random(), ShopKey.random())
        try shop.insert(key, name: "backend")
        try shop.insert(other, name: "someone else")
        try shop.declare()
        try shop.world.write("deploy/prod/shop.env", "SHOP_KEY=\(key.text)\n")
        try shop.world.setMode("deploy/prod/shop.env", 0o600)
        try await shop.succeed("apply", "--yes")
        #expect(try shop.delivered().text == key.text)
        #expect(try shop.names() == ["backend", "someone else"])
        try await shop.succeed("rotate", "prod/backend", "--now", "--yes")
        let next = try shop.delivered()
        #expect(try shop.accepts(key) && shop.accepts(next) && shop.accepts(other))
        #expect(try shop.names() == ["backend", "backend (\(next.digits))", "someone else"])
    }

    @Test(arguments: kinds)
    func `a saved plan is applied, and refused once a row came`(kind: SeedDatabase.Kind) async throws {
        let shop = try Shop(kind)
        try shop.declare()
        try await shop.succeed("plan", "--out", shop.world.path("first.plan"))
        try await shop.succeed("apply", shop.world.path("first.plan"))
        #expect(try shop.accepts(shop.delivered()))
        try shop.age(days: 40)
        try await shop.succeed("plan", "--out", shop.world.path("second.plan"))
        try shop.insert(ShopKey.random(), name: "backend")
        let refused = try await shop.world.keyturn("apply", shop.world.path("second.plan"))
        #expect(refused.exitCode == 1, "\(refused)")
    }

    @Test func `a key that someone found is recognised by its digest`() async throws {
        let shop = try Shop(.sqliteDashed)
        let key = ShopKey.random()
        try shop.insert(key, name: "by hand")
        try shop.declare()
        try await shop.succeed("apply", "--yes")
        try shop.world.write("found", key.text)
        shop.world.mayHoldKeys(["found"])
        let run = try await shop.world.keyturn(
            ["whose"],
            wrapper: ["sh", "-c", "exec \"$@\" < found", "sh"]
        )
        #expect(run.exitCode == 0 && run.output.contains("by hand"), "\(run)")
        try shop.world.write("found", ShopKey.random().text)
        #expect(
            try await shop.world.keyturn(["whose"], wrapper: ["sh", "-c", "exec \"$@\" < found", "sh"]).exitCode == 1
        )
    }

    @Test(arguments: kinds)
    func `with another pepper nothing is written`(kind: SeedDatabase.Kind) async throws {
        let shop = try Shop(kind)
        try shop.declare()
        try await shop.succeed("apply", "--yes")
        let key = try shop.delivered()
        shop.world.set("SHOP_PEPPER", randomToken())
        let plan = try await shop.world.keyturn("plan")
        #expect(plan.exitCode == 1 && plan.errors.contains("wrong-pepper"), "\(plan)")
        let refused = try await shop.world.keyturn("apply", "--yes")
        #expect(refused.exitCode == 1, "\(refused)")
        #expect(try shop.names() == ["backend (\(key.digits))"])
    }

    @Test(arguments: kinds)
    func `what a condition of the table refuses is told before anything is written`(
        kind: SeedDatabase.Kind
    ) async throws {
        let shop = try Shop(kind, condition: "length(\"Digest\") < 44")
        try shop.declare()
        let plan = try await shop.world.keyturn("plan")
        #expect(plan.exitCode == 1, "\(plan)")
        #expect(plan.errors.contains("digest_is_whole"), "\(plan)")
        let doctor = try await shop.world.keyturn("doctor")
        #expect(doctor.exitCode == 1 && doctor.output.contains("digest_is_whole"), "\(doctor)")
        #expect(try shop.names().isEmpty)
    }

    @Test func `the whole story works under exactly the rights that doctor prints`() async throws {
        let shop = try Shop(.postgreSQLBySQL)
        try shop.declare()
        let role = "role_\(randomUUID().prefix(8))"
        try shop.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE ROLE \(role) LOGIN")
        let grants = try await shop.world.keyturn("doctor", "--grants", "-e", "prod", "--role", role)
        #expect(grants.exitCode == 0, "\(grants)")
        try shop.execute(grants.output)
        let place = try shop.world.place("prod")
        shop.world.setURL(place, place.urlText.replacing("//\(PostgreSQLCluster.role)@", with: "//\(role)@"))
        let doctor = try await shop.world.keyturn("doctor", "--format", "json")
        #expect(!doctor.output.contains("\"database-rights\",\"verdict\":\"fail\""), "\(doctor)")
        try await shop.succeed("apply", "--yes")
        let first = try shop.delivered()
        try await shop.succeed("rotate", "prod/backend", "--now", "--yes")
        try await shop.succeed("revoke", "prod/backend", "--yes")
        let last = try shop.delivered()
        try shop.age(days: 30, except: last)
        try await shop.succeed("apply", "--yes")
        #expect(try shop.names() == ["backend (\(last.digits))"])
        #expect(try !shop.accepts(first) && shop.accepts(last))
    }

    @Test(arguments: kinds)
    func `a table that was copied from another environment is seen by its digests`(
        kind: SeedDatabase.Kind
    ) async throws {
        let prod = try Shop(kind)
        try prod.declare()
        let dev = try Shop(kind, "dev", in: prod.world)
        try dev.declare()
        try await prod.succeed("apply", "--yes")
        let shared = ShopKey.random()
        // No one here has its text.
        try prod.insert(shared, name: "by hand")
        try dev.insert(shared, name: "by hand")
        let isolation = try await prod.world.keyturn("isolation")
        #expect(isolation.exitCode == 1 && isolation.output.contains("1 shared key"), "\(isolation)")
    }

    @Test(arguments: kinds)
    func `a delivered key that another environment's table holds is seen, whatever its pepper`(
        kind: SeedDatabase.Kind
    ) async throws {
        let prod = try Shop(kind)
        try prod.declare()
        let dev = try Shop(kind, "dev", in: prod.world, pepper: randomToken())
        try dev.declare()
        try await prod.succeed("apply", "--yes")
        let key = try prod.delivered()
        try dev.insert(key, name: "from prod")
        let isolation = try await prod.world.keyturn("isolation")
        #expect(isolation.exitCode == 1 && isolation.output.contains(key.digits), "\(isolation)")
        try await prod.succeed("apply", "--yes")
        #expect(try prod.delivered().text != key.text)
    }

    @Test func `environments with different peppers have one profile and another that extends it`() async throws {
        let prod = try Shop(.sqliteDashed)
        let profiles = try prod.world.read("environments/_profiles.yaml")
        try prod.declare()
        let dev = try Shop(.sqliteDashed, "dev", in: prod.world, pepper: randomToken())
        try dev.declare()
        try prod.world.write(
            "environments/_profiles.yaml",
            profiles + "  other-shop: { extends: shop, stored: { pepper: { value: \"${DEV_PEPPER}\" } } }\n"
        )
        try await prod.succeed("apply", "--yes")
        #expect(try prod.accepts(prod.delivered()) && dev.accepts(dev.delivered()))
        #expect(try await prod.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    @Test(arguments: kinds)
    func `digests under different peppers are not comparable, which is told and fails nothing`(
        kind: SeedDatabase.Kind
    ) async throws {
        let prod = try Shop(kind)
        try prod.declare()
        let dev = try Shop(kind, "dev", in: prod.world, pepper: randomToken())
        try dev.declare()
        try await prod.succeed("apply", "--yes")
        #expect(try await prod.world.keyturn("isolation").exitCode == 0)
        let shared = ShopKey.random()
        try prod.insert(shared, name: "by hand")
        try dev.insert(shared, name: "by hand")
        let isolation = try await prod.world.keyturn("isolation")
        #expect(isolation.exitCode == 0, "\(isolation)")
        let words = isolation.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("some things could not be compared"), "\(isolation)")
        #expect(words.contains("another form, pepper or salt"), "\(isolation)")
    }
}

/// A key as its consumer has it.
struct ShopKey {
    let text: String
    var digits: String { Fingerprint(of: Secret(text: text)).digits }

    static func random() -> ShopKey {
        let format = KeyFormat(prefix: "shop_", bytes: 24, encoding: .base64url)
        let key = format.key(from: (0..<24).map { _ in UInt8.random(in: 0...255) })
        return ShopKey(text: key.withBytes { String(decoding: $0, as: UTF8.self) })
    }

    /// As the application computes it, by other code than Keyturn's.
    func digest(_ pepper: String) -> String {
        let hex = Fingerprint(of: Secret(text: pepper + text)).hex
        let bytes = stride(from: 0, to: 64, by: 2).compactMap { start in
            UInt8(hex.dropFirst(start).prefix(2), radix: 16)
        }
        return Data(bytes).base64EncodedString()
    }
}

/// The shop's database, and the environment that delivers its keys.
struct Shop {
    let world: World
    private let place: Place
    private let pepper: String

    private var table: String { place.database.kind.isPostgreSQL ? "\"Billing\".\"ApiKeys\"" : "\"ApiKeys\"" }

    init(
        _ kind: SeedDatabase.Kind,
        _ name: String = "prod",
        in other: World? = nil,
        pepper: String? = nil,
        condition: String = "length(\"Digest\") = 44"
    ) throws {
        world = try other ?? World()
        place = Place(name: name, database: try SeedDatabase(kind))
        world.add(place)
        world.setURL(place)
        let variable = pepper == nil ? "SHOP_PEPPER" : "\(name.uppercased())_PEPPER"
        self.pepper = pepper ?? world.variables[variable] ?? randomToken()
        world.set(variable, self.pepper)
        world.keepSecret(self.pepper)
        let schema = kind.isPostgreSQL ? "Billing" : "main"
        try world.write("environments/_profiles.yaml", Self.profiles(schema, other: pepper == nil ? nil : variable))
        if kind.isPostgreSQL { try execute("CREATE SCHEMA \"Billing\"") }
        try execute(
            """
            CREATE TABLE \(table) ("Id" varchar(20) PRIMARY KEY, "OwnerId" text NOT NULL,
                "Label" varchar(64) NOT NULL, "Start" varchar(11) NOT NULL, "Digest" text NOT NULL, "Revoked" boolean,
                "ExpiresMs" bigint, "CreatedMs" bigint NOT NULL, "Plan" text NOT NULL DEFAULT 'none',
                UNIQUE ("OwnerId", "Label"), CHECK ("ExpiresMs" IS NULL OR "ExpiresMs" > "CreatedMs"),
                CONSTRAINT digest_is_whole CHECK (\(condition)))
            """
        )
    }

    private static func profiles(_ schema: String, other: String?) -> String {
        func profile(_ name: String, _ variable: String) -> String {
            """
              \(name):
                table: \(schema).ApiKeys
                key: { prefix: shop_, bytes: 24, encoding: base64url }
                stored:
                  column: Digest
                  scheme: sha256
                  encoding: base64
                  pepper: { value: "${\(variable)}", place: before }
                lookup: { column: Start, first: 11 }
                id: { column: Id, made: text, length: 20 }
                owner: { column: OwnerId, type: text }
                name: { column: Label, unique: true, maximum: 64 }
                active: { column: Revoked, live: [false, null], ended: true }
                expires: { column: ExpiresMs, type: epoch-ms }
                created: { column: CreatedMs, type: epoch-ms }
                perIdentity: { Plan: optional }

            """
        }
        return "profiles:\n" + profile("shop", "SHOP_PEPPER") + (other.map { profile("other-shop", $0) } ?? "")
    }

    func declare(more: String = "") throws {
        let isOther = world.variables["SHOP_PEPPER"] != pepper
        try world.write(
            "environments/\(place.name).yaml",
            """
            environment: \(place.name)
            database: { url: "${\(place.name.uppercased())_DATABASE_URL}", profile: \(isOther ? "other-shop" : "shop") }
            output: ../deploy/\(place.name)
            identities:
              backend:
                owner: acme
                key: { name: backend, values: { Plan: large } }
                rotation: { every: 30d, overlap: 2d, expires: 90d, retain: 10d }
                deliver: [ { dotenv: shop.env, variable: SHOP_KEY } ]
                \(more)

            """
        )
        world.mayHoldKeys(["deploy/\(place.name)/shop.env"])
    }

    /// Runs the binary; from now on no stored form may be printed.
    func succeed(_ arguments: String...) async throws {
        try await world.succeed(arguments)
        for row in try execute("SELECT \"Digest\" FROM \(table)") {
            if let digest = row[0] { world.keepSecret(digest) }
        }
    }

    func delivered() throws -> ShopKey {
        ShopKey(text: try world.delivered("SHOP_KEY", in: "deploy/\(place.name)/shop.env"))
    }

    @discardableResult
    func execute(_ sql: String) throws -> [[String?]] { try place.database.execute(sql) }

    /// By the shop's own rule: candidates by the start, then the digest, not revoked, not past its end.
    func accepts(_ key: ShopKey, at moment: Instant = .current) throws -> Bool {
        try !execute(
            """
            SELECT 1 FROM \(table) WHERE "Start" = '\(key.text.prefix(11))' AND "Digest" = '\(key.digest(pepper))'
            AND "Revoked" IS NOT TRUE AND ("ExpiresMs" IS NULL OR "ExpiresMs" >= \(moment.microseconds / 1_000))
            """
        ).isEmpty
    }

    /// As a person makes a row in the application.
    func insert(_ key: ShopKey, name: String) throws {
        let created = Instant.current.microseconds / 1_000 - 86_400_000
        try execute(
            """
            INSERT INTO \(table) ("Id", "OwnerId", "Label", "Start", "Digest", "CreatedMs")
            VALUES ('\(randomUUID().prefix(18))', 'acme', '\(name)', '\(key.text.prefix(11))', '\(key.digest(pepper))',
                \(created))
            """
        )
    }

    /// Makes rows look older.
    func age(days: Int, except key: ShopKey? = nil) throws {
        let span = Int64(days) * 86_400_000
        let isOther = key.map { "\"Digest\" <> '\($0.digest(pepper))'" } ?? "TRUE"
        try execute(
            """
            UPDATE \(table) SET "ExpiresMs" = "ExpiresMs" - \(span), "CreatedMs" = "CreatedMs" - \(span) WHERE \(isOther)
            """
        )
    }

    func names() throws -> [String] {
        try execute("SELECT \"Label\" FROM \(table) ORDER BY 1").compactMap { $0[0] }
    }
}
