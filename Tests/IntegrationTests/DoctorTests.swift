internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// `keyturn doctor`, and the whole tool under exactly the rights that it prints.
@Suite(.unlessItHangs) struct DoctorTests {
    private struct Report: Decodable {
        let passed: Bool
        let checklists: [List]

        struct List: Decodable {
            let checks: [Check]
        }

        struct Check: Decodable {
            let check: String
            let verdict: String
            let detail: String
        }

        func verdicts(_ check: String) -> [String] {
            checklists.flatMap(\.checks).filter { $0.check == check }.map(\.verdict)
        }
    }

    private func doctor(_ world: World, exitCode: Int32) async throws -> Report {
        let run = try await world.keyturn("doctor", "--format", "json")
        #expect(run.exitCode == exitCode, "\(run)")
        return try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    }

    private static let quiet = [
        "log_statement = 'none'", "log_min_duration_statement = -1", "log_parameter_max_length_on_error = 0",
    ]

    @Test func `a server that logs keys, and a role that may do everything, are found; each goes by what doctor says`()
        async throws
    {
        let world = try World()
        let prod = try world.addEnvironment("prod", .postgreSQLBySQL)
        var report = try await doctor(world, exitCode: 1)
        #expect(!report.passed)
        #expect(report.verdicts("database-logging").contains("fail"))
        #expect(report.verdicts("database-rights") == ["warn"])
        #expect(report.verdicts("database-tls") == ["pass"])

        for setting in Self.quiet { try prod.database.execute("ALTER DATABASE \(prod.database.name) SET \(setting)") }
        report = try await doctor(world, exitCode: 0)
        #expect(report.passed)
        #expect(report.verdicts("database-logging") == ["pass"])

        // What an update cannot break is not told.
        try prod.database.execute(
            """
            ALTER TABLE user_mcp_api_keys ADD CONSTRAINT ends_late CHECK (expires_at > '2000-01-01'),
                ADD CONSTRAINT is_named CHECK (length(name) > 0)
            """
        )
        report = try await doctor(world, exitCode: 0)
        #expect(report.verdicts("database-logging") == ["warn"])
        let detail = report.checklists.flatMap(\.checks).first { $0.check == "database-logging" }?.detail ?? ""
        #expect(detail.contains("ends_late") && !detail.contains("is_named"), "\(detail)")

        let text = try await world.keyturn("doctor")
        #expect(text.exitCode == 0, "\(text)")
        #expect(text.output.contains("is a superuser") && text.output.contains("fix: use a separate role"))
    }

    @Test func `a SQLite database that git would take in fails in doctor and verify, until git ignores it`()
        async throws
    {
        let world = try World()
        let place = try world.addEnvironment("dev", url: "sqlite:../data/dev.sqlite")
        try world.makeFolder("data")
        try FileManager.default.copyItem(atPath: place.database.name, toPath: world.path("data/dev.sqlite"))
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        #expect(try await doctor(world, exitCode: 0).verdicts("database-git") == ["pass"])
        _ = try TestProcess.run(["git", "init", "-q", world.folder.path])
        #expect(try await doctor(world, exitCode: 1).verdicts("database-git") == ["fail"])
        #expect(try await world.keyturn("plan").warningCodes.contains("database-tracked"))
        let verify = try await world.keyturn("verify")
        #expect(verify.exitCode == 1, "\(verify)")
        #expect(verify.output.contains("git does not ignore dev.sqlite"), "\(verify)")
        // A journal beside it is told with it, by one pattern for all of them.
        try world.write("data/dev.sqlite-wal", "")
        try world.write("data/dev.sqlite-journal", "")
        let journals = try await world.keyturn("verify").output
        #expect(journals.contains("dev.sqlite-journal") && journals.contains("dev.sqlite-wal"), "\(journals)")
        #expect(journals.contains("`dev.sqlite*` to .gitignore"), "\(journals)")
        try world.remove("data/dev.sqlite-journal")
        try world.remove("data/dev.sqlite-wal")
        try world.write(".gitignore", "/data/\n/deploy/\n")
        #expect(try await doctor(world, exitCode: 0).verdicts("database-git") == ["pass"])
        #expect(try await world.keyturn("verify").exitCode == 0)
    }

    @Test func `a database that does not answer is an error, and its checks say so`() async throws {
        let world = try World()
        try world.addEnvironment("dev")
        try world.addEnvironment("prod", .postgreSQLBySQL)
        world.set("PROD_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere")
        let report = try await doctor(world, exitCode: 1)
        #expect(report.verdicts("database-logging") == ["skipped", "unknown"])
        let grants = try await world.keyturn("doctor", "--grants", "--role", "app")
        #expect(
            grants.exitCode == 0 && grants.output.contains(#"ON "public"."user_mcp_api_keys" TO "app";"#),
            "\(grants)"
        )
    }

    /// Runs the printed SQL as the owner of the tables; whatever of it is no statement must be a comment.
    private func grant(_ world: World, _ place: Place, to role: String) async throws {
        let run = try await world.keyturn("doctor", "--grants", "-e", place.name, "--role", role)
        #expect(run.exitCode == 0, "\(run)")
        try place.database.execute(run.output)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .postgreSQLByORM, .postgreSQLWithZones])
    func `the whole tool works under exactly the rights that doctor prints`(_ kind: SeedDatabase.Kind) async throws {
        let world = try World()
        let rotation = "{ every: 30d, overlap: 2s, retain: 30d }"
        let prod = try world.addEnvironment("prod", kind, rotation: rotation)
        let file = "environments/prod.yaml"
        let declared = try world.read(file)
        try world.write(
            file,
            declared + """
                watch:
                  - table: pm_provider_connections
                    columns: [api_token]
                    label: [name]
                    ageColumn: created_at
                    maxAge: 180d

                """
        )
        try prod.database.insertProvider("Jira", token: randomToken(), createdAt: .current)
        let role = "role_\(randomUUID().prefix(8))"
        // Nothing but what is granted: in old versions everyone may create objects in public.
        try prod.database.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE ROLE \(role) LOGIN")
        for setting in Self.quiet { try prod.database.execute("ALTER DATABASE \(prod.database.name) SET \(setting)") }
        let old = prod.urlText
        try await grant(world, prod, to: role)
        world.setURL(prod, old.replacing("//\(PostgreSQLCluster.role)@", with: "//\(role)@"))

        let report = try await doctor(world, exitCode: 0)
        #expect(report.verdicts("database-rights") == ["pass"], "\(report)")

        // A dead row that is old enough to be deleted, and a key that is due.
        try prod.insertByHand(
            randomKey(),
            age: .seconds(100 * 86_400),
            isActive: false,
            expiresAt: .current - .seconds(90 * 86_400)
        )
        try prod.insertByHand(randomKey(), age: .seconds(40 * 86_400))
        for command in [
            ["validate"], ["plan"], ["apply", "--yes"], ["status", "--all"], ["rotate"],
            ["rotate", "prod/backend", "--now"],
            ["isolation"], ["forecast", "--until", "2027-06-30"], ["revoke", "prod/backend", "--yes"], ["schedule"],
        ] {
            let run = try await world.keyturn(command)
            #expect(run.exitCode == 0 && !run.errors.contains("error["), "\(run)")
            #expect(!run.errors.contains("warning[watch"), "\(run)")
        }
        #expect(try prod.accepted().count == 1)
        // The one whose end is long ago was deleted.
        #expect(
            try prod.database.execute(
                "SELECT 1 FROM user_mcp_api_keys WHERE expires_at < now() AT TIME ZONE 'UTC' - interval '60 days'"
            ).isEmpty
        )
        try await world.expectOrder()

        try world.write(file, declared.replacing("  backend:\n", with: "  backend:\n    state: absent\n"))
        let absent = try await world.keyturn("apply", "--yes")
        #expect(absent.exitCode == 0, "\(absent)")
        #expect(try prod.accepted().isEmpty)
    }
}
