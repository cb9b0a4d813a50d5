import Foundation
import Model
import TestSupport
import Testing

/// Django OAuth Toolkit's own code decides: its migrations make the tables, its own validator judges the tokens that Keyturn
/// issued.
@Suite(.unlessItHangs, .enabled("PyPI and python3-venv can be reached", { PythonPackages.djangoOAuth != nil }))
struct DjangoOAuthTests {
    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `it takes each token while it lives, and none that ended`(kind: SeedDatabase.Kind) async throws {
        let service = try OAuthService(kind)
        try await service.succeed("apply", "--yes")
        let first = try service.delivered()
        #expect(try service.accepts(first))
        #expect(try await service.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)

        try await service.succeed("rotate", "prod/worker", "--now", "--yes")
        let second = try service.delivered()
        #expect(try second != first && service.accepts(first) && service.accepts(second))
        #expect(try await service.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
        try service.run("expire", first)
        #expect(try !service.accepts(first) && service.accepts(second))

        try await service.succeed("revoke", "prod/worker", "--yes")
        #expect(try !service.accepts(second) && service.accepts(service.delivered()))
    }
}

/// A Django service with the package's own tables, an application of Keyturn's, and the environment that delivers its tokens.
private struct OAuthService {
    let world: World
    private let place: Place

    init(_ kind: SeedDatabase.Kind) throws {
        world = try World()
        place = Place(name: "prod", database: try SeedDatabase(kind))
        world.add(place)
        world.setURL(place)
        let ids = try run("migrate").split(separator: "\n").last?.split(separator: " ") ?? []
        guard ids.count == 2 else { throw TestFailure("no user and no application were made") }
        try world.write(
            "environments/prod.yaml",
            """
            environment: prod
            database: { url: "${PROD_DATABASE_URL}", profile: django-oauth-toolkit }
            output: ../deploy/prod
            identities:
              worker:
                owner: \(ids[0])
                key: { values: { application_id: \(ids[1]), scope: read } }
                rotation: { every: 30d, overlap: 2d, expires: 90d }
                deliver: [ { dotenv: worker.env, variable: TOKEN } ]

            """
        )
        world.mayHoldKeys(["deploy/prod/worker.env"])
    }

    /// Runs the binary; from now on nothing that is in the table may be printed.
    func succeed(_ arguments: String...) async throws {
        try await world.succeed(arguments)
        for row in try place.database.execute("SELECT token, token_checksum FROM oauth2_provider_accesstoken") {
            for text in row.compactMap(\.self) { world.keepSecret(text) }
        }
    }

    func delivered() throws -> String { try world.delivered("TOKEN", in: "deploy/prod/worker.env") }

    func accepts(_ token: String) throws -> Bool { try run("accepts", token).split(separator: "\n").last == "True" }

    @discardableResult
    func run(_ arguments: String...) throws -> String {
        let python = try #require(PythonPackages.djangoOAuth)
        let database = place.database.kind.isPostgreSQL ? place.urlText : "sqlite:" + place.database.name
        return try TestProcess.run([python, "-c", Self.program, database] + arguments)
    }

    private static let program =
        PythonPackages.djangoDatabase + """

            settings.configure(DATABASES={"default": database}, USE_TZ=True, SECRET_KEY="of a test" * 8,
                DEFAULT_AUTO_FIELD="django.db.models.AutoField", OAUTH2_PROVIDER={"SCOPES": {"read": "reads"}},
                INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"])
            django.setup()
            from django.core.management import call_command
            from oauth2_provider.models import AccessToken, get_application_model
            if verb == "migrate":
                call_command("migrate", verbosity=0)
                from django.contrib.auth import get_user_model
                user = get_user_model().objects.create(username="worker")
                application = get_application_model().objects.create(name="keyturn", user=user,
                    client_type="confidential", authorization_grant_type="client-credentials")
                print(user.pk, application.pk)
            elif verb == "accepts":
                from oauthlib.common import Request
                from oauth2_provider.oauth2_validators import OAuth2Validator
                print(OAuth2Validator().validate_bearer_token(rest[0], ["read"], Request("/")))
            elif verb == "expire":
                from django.utils import timezone
                token = AccessToken.objects.get(token=rest[0])
                token.expires = timezone.now() - datetime.timedelta(seconds=1)
                token.save()
            """
}
