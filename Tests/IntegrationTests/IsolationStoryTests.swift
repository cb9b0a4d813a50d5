internal import Model
internal import TestSupport
internal import Testing

/// Three environments that share whatever can be shared: all of it is found and named, and fixed or refused.
@Suite(.unlessItHangs) struct IsolationStoryTests {
    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `rows behind a view are not called isolated`(_ kind: SeedDatabase.Kind) async throws {
        let world = try World()
        for name in ["staging", "prod"] { try world.addEnvironment(name, kind) }
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let shared = randomKey()
        let stranger = Owner(id: try #require(OwnerID(randomUUID())), email: "x@x", name: "X")
        for place in world.places {
            try place.database.insert(stranger)
            try place.database.insertKey(shared, owner: stranger.id, name: "n", createdAt: .current)
        }
        #expect(try await world.keyturn("isolation").exitCode == 1)
        let prod = try world.place("prod")
        try prod.database.execute(
            """
            ALTER TABLE user_mcp_api_keys RENAME TO k0;
            CREATE VIEW user_mcp_api_keys AS SELECT * FROM k0 WHERE name <> 'n'
            """
        )
        let seen = try await world.keyturn("isolation")
        #expect(seen.exitCode == 1 && seen.output.contains("which may hide some"), "\(seen)")
        for place in world.places {
            let export = try await world.keyturn("isolation", "export", "-e", place.name)
            #expect(export.errors.contains("manifest-incomplete") == (place.name == "prod"), "\(export)")
            try world.write("\(place.name).manifest.json", export.output)
        }
        let offline = try await world.keyturn("isolation", "check", "staging.manifest.json", "prod.manifest.json")
        #expect(offline.exitCode == 1 && offline.output.contains("which may hide some"), "\(offline)")
    }

    @Test(arguments: ["plain", "sha256", "sha512"])
    func `a table without owners shares none, and a key that is delivered nowhere is not replaced by apply`(
        scheme: String
    ) async throws {
        let world = try World()
        try world.write(
            "environments/_profiles.yaml",
            """
            profiles:
              tokens:
                table: tokens
                stored: { column: token, scheme: \(scheme) }
                name: { column: name }
                active: { column: live, live: [1], ended: 0 }
                created: { column: made, type: timestamp }

            """
        )
        let key = GatewayKey(text: randomKey())
        let digest = key.fingerprint.hex
        let shared = scheme == "plain" ? key.text : scheme == "sha256" ? digest : digest + digest
        // Rows of one day would be one row that was copied.
        for (name, day) in [("dev", "2026-01-01"), ("prod", "2026-01-02")] {
            let place = try world.addEnvironment(name)
            try place.database.execute(
                """
                CREATE TABLE tokens (token TEXT PRIMARY KEY, name TEXT NOT NULL, live INTEGER NOT NULL, made TEXT NOT NULL);
                INSERT INTO tokens VALUES ('\(shared)', 'Backend', 1, '\(day) 00:00:00');
                """
            )
            try world.write(
                "environments/\(name).yaml",
                """
                environment: \(name)
                database: { url: "${\(name.uppercased())_DATABASE_URL}", profile: tokens }
                output: ../deploy/\(name)
                identities:
                  backend: { key: { name: Backend, prefix: mcp_ }, deliver: [] }

                """
            )
        }
        let isolation = try await world.keyturn("isolation")
        #expect(isolation.exitCode == 1 && !isolation.output.contains("owner"), "\(isolation)")
        if scheme == "plain" {
            #expect(isolation.output.contains("1 live key"), "\(isolation)")
            #expect(
                isolation.output.contains("help: declare with `deliver` where the key of dev/backend and prod/backend")
            )
        }
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.errors.contains("warning[delivered-nowhere]"), "\(apply)")
    }

    @Test func `a key, a paste, a dead row and a JIRA token are found, and what is declared is fixed`() async throws {
        let world = try World()
        try world.addEnvironment("dev", .sqliteDashed)
        try world.addEnvironment("staging", .postgreSQLInOtherZones)
        try world.addEnvironment("prod", .postgreSQLByORM)
        let (shared, prodKey, former) = (randomKey(), randomKey(), randomKey())
        for place in world.places {
            try place.insertByHand(place.name == "prod" ? prodKey : shared)
            try place.insertByHand(former, name: "Old script", isActive: false)
        }
        let token = randomToken()
        for place in world.places {
            let file = "environments/\(place.name).yaml"
            let watch =
                "watch: [{ table: pm_provider_connections, columns: [api_token], label: [name, provider_type] }]\n"
            try world.write(file, try world.read(file) + watch)
            try place.database.insertProvider("Jira Cloud", token: token, createdAt: .current)
        }
        try world.write("deploy/dev/scratch/notes.txt", "prod: \(prodKey)\n")
        world.mayHoldKeys(["deploy/dev/scratch/notes.txt"])

        let before = try await world.keyturn("isolation")
        #expect(before.exitCode == 1, "\(before)")
        #expect(before.output.contains("Not isolated: 3 environments, 9 keys compared, 3 shared keys."))
        #expect(before.output.contains("prod:pm_provider_connections.api_token (Jira Cloud, jira)"), "\(before)")
        #expect(before.output.contains("remove it from dev:scratch/notes.txt by hand"))
        try await expectSameVerdictOffline(as: before, in: world)
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        #expect(apply.errors.contains("warning[shared-credential]"))
        // The token is for someone to replace where it comes from: Keyturn never writes it.
        #expect(try await world.keyturn("isolation").exitCode == 1)
        for place in world.places {
            #expect(place.providerCredentials == [token])
            let other = place.database.literal(randomToken())
            try place.database.execute("UPDATE pm_provider_connections SET api_token = \(other)")
        }
        let after = try await world.keyturn("isolation")
        #expect(after.exitCode == 0, "\(after)")
        #expect(after.output.contains("no key shared; 2 shared keys are ending."))
        #expect(try world.read("deploy/dev/scratch/notes.txt") == "prod: \(prodKey)\n")

        // Someone makes the dead one live again, in one environment alone.
        let staging = try world.place("staging")
        try staging.database.execute(
            "UPDATE user_mcp_api_keys SET is_active = true, name = \(staging.database.literal(Place.keyName)), "
                + "created_at = \(staging.database.time(.current + .seconds(60))) "
                + "WHERE api_key = \(staging.database.literal(former))"
        )
        let plan = try await world.keyturn("plan", "-e", "staging")
        let line = "! replace  staging/backend  \(fingerprint(former)) → new  shared with"
        #expect(plan.output.contains(line), "\(plan)")
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        #expect(try world.delivered(to: staging).values.allSatisfy { $0 != former })
    }

    @Test func `a database by another spelling and an output by a link are refused, and named`() async throws {
        let world = try World()
        let dev = try world.addEnvironment("dev", .sqliteDashed)
        let prod = try world.addEnvironment("prod", .sqliteDashed)
        try world.makeFolder("deploy/prod")
        try world.link("deploy/dev", to: "prod")
        try world.link("other.db", to: dev.database.name)
        world.setURL(prod, "sqlite:\(world.path("other.db"))")
        let isolation = try await world.keyturn("isolation")
        #expect(isolation.exitCode == 1, "\(isolation)")
        #expect(isolation.output.contains("One database: dev and prod"))
        #expect(isolation.output.contains("One output folder, or one inside the other: dev and prod"))
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 1, "\(apply)")

        for name in ["dev", "prod"] {
            let export = try await world.keyturn("isolation", "export", "-e", name)
            #expect(export.exitCode == 0, "\(export)")
            try world.write("\(name).json", export.output)
        }
        let check = try await world.keyturn("isolation", "check", "dev.json", "prod.json")
        #expect(check.exitCode == 1)
        #expect(check.output.hasSuffix(isolation.output), "\(check)")
    }

    @Test func `a database inside its own output folder keeps its locks`() async throws {
        let world = try World()
        let dev = try world.addEnvironment("dev", .sqliteDashed)
        try world.makeFolder("deploy/dev")
        try await world.keyturn("apply", "--yes")
        try dev.database.execute("VACUUM INTO '\(world.path("deploy/dev/server.db"))'")
        world.mayHoldKeys(["deploy/dev/server.db", "deploy/dev/server.db-journal"])
        world.setURL(dev, "sqlite:\(world.path("deploy/dev/server.db"))")
        let rotate = try await world.keyturn("rotate", "dev/backend", "--now", "--reason", "a test", "--yes")
        #expect(rotate.exitCode == 0, "\(rotate)")
        #expect(try await world.keyturn("isolation").exitCode == 0)
    }

    /// Under a pepper, from manifests alone; but for fingerprints, which are not the keys' own then.
    private func expectSameVerdictOffline(as online: Run, in world: World) async throws {
        try world.write("environments/_defaults.yaml", "isolation: { pepper: \"${KEYTURN_PEPPER}\" }\n")
        let pepper = randomKey(prefix: "")
        world.keepSecret(pepper)
        world.set("KEYTURN_PEPPER", pepper)
        for place in world.places {
            let export = try await world.keyturn("isolation", "export", "-e", place.name)
            #expect(export.exitCode == 0, "\(export)")
            try world.write("manifests/\(place.name).json", export.output)
        }
        let files = world.places.map { "manifests/\($0.name).json" }
        let check = try await world.keyturn(["isolation", "check"] + files)
        #expect(check.exitCode == 1, "\(check)")
        #expect(check.errors.isEmpty, "the seals are verified")
        func told(_ run: Run) -> String { run.output.replacing(/Shared key [0-9a-f]{12}/, with: "Shared key") }
        #expect(told(check).hasSuffix(told(online)), "\(check)")

        // Where no one knows the pepper, and nothing else is configured.
        let elsewhere = try await world.keyturn(["isolation", "check", "-C", "nowhere"] + files)
        #expect(elsewhere.output == check.output)
        #expect(elsewhere.errors.contains("note[manifest-unverified]"))
        try world.remove("environments/_defaults.yaml")
    }

    private func fingerprint(_ key: String) -> String { Fingerprint(of: Secret(text: key)).description }
}
