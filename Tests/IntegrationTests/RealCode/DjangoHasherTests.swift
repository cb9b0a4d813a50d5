import Foundation
import Model
import TestSupport
import Testing

/// Django's own password hashers decide over a table that an application keeps keys in as it keeps passwords: slow digests with
/// a salt in front, candidates found by the first eight characters.
@Suite(.unlessItHangs, .enabled("PyPI and python3-venv can be reached", { PythonPackages.djangoAPIKey != nil }))
struct DjangoHasherTests {
    private static let kinds = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL]

    @Test(arguments: kinds)
    func `its hashers take each key while it lives, and the tool goes by marks and by the lookup column`(
        kind: SeedDatabase.Kind
    ) async throws {
        let service = try HashedService(kind)
        let made = "svc_" + randomKey(prefix: "").prefix(48)
        try service.insert(made, name: "partner")
        try service.world.write("deploy/prod/partner.env", "PARTNER_KEY=\(made)\n")
        try service.world.setMode("deploy/prod/partner.env", 0o600)
        try await service.succeed("apply", "--yes")
        #expect(try service.delivered() == made)
        #expect(try await service.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)

        try await service.succeed("rotate", "prod/partner", "--now", "--yes")
        let second = try service.delivered()
        #expect(try second != made && service.accepts(made) && service.accepts(second))
        #expect(try await service.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)

        try await service.succeed("revoke", "prod/partner", "--yes")
        let third = try service.delivered()
        #expect(try !service.accepts(second) && service.accepts(third))
        #expect(try await service.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
        let digits = Fingerprint(of: Secret(text: third)).digits
        #expect(try await service.world.keyturn("status").output.contains(digits))
        // What someone did to the row is seen by the check that computes its digest.
        try service.damage(third)
        let verified = try await service.world.keyturn("verify")
        #expect(verified.exitCode == 1, "\(verified)")
    }
}

/// The service's database, and the environment that delivers its keys.
private struct HashedService {
    let world: World
    private let place: Place

    init(_ kind: SeedDatabase.Kind) throws {
        world = try World()
        place = Place(name: "prod", database: try SeedDatabase(kind))
        world.add(place)
        world.setURL(place)
        let time = kind.isPostgreSQL ? "timestamptz" : "datetime"
        try place.database.execute(
            """
            CREATE TABLE service_key (id \(kind.isPostgreSQL ? "bigserial" : "integer") PRIMARY KEY,
                prefix varchar(8) NOT NULL, hashed_key varchar(128) NOT NULL, name varchar(64) NOT NULL,
                revoked_at \(time), expires_at \(time), created_at \(time) NOT NULL)
            """
        )
        try world.write(
            "environments/_profiles.yaml",
            """
            profiles:
              service:
                table: service_key
                key: { prefix: svc_, bytes: 24, encoding: hex }
                stored:
                  column: hashed_key
                  scheme: pbkdf2-sha256
                  rounds: 1000
                  length: 32
                  encoding: base64
                  prefix: "pbkdf2_sha256$1000${salt}$"
                  salt: { length: 12, encoding: alphanumeric }
                lookup: { column: prefix, first: 8 }
                id: { column: id, made: database }
                name: { column: name, maximum: 64 }
                active: { column: revoked_at, live: [null], ended: now }
                expires: { column: expires_at, type: timestamptz }
                created: { column: created_at, type: timestamptz }

            """
        )
        try world.write(
            "environments/prod.yaml",
            """
            environment: prod
            database: { url: "${PROD_DATABASE_URL}", profile: service }
            output: ../deploy/prod
            identities:
              partner:
                key: { name: partner }
                rotation: { every: 30d, overlap: 2d, expires: 90d }
                deliver: [ { dotenv: partner.env, variable: PARTNER_KEY } ]

            """
        )
        world.mayHoldKeys(["deploy/prod/partner.env"])
    }

    /// Runs the binary; from now on no stored form may be printed.
    func succeed(_ arguments: String...) async throws {
        try await world.succeed(arguments)
        for row in try place.database.execute("SELECT hashed_key FROM service_key") {
            if let digest = row[0] { world.keepSecret(digest) }
        }
    }

    func delivered() throws -> String { try world.delivered("PARTNER_KEY", in: "deploy/prod/partner.env") }

    /// As the service asks: candidates by the prefix, then Django's `check_password`.
    func accepts(_ key: String) throws -> Bool {
        let rows = try place.database.execute(
            """
            SELECT hashed_key FROM service_key WHERE prefix = '\(key.prefix(8))' AND revoked_at IS NULL
            AND (expires_at IS NULL OR expires_at > '\(Instant.current.databaseText)+00:00')
            """
        )
        return try rows.compactMap { $0[0] }.contains { try django("check_password", key, $0) == "True" }
    }

    /// As a person makes a key in the service.
    func insert(_ key: String, name: String) throws {
        let hashed = try django("make_password", key)
        try place.database.execute(
            """
            INSERT INTO service_key (prefix, hashed_key, name, created_at) VALUES ('\(key.prefix(8))', '\(hashed)',
                '\(name)', '\((Instant.current - .seconds(86_400)).databaseText)+00:00')
            """
        )
    }

    func damage(_ key: String) throws {
        let other = try django("make_password", randomKey(prefix: ""))
        try place.database.execute(
            "UPDATE service_key SET hashed_key = '\(other)' WHERE prefix = '\(key.prefix(8))' AND revoked_at IS NULL"
        )
    }

    private func django(_ verb: String, _ arguments: String...) throws -> String {
        let python = try #require(PythonPackages.djangoAPIKey)
        let program = """
            import sys
            from django.conf import settings
            settings.configure(PASSWORD_HASHERS=["__main__.Hasher"])
            from django.contrib.auth import hashers
            class Hasher(hashers.PBKDF2PasswordHasher):
                iterations = 1000
                def salt(self): return hashers.get_random_string(12)
            verb, *rest = sys.argv[1:]
            print(hashers.make_password(rest[0]) if verb == "make_password" else hashers.check_password(*rest))
            """
        let output = try TestProcess.run([python, "-c", program, verb] + arguments)
        return output.split(separator: "\n").last.map(String.init) ?? ""
    }
}
