internal import Foundation
internal import TestSupport
internal import Testing

/// Promise 3 where it is most at risk: verbose runs, passwords, errors that quote, crashes.
///
/// Every run of every test is searched already; these make the runs that are worth searching.
@Suite(.unlessItHangs) struct SecretsTests {
    private let world: World
    /// With characters that a URL writes in another way.
    private let password = "p4ss/\(randomUUID())@:%"
    private let role = "role_\(randomUUID().prefix(8))"

    init() throws {
        world = try World()
        world.keepSecret(password)
        world.keepSecret(encoded)
    }

    /// As a URL writes it.
    private var encoded: String {
        password.replacing("%", with: "%25").replacing("/", with: "%2F").replacing("@", with: "%40")
            .replacing(":", with: "%3A")
    }

    /// PostgreSQL with a login by password, a hand-made key, and a dev environment that shares it.
    private func found() throws -> Place {
        let old = randomKey()
        let prod = try world.addEnvironment("prod", .postgreSQLBySQL)
        for place in [prod, try world.addEnvironment("dev")] {
            try place.insertByHand(old)
            try world.paste(old, into: place)
        }
        try prod.database.execute(
            """
            CREATE ROLE \(role) LOGIN PASSWORD '\(password)';
            GRANT SELECT, INSERT, UPDATE ON users, user_mcp_api_keys TO \(role)
            """
        )
        return prod
    }

    private func url(_ place: Place, _ user: String) throws -> String {
        "postgresql://\(user)@127.0.0.1:\(try PostgreSQLCluster.shared().port)/\(place.database.name)"
    }

    @Test(arguments: ["text", "json"])
    func `the most verbose run of each verb shows neither a key nor the password in the URL`(
        _ format: String
    ) async throws {
        let prod = try found()
        world.setURL(prod, try url(prod, "\(role):\(encoded)"))
        for arguments in [
            ["validate"], ["plan"], ["status"], ["apply", "--yes"], ["plan"], ["status"], ["init", "-C", "new"],
        ] {
            let run = try await world.keyturn(arguments + ["-v", "-v", "--format", format])
            #expect(run.exitCode == 0, "\(run)")
            // What is looked for was said: the run was verbose, and it worked.
            if arguments[0] != "init" { #expect(run.errors.contains("configuration read"), "\(run)") }
        }
        try await world.expectOrder()
    }

    @Test(arguments: ["PGPASSFILE", "PGPASSWORD", ".pgpass"])
    func `a password that stands elsewhere than in the URL is used, and not shown`(_ way: String) async throws {
        let prod = try found()
        world.setURL(prod, try url(prod, role))
        let escaped = password.replacing("\\", with: #"\\"#).replacing(":", with: #"\:"#)
        switch way {
        case "PGPASSWORD": world.set(way, password)
        case ".pgpass": try writePasswords("home/.pgpass", escaped)
        default:
            try writePasswords("passwords", escaped)
            world.set(way, world.path("passwords"))
        }
        let apply = try await world.keyturn("apply", "--yes", "-vv")
        #expect(apply.exitCode == 0, "\(apply)")
        try await world.expectOrder()
    }

    private func writePasswords(_ file: String, _ escaped: String) throws {
        try world.write(file, "*:*:*:\(role):\(escaped)\n")
        try world.setMode(file, 0o600)
        world.mayHoldKeys([file])
    }

    @Test(
        arguments: [
            "postgresql://keyturn:SECRET@127.0.0.1:1/prod",
            "postgresql://keyturn:SECRET@no.such.host.invalid/prod",
            "postgresql://keyturn:SECRET@127.0.0.1:not-a-port/prod",
            "postgresql://keyturn@127.0.0.1:1/prod?password=SECRET&sslmode=nonsense",
            "postgresql://keyturn@127.0.0.1:1/prod?passwort=SECRET",
            "postgresql://keyturn:SECRET%@127.0.0.1:1/prod",
            "postgresql://keyturn:SECRET/x?@127.0.0.1:1/prod",
            "mysql://keyturn:SECRET@127.0.0.1/prod",
            "keyturn:SECRET@127.0.0.1/prod",
            "host=127.0.0.1 user=keyturn password=SECRET",
        ],
        ["in the file", "in a variable"]
    )
    func `a password in a URL that does not work is not shown`(_ pattern: String, _ place: String) async throws {
        let secret = "s3cret-\(randomUUID())"
        let text = pattern.replacing("SECRET", with: secret)
        world.keepSecret(secret)
        if place == "in the file" {
            try world.addEnvironment("prod", url: "\"\(text)\"")
            world.mayHoldKeys(["environments/prod.yaml"])
        } else {
            world.setURL(try world.addEnvironment("prod"), text)
        }
        for arguments in [["validate"], ["plan"], ["status", "--format", "json"], ["apply", "--yes"]] {
            let run = try await world.keyturn(arguments + ["-vv"])
            if arguments != ["validate"] { #expect(run.exitCode == 1, "\(run.exitCode ?? -1)") }
        }
    }

    @Test func `a key that was put into a configuration by mistake is masked in what is said about it`() async throws {
        let key = randomKey()
        world.keepSecret(key)
        try world.addEnvironment("dev")
        let text = try world.read("environments/dev.yaml")
        world.mayHoldKeys(["environments/dev.yaml", "environments/\(key).yaml"])
        for line in [
            "    api_key: \(key)", "    rotation: { overlap: \(key) }", "    \(key): 1",
            "\(key)",
            "    key: { name: x, prefix: \(key)$ }", "    deliver: [ { dotenv: ../\(key) } ]",
        ] {
            try world.write("environments/dev.yaml", text + line + "\n")
            for format in ["text", "json"] {
                let run = try await world.keyturn("validate", "--format", format, "-vv")
                #expect(run.exitCode == 1)
            }
        }
    }

    @Test func `a server that quotes the new key in an error is not repeated`() async throws {
        let prod = try world.addEnvironment("prod", .postgreSQLBySQL)
        try prod.database.execute(
            """
            CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'refused %', NEW.api_key USING DETAIL = NEW.api_key, HINT = NEW.api_key; END $$;
            CREATE TRIGGER tell BEFORE INSERT ON user_mcp_api_keys FOR EACH ROW EXECUTE FUNCTION tell()
            """
        )
        for format in ["text", "json"] {
            let run = try await world.keyturn("apply", "--yes", "-vv", "--format", format)
            #expect(run.exitCode == 1)
            #expect((run.output + run.errors).contains("refused"), "\(run)")
        }
        try prod.database.execute("DROP TRIGGER tell ON user_mcp_api_keys")
        try await world.expectConvergence()
    }

    @Test(arguments: ["mcp_x7Kp2QmZ9vR4tYb8WsLc3", nil])
    func `a key that someone passed as an argument is printed nowhere`(_ short: String?) async throws {
        try world.addEnvironment("prod")
        let key = short ?? randomKey()
        world.keepSecret(key)
        for arguments in [
            ["apply", key, "--yes"], ["show", key], ["plan", "-C", key], ["plan", "--out", "nowhere/\(key)/plan"],
            ["plan", "-e", key], ["verify", "prod/\(key)"], ["revoke", "prod/\(key)", "--yes"], ["rotate", key],
            ["isolation", "check", key, key], ["status", "--metrics-file", "nowhere/\(key)/m.prom"], [key],
            ["validate", "-C", "environments/\(key)"], ["validate", "-C", key, "--format", "json"],
        ] {
            let run = try await world.keyturn(arguments)
            // Metrics are extra: where they cannot be written, the command is done all the same.
            #expect(run.exitCode != 0 || arguments.contains("--metrics-file"), "\(run.exitCode)")
        }
    }

    @Test func `nothing of a running apply can be seen from outside`() async throws {
        let prod = try found()
        world.setURL(prod, try url(prod, "\(role):\(encoded)"))
        let gate = try Gate(world)
        let started = try await world.start("apply", "--yes", variables: gate.variables)
        try await gate.reached()

        let limits = try String(contentsOfFile: "/proc/\(started.process)/limits", encoding: .utf8)
        let core = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
        #expect(core.split(separator: " ").suffix(3).prefix(2) == ["0", "0"], "\(core)")
        // A process that cannot be dumped belongs, to others of the same user, to root.
        let owner = try FileManager.default.attributesOfItem(atPath: "/proc/\(started.process)/environ")
        #expect(owner[.ownerAccountID] as? Int == 0)

        let commandLine = try String(contentsOfFile: "/proc/\(started.process)/cmdline", encoding: .utf8)
        #expect(commandLine.split(separator: "\0").dropFirst() == ["apply", "--yes"])
        // What other programs were told is in a file, which is searched with all others.
        #expect(try world.read("gate/arguments").contains("check-ignore"))
        try gate.open()
        #expect(try await started.finish().exitCode == 0)
        try await world.expectOrder()
    }

    @Test(arguments: [SIGSEGV, SIGABRT, SIGILL, SIGQUIT])
    func `a crash leaves no core and prints no memory`(_ signal: Int32) async throws {
        _ = try found()
        let gate = try Gate(world)
        let started = try await world.start("apply", "--yes", variables: gate.variables)
        try await gate.reached()
        kill(started.process, signal)
        let run = try await started.finish()
        #expect(run.signal == signal, "\(run)")
        // Swift's own report of a crash shows registers and memory.
        #expect(!run.errors.contains("crash") && !run.errors.contains("0x"), "\(run)")
        #expect(world.files().allSatisfy { !$0.contains("core") })
        try gate.open()
        try await world.expectConvergence()
    }
}
