internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// What is someone else's where Keyturn writes or reads: files, folders by other names, variables, rows.
@Suite(.unlessItHangs) struct ForeignFileTests {
    private let world: World

    init() throws { world = try World() }

    @Test(arguments: [
        ("{ template: ../templates/x.mustache, file: x.conf }", "x.conf", "pw=hunter2\nserver {}\n"),
        ("{ secret: x, service: api, variable: X_FILE }", "secrets/x", "my own db password\n"),
        ("{ compose: api, variable: X }", "compose.keyturn.yaml", "services:\n  db:\n    image: postgres\n"),
    ])
    func `a whole file of someone else's is not replaced, and nothing is issued for it`(
        _ delivery: String,
        _ file: String,
        _ text: String
    ) async throws {
        let place = try world.addEnvironment("prod", deliver: [delivery])
        try world.write("templates/x.mustache", "key={{key}}\nlevel=info\n")
        let path = "\(place.output)/\(file)"
        world.mayHoldKeys([path])
        try world.write(path, text)
        for arguments in [["plan"], ["apply", "--yes"], ["rotate"]] {
            let run = try await world.keyturn(arguments)
            #expect(run.exitCode == 1 && run.errors.contains("error[foreign-file]"), "\(run)")
            #expect(!run.description.contains("hunter2") && !run.description.contains("my own"), "\(run)")
        }
        #expect(try world.read(path) == text)
        #expect(try place.database.execute("SELECT id FROM user_mcp_api_keys").isEmpty)

        try world.remove(path)
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        // One that holds a key of ours is ours, whatever was done to it.
        try world.write(path, try world.read(path) + "# mine\n")
        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 0 && !plan.errors.contains("foreign-file"), "\(plan)")
        let rotated = try await world.keyturn("rotate", "prod/backend", "--now", "--yes")
        #expect(rotated.exitCode == 0, "\(rotated)")
    }

    @Test func `a revoked key that another row holds in its other spelling is reported`() async throws {
        let place = try world.addEnvironment("prod")
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let line = try world.read("deploy/prod/backend.env").split(separator: "\n").first { $0.contains("=mcp_") }
        let key = String(try #require(line?.split(separator: "=").last))
        world.keepSecret(String(key.dropFirst(4)))
        let owner = try #require(OwnerID(randomUUID()))
        try place.database.insert(Owner(id: owner, email: "other@x.example", name: "Other"))
        _ = try place.database.insertKey(String(key.dropFirst(4)), owner: owner, name: "Old", createdAt: .current)

        let revoked = try await world.keyturn("revoke", "prod/backend", "--yes")
        #expect(revoked.warningCodes.contains("ended-key-works"), "\(revoked)")
        #expect(try await world.keyturn("plan").warningCodes.contains("ended-key-works"))
        #expect(try await world.keyturn("verify").errorCodes.contains("ended-key-works"))
        try place.database.execute("UPDATE user_mcp_api_keys SET is_active = 0 WHERE name = 'Old'")
        #expect(try await !world.keyturn("plan").warningCodes.contains("ended-key-works"))
    }

    @Test func `an output folder that a link leads to is not taken for a former one`() async throws {
        let place = try world.addEnvironment("prod")
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let (link, folder) = (world.path(place.output), world.path("deploy/2026-11"))
        try FileManager.default.moveItem(atPath: link, toPath: folder)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder)
        world.mayHoldKeys(World.fragments.map { "deploy/2026-11/\($0)" })
        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 0 && !plan.errors.contains("orphaned-fragment"), "\(plan)")
    }

    @Test func `a file of an environment that cannot be read is no orphan of another`() async throws {
        try world.addEnvironment("dev")
        let prod = try world.addEnvironment("prod")
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let text = try world.read("environments/prod.yaml")
        try world.write("environments/prod.yaml", text.replacing("PROD_DATABASE_URL", with: "NOT_SET"))
        let plan = try await world.keyturn("plan", "-e", "dev")
        #expect(!plan.description.contains("orphaned-"), "\(plan)")
        #expect(world.exists("\(prod.output)/backend.env"))
    }

    @Test(arguments: [
        "environment: prod\ndatabase: { url: \"postgresql://u:${PROD_PW}@${PROD_HOST}:1/x\" }\noutput: ../deploy/prod\n",
        "environment: prod\ndatabse: { url: \"postgresql://u:${PROD_PW}@h:1/x\" }\noutput: ../deploy/prod\n",
        "}}} broken: [ ${PROD_PW}\n", nil,
    ])
    func `a command gets no password of an environment whose file has a mistake in it`(_ file: String?) async throws {
        try world.addEnvironment("dev")
        let text = try world.read("environments/dev.yaml")
        try world.write("environments/dev.yaml", text + "    onChange: [sh, -c, \"env; exit 1\"]\n")
        if let file {
            try world.write("environments/prod.yaml", file)
        } else {
            let link = world.path("environments/prod.yaml")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere.yaml")
        }
        let password = randomToken()
        world.set("PROD_PW", password)
        let run = try await world.keyturn("apply", "--yes", "-e", "dev")
        #expect(run.errors.contains("hook-failed"), "\(run)")
        #expect(!run.description.contains(password) && !run.errors.contains("PROD_PW="), "\(run.exitCode)")
    }

    @Test func `an audit file that is a fragment, or another one by a link, is refused before anything is written`()
        async throws
    {
        let place = try world.addEnvironment("prod")
        let text = try world.read("environments/prod.yaml")
        try world.write("environments/prod.yaml", text + "audit: { path: ../deploy/prod/backend.env }\n")
        let run = try await world.keyturn("apply", "--yes")
        #expect(run.exitCode == 1 && run.errors.contains("error[audit-is-fragment]"), "\(run)")
        #expect(try place.database.execute("SELECT id FROM user_mcp_api_keys").isEmpty)

        try world.addEnvironment("dev")
        try world.write("audit/a.jsonl", "")
        try FileManager.default.linkItem(atPath: world.path("audit/a.jsonl"), toPath: world.path("audit/b.jsonl"))
        try world.write("environments/prod.yaml", text + "audit: { path: ../audit/a.jsonl }\n")
        try world.write(
            "environments/dev.yaml",
            try world.read("environments/dev.yaml") + "audit: { path: ../audit/b.jsonl }\n"
        )
        let linked = try await world.keyturn("apply", "--yes")
        #expect(linked.exitCode == 1 && linked.errors.contains("error[shared-audit]"), "\(linked)")
    }

    @Test func `an ignore rule for fragments alone leaves what a killed run writes to git`() async throws {
        try world.addEnvironment("prod", deliver: ["{ dotenv: backend.env, variable: PM_MCP_API_KEY }"])
        _ = try TestProcess.run(["git", "init", "-q", world.folder.path])
        try world.write(".gitignore", "/deploy/prod/backend.env\n*.db\n*.db-*\n")
        let plan = try await world.keyturn("plan")
        #expect(plan.errors.contains(".keyturn-*.tmp"), "\(plan)")
        try world.write(".gitignore", "/deploy/\n*.db\n*.db-*\n")
        #expect(try await !world.keyturn("plan").errors.contains(".keyturn-*.tmp"))
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `an empty file that someone else put there is not filled with a key`() async throws {
        let place = try world.addEnvironment("prod", deliver: ["{ dotenv: backend.env, variable: PM_MCP_API_KEY }"])
        let path = "\(place.output)/backend.env"
        try world.write(path, "\n")
        #expect(chown(world.path(path), 65_534, 65_534) == 0)
        let run = try await world.keyturn("apply", "--yes")
        #expect(run.exitCode == 0, "\(run)")
        var status = stat()
        #expect(stat(world.path(path), &status) == 0 && status.st_uid == 0 && status.st_mode & 0o777 == 0o600)
        #expect(try world.read(path).hasPrefix("# Written by keyturn;"))
    }
}
