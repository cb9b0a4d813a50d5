import Foundation
import Model
import TestSupport
import Testing

/// djangorestframework-api-key's own code decides: its migrations make the table, its own verification judges the keys that
/// Keyturn issued.
@Suite(
    .unlessItHangs,
    .enabled("PyPI and python3-venv can be reached", { PythonPackages.djangoAPIKey != nil })
) struct DjangoAPIKeyTests {
    private static let kinds = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL]

    @Test(arguments: kinds)
    func `it takes each key while it lives, and none that ended`(kind: SeedDatabase.Kind) async throws {
        let service = try DjangoService(kind)
        try service.declare()
        try await service.succeed("apply", "--yes")
        let first = try service.delivered()
        #expect(first.wholeMatch(of: /[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}/) != nil)
        #expect(try service.accepts(first))
        #expect(try await service.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
        let verified = try await service.world.keyturn("verify")
        let failed = verified.output.split(separator: "\n").filter { $0.contains(" fail ") }
        #expect(failed.allSatisfy { $0.contains("database-logging") }, "\(verified)")

        try await service.succeed("rotate", "prod/partner", "--now", "--yes")
        let second = try service.delivered()
        #expect(try second != first && service.accepts(first) && service.accepts(second))

        // The overlap is over.
        try service.expire(first)
        #expect(try !service.accepts(first) && service.accepts(second))

        try await service.succeed("revoke", "prod/partner", "--yes")
        let third = try service.delivered()
        #expect(try !service.accepts(second) && service.accepts(third))

        try service.declare(more: "state: absent")
        try await service.succeed("apply", "--yes")
        #expect(try !service.accepts(third))
    }

    @Test(arguments: kinds)
    func `a key that its own code made is adopted, and one of another environment is refused`(
        kind: SeedDatabase.Kind
    ) async throws {
        let prod = try DjangoService(kind)
        let made = try prod.make("partner")
        try prod.declare()
        try prod.world.write("deploy/prod/partner.env", "PARTNER_KEY=\(made)\n")
        try prod.world.setMode("deploy/prod/partner.env", 0o600)
        let dev = try DjangoService(kind, "dev", in: prod.world)
        try dev.declare()
        try await prod.succeed("apply", "--yes")
        #expect(try prod.delivered() == made)
        #expect(try prod.accepts(made) && !dev.accepts(made))
        #expect(try dev.accepts(dev.delivered()) && !prod.accepts(dev.delivered()))
        let isolation = try await prod.world.keyturn("isolation")
        #expect(isolation.exitCode == 0, "\(isolation)")
    }
}

/// A Django service with the package's own tables, and the environment that delivers its keys.
private struct DjangoService {
    let world: World
    private let place: Place

    init(_ kind: SeedDatabase.Kind, _ name: String = "prod", in other: World? = nil) throws {
        world = try other ?? World()
        place = Place(name: name, database: try SeedDatabase(kind))
        world.add(place)
        world.setURL(place)
        try run("migrate")
    }

    func declare(more: String = "") throws {
        try world.write(
            "environments/\(place.name).yaml",
            """
            environment: \(place.name)
            database: { url: "${\(place.name.uppercased())_DATABASE_URL}", profile: drf-api-key }
            output: ../deploy/\(place.name)
            identities:
              partner:
                key: { name: partner }
                rotation: { every: 30d, overlap: 2d, expires: 90d }
                deliver: [ { dotenv: partner.env, variable: PARTNER_KEY } ]
                \(more)

            """
        )
        world.mayHoldKeys(["deploy/\(place.name)/partner.env"])
    }

    /// Runs the binary; from now on no stored form may be printed.
    func succeed(_ arguments: String...) async throws {
        try await world.succeed(arguments)
        for row in try place.database.execute("SELECT hashed_key FROM rest_framework_api_key_apikey") {
            if let digest = row[0] { world.keepSecret(digest) }
        }
        if let key = try? delivered() { world.keepSecret(key) }
    }

    func delivered() throws -> String { try world.delivered("PARTNER_KEY", in: "deploy/\(place.name)/partner.env") }

    /// As the package's permission class asks.
    func accepts(_ key: String) throws -> Bool {
        try run("accepts", key).split(separator: "\n").last == "True"
    }

    /// A key as its own admin pages make one.
    func make(_ name: String) throws -> String {
        let line = try run("make", name).split(separator: "\n").last
        return String(try #require(line))
    }

    func expire(_ key: String) throws { try run("expire", key) }

    @discardableResult
    private func run(_ arguments: String...) throws -> String {
        let python = try #require(PythonPackages.djangoAPIKey)
        let database =
            place.database.kind.isPostgreSQL
            ? place.urlText : "sqlite:" + place.database.name
        return try TestProcess.run([python, "-c", Self.program, database] + arguments)
    }

    private static let program =
        PythonPackages.djangoDatabase + """

            settings.configure(DATABASES={"default": database}, USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.AutoField",
                INSTALLED_APPS=["rest_framework", "rest_framework_api_key"])
            django.setup()
            from django.core.management import call_command
            from rest_framework_api_key.models import APIKey
            if verb == "migrate":
                call_command("migrate", "rest_framework_api_key", verbosity=0)
            elif verb == "accepts":
                print(APIKey.objects.is_valid(rest[0]))
            elif verb == "make":
                print(APIKey.objects.create_key(name=rest[0])[1])
            elif verb == "expire":
                from django.utils import timezone
                key = APIKey.objects.get_from_key(rest[0])
                assert key.expiry_date is not None, "the key has no end"
                key.expiry_date = timezone.now() - datetime.timedelta(seconds=1)
                key.save()
            """
}
