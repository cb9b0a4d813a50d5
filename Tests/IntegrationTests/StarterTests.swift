internal import TestSupport
internal import Testing

/// What `keyturn init` writes.
@Suite(.unlessItHangs) struct StarterTests {
    @Test func `every example in the starting point is one that can be taken as it is`() async throws {
        let world = try World()
        #expect(try await world.keyturn("init").exitCode == 0)
        try world.write("templates/nginx.conf.mustache", "# {{environment}}\n")
        var examples = 0
        for file in ["_defaults", "dev", "staging", "prod"] {
            let path = "environments/\(file).yaml"
            let lines = try world.read(path).split(separator: "\n", omittingEmptySubsequences: false).map { line in
                let text = line.drop { $0 == " " }
                let example = text.dropFirst(2)
                guard text.hasPrefix("# "), example.contains(": {") || example.hasPrefix("- {") else { return line }
                examples += 1
                return line.prefix(line.count - text.count) + example
            }
            try world.write(path, lines.joined(separator: "\n"))
        }
        #expect(examples >= 8)
        for name in ["DEV", "STAGING", "PROD"] { world.set("\(name)_DATABASE_URL", "sqlite:\(name).sqlite") }
        let validate = try await world.keyturn("validate")
        #expect(validate.exitCode == 0, "\(validate)")
    }

    @Test func `in a git repository keys and schemas are ignored from the start, and nothing is appended twice`()
        async throws
    {
        let world = try World()
        #expect(try await world.shell("git init -q .").exitCode == 0)
        try world.write(".gitignore", "node_modules/\r\ndeploy")
        let added = ["/environments/.schema/", "/audit/", "/.env", "/environments/.env"]
        #expect(
            try await world.keyturn("init").output.contains("added \(added.joined(separator: ", ")) to .gitignore\n")
        )
        let written = "node_modules/\r\ndeploy\n" + added.map { $0 + "\n" }.joined()
        #expect(try world.read(".gitignore") == written)
        #expect(try await world.keyturn("init").exitCode == 0)
        #expect(try world.read(".gitignore") == written)
        let seen = try await world.shell(
            "git check-ignore deploy/x environments/.schema/x environments/dev.yaml .env audit/dev.jsonl environments/.env"
        )
        #expect(seen.output == "deploy/x\nenvironments/.schema/x\n.env\naudit/dev.jsonl\nenvironments/.env\n")
    }

    @Test func `a folder that is a repository itself ignores what is in it`() async throws {
        let world = try World()
        #expect(try await world.shell("mkdir conf && git init -q conf").exitCode == 0)
        let run = try await world.keyturn(["init", "-C", "."], wrapper: ["env", "-C", "conf"])
        #expect(run.output.contains("added /.schema/, /.env to"), "\(run)")
        #expect(try world.read("conf/.gitignore") == "/.schema/\n/.env\n")
    }

    @Test func `a new environment beside others changes none of them`() async throws {
        let world = try World()
        try world.addEnvironment("prod")
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let run = try await world.keyturn("init", "-e", "dev")
        #expect(run.exitCode == 0 && !run.output.contains("_defaults.yaml"), "\(run)")
        world.set("DEV_DATABASE_URL", "sqlite:dev.sqlite")
        let valid = try await world.keyturn("validate")
        #expect(valid.exitCode == 0 && valid.output.contains("2 environments, 2 identities"), "\(valid)")
        #expect(try await world.keyturn("plan", "prod", "--detailed-exitcode").exitCode == 0)
    }

    @Test func `a configuration below a repository's root has its ignored folders beside it`() async throws {
        let world = try World()
        #expect(try await world.shell("git init -q . && mkdir -p 'a b'").exitCode == 0)
        #expect(try await world.keyturn("init", "-C", "a b/conf[1]").exitCode == 0)
        let seen = try await world.shell("git check-ignore 'a b/deploy/x' 'a b/conf[1]/.schema/x' deploy/x")
        #expect(seen.output == "a b/deploy/x\na b/conf[1]/.schema/x\n")
    }

    @Test func `the commented audit file works as soon as it is uncommented`() async throws {
        let world = try World()
        #expect(try await world.keyturn("init", "-e", "dev").exitCode == 0)
        let text = try world.read("environments/dev.yaml")
        try world.write("environments/dev.yaml", text.replacing("# audit: {", with: "audit: {"))
        let database = try SeedDatabase(.sqliteDashed)
        world.set("DEV_DATABASE_URL", Place(name: "dev", database: database).urlText)
        let run = try await world.keyturn("apply", "--yes")
        #expect(run.exitCode == 0, "\(run)")
        #expect(try await world.shell("stat -c %a audit").output == "700\n")
        #expect(try await world.keyturn("audit", "verify").exitCode == 0)
    }
}
