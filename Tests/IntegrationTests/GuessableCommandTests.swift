internal import TestSupport
internal import Testing

/// A command line that one can guess: where the configuration is, what is meant by an address, which variables count.
@Suite(.unlessItHangs) struct GuessableCommandTests {
    private func world() async throws -> World {
        let world = try World()
        try world.addEnvironment("dev")
        try world.addEnvironment("prod")
        return world
    }

    @Test func `the configuration is found from any folder below, and by KEYTURN_CONFIG`() async throws {
        let world = try await world()
        try world.makeFolder("a/b")
        for wrapper in [["env", "-C", "a/b"], ["env", "-C", "a"], ["env", "-C", "environments"]] {
            let run = try await world.keyturn(["validate"], wrapper: wrapper)
            #expect(run.exitCode == 0 && run.output.contains("2 environments"), "\(run)")
        }
        // Someone else's folder of that name is not ours.
        try world.makeFolder("a/environments")
        #expect(try await world.keyturn(["validate"], wrapper: ["env", "-C", "a/b"]).exitCode == 0)
        try world.makeFolder("elsewhere")
        let named = try await world.keyturn(
            ["validate"],
            wrapper: ["env", "-C", "/"],
            variables: ["KEYTURN_CONFIG": world.path("environments")]
        )
        #expect(named.exitCode == 0, "\(named)")
        #expect(try await world.keyturn("-C", "environments", "validate").exitCode == 0)
        #expect(
            try await world.keyturn("validate", "-C", "elsewhere", variables: ["KEYTURN_CONFIG": "x"]).exitCode == 1
        )
    }

    @Test func `environments and addresses choose what is planned and applied, and nothing else`() async throws {
        let world = try await world()
        let both = try await world.keyturn("plan", "-e", "dev,prod")
        #expect(both.output.contains("Plan: 2 to issue. 2 environments"), "\(both)")
        for address in ["prod", "prod/backend", "prod/*", "prod/back*", "*/backend", "p*", "p*d/backend"] {
            let run = try await world.keyturn("plan", address)
            let expected = address == "*/backend" ? "Plan: 2 to issue." : "Plan: 1 to issue. 1 environment"
            #expect(run.exitCode == 0 && run.output.contains(expected), "\(address)\n\(run)")
        }
        #expect(try await world.keyturn("plan", "-e", "p*").output.contains("Plan: 1 to issue. 1 environment"))
        let applied = try await world.keyturn("apply", "prod/backend", "--yes")
        #expect(applied.exitCode == 0 && applied.output.contains("prod: 1 key issued"), "\(applied)")
        let status = try await world.keyturn("status", "dev/backend")
        #expect(status.output.contains("dev/backend") && !status.output.contains("prod/backend"), "\(status)")
        let forecast = try await world.keyturn("forecast", "prod/*")
        #expect(!forecast.output.contains("dev/backend"), "\(forecast)")
        let verified = try await world.keyturn("verify", "prod/*")
        #expect(verified.output.contains("prod/backend") && !verified.output.contains("dev/backend"), "\(verified)")
        let part = try await world.keyturn("verify", "p*")
        #expect(part.output.contains("\nprod\n") && !part.output.contains("\ndev\n"), "\(part)")
    }

    @Test func `rotate and revoke take the same addresses as plan`() async throws {
        let world = try await world()
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        for address in ["prod", "prod/*", "p*", "prod/backend"] {
            let due = try await world.keyturn("rotate", address)
            #expect(due.exitCode == 0 && due.output.contains("Nothing is due. 1 environment, 1 identity"), "\(due)")
            let now = try await world.keyturn("rotate", address, "--now", "--reason", "drill")
            #expect(now.exitCode == 0 && now.output.contains("prod: 1 key issued"), "\(now)")
            #expect(!now.output.contains("dev: "), "\(now)")
        }
        let both = try await world.keyturn("rotate", "*/backend", "--now")
        #expect(both.output.contains("dev: 1 key issued") && both.output.contains("prod: 1 key issued"), "\(both)")

        let unasked = try await world.keyturn("revoke", "prod", "--reason", "drill")
        #expect(unasked.exitCode == 64 && unasked.errors.contains("no terminal to ask on"), "\(unasked)")
        let revoked = try await world.keyturn("revoke", "p*", "--yes", "--reason", "drill")
        #expect(revoked.exitCode == 0 && revoked.output.contains("prod: 1 key issued"), "\(revoked)")
        #expect(!revoked.output.contains("dev: "), "\(revoked)")
        let one = try await world.keyturn("revoke", "dev/backend", "--reason", "drill")
        #expect(one.exitCode == 0 && one.output.contains("dev: 1 key issued"), "\(one)")
        #expect(try await world.keyturn("status", "--check").exitCode == 0)
    }

    @Test func `validate needs no secrets, and an environment without its variable does not stop the others`()
        async throws
    {
        let world = try await world()
        world.set("PROD_DATABASE_URL", "")
        let without = ["env", "-u", "PROD_DATABASE_URL"]
        let valid = try await world.keyturn(["validate"], wrapper: without)
        #expect(valid.exitCode == 0 && valid.output.contains("2 environments"), "\(valid)")
        #expect(
            valid.errors.contains("note[missing-variable]: not checked: the variable `PROD_DATABASE_URL`"),
            "\(valid)"
        )
        let strict = try await world.keyturn(["validate", "--strict"], wrapper: without)
        #expect(strict.exitCode == 1 && strict.errorCodes == ["missing-variable"], "\(strict)")
        let plan = try await world.keyturn(["plan"], wrapper: without)
        #expect(plan.exitCode == 1 && plan.errorCodes == ["missing-variable"], "\(plan)")
        #expect(plan.output.contains("dev/backend") && plan.output.contains("PROD_DATABASE_URL is not set"), "\(plan)")
        let chosen = try await world.keyturn(["plan", "-e", "dev"], wrapper: without)
        #expect(
            chosen.exitCode == 0 && chosen.output.contains("prod: the variable PROD_DATABASE_URL is not set"),
            "\(chosen)"
        )
        #expect(try await world.keyturn(["plan", "-e", "prod"], wrapper: without).exitCode == 1)
        for command in [["verify"], ["doctor"], ["forecast"], ["schedule"], ["status"]] {
            let run = try await world.keyturn(command, wrapper: without)
            #expect(run.exitCode == 1 && run.errorCodes.first == "missing-variable", "\(run)")
            let isShown = run.output.contains("dev") || command == ["schedule"]
            #expect(isShown, "\(run)")
        }
    }

    @Test func `a dotenv file fills variables that are not set, and no other`() async throws {
        let world = try await world()
        let url = world.variables["PROD_DATABASE_URL"] ?? ""
        let without = ["env", "-u", "PROD_DATABASE_URL"]
        for file in ["environments/.env", ".env", "other.env"] {
            try world.write(file, "# c\nexport PROD_DATABASE_URL=\"\(url)\"\nDEV_DATABASE_URL=sqlite:/nowhere\n")
            let named = file == "other.env" ? ["--env-file", file] : []
            let run = try await world.keyturn(["plan"] + named, wrapper: without)
            #expect(run.exitCode == 0 && run.output.contains("Plan: 2 to issue."), "\(file)\n\(run)")
            try world.remove(file)
        }
        #expect(try await world.keyturn(["plan", "-e", "prod"], wrapper: without).exitCode == 1)

        let key = randomKey()
        try world.write(".env", "\n# c\nPROD_DATABASE_URL='\(url)'\n\(key) of prod\nexport ELSEWHERE\n=x\n")
        world.mayHoldKeys([".env"])
        let odd = try await world.keyturn(["plan"], wrapper: without)
        #expect(odd.exitCode == 0 && odd.errors.contains("warning[env-file-line]: .env: lines 4, 6 define"), "\(odd)")
        #expect(!odd.errors.contains(key) && !odd.output.contains(key))
    }

    @Test func `more of -v shows more`() async throws {
        let world = try await world()
        let (none, some, all) = (
            try await world.keyturn("plan"), try await world.keyturn("plan", "-v"),
            try await world.keyturn("plan", "-vv")
        )
        #expect(none.errors.isEmpty, "\(none)")
        #expect(some.errors.contains("reading the database") && !some.errors.contains("read 0 rows"), "\(some)")
        #expect(all.errors.contains("read 0 rows of declared owners") && all.errors.contains("SHA-256"), "\(all)")
    }

    @Test func `version, and explain by code, field, rule, check and action`() async throws {
        let world = try await world()
        #expect(try await world.keyturn("version").output == world.keyturn("--version").output)
        #expect(try await world.keyturn("version", "--format", "json").output.contains("\"version\""))
        for (name, kind) in [
            ("parallel-key", "diagnostic code"), ("rotation.overlap", "field"), ("overlap", "field"),
            ("min-overlap", "policy rule"), ("replace", "action"), ("fragment-shadowed", "check"),
            ("no-live-key", "reason"),
        ] {
            let run = try await world.keyturn("explain", name)
            #expect(run.exitCode == 0 && run.output.contains(kind), "\(run)")
        }
    }

    @Test(arguments: [("age-column: created_at", "ageColumn"), ("max-age: 30d", "maxAge")])
    func `a field that was renamed is refused with its new name`(_ line: String, _ name: String) async throws {
        let world = try await world()
        let text = try world.read("environments/dev.yaml")
        try world.write(
            "environments/dev.yaml",
            text + "watch:\n  - table: pm_provider_connections\n    columns: [api_token]\n    \(line)\n"
        )
        let run = try await world.keyturn("validate")
        #expect(run.exitCode == 1 && run.errorCodes.contains("unknown-field") && run.errors.contains(name), "\(run)")
    }
}
