internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// Live keys of a table whose digests do not say which key they are of: what no fingerprint can tell is never an all-clear.
@Suite(.unlessItHangs) struct HiddenKeyTests {
    private static let kinds = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL]

    private func shop(
        _ kind: SeedDatabase.Kind,
        name: String = "backend",
        deliver: String = "[]"
    ) throws -> (Shop, ShopKey) {
        let shop = try Shop(kind)
        let key = ShopKey.random()
        try shop.insert(key, name: name)
        try shop.declare()
        let file = try shop.world.read("environments/prod.yaml")
        try shop.world.write(
            "environments/prod.yaml",
            file.replacing("[ { dotenv: shop.env, variable: SHOP_KEY } ]", with: deliver)
                .replacing("{ every: 30d, overlap: 2d, expires: 90d, retain: 10d }", with: "{ overlap: 2d }")
        )
        return (shop, key)
    }

    private func whose(_ world: World, _ input: String, _ arguments: String...) async throws -> Run {
        try world.write("input", input)
        world.mayHoldKeys(["input"])
        return try await world.keyturn(
            ["whose"] + arguments,
            wrapper: ["sh", "-c", "exec \"$@\" <\(world.path("input"))", "sh"]
        )
    }

    private func mark(in world: World) async throws -> String {
        let list = try await world.keyturn("inventory", "--format", "json")
        return String(try #require(list.output.firstMatch(of: /row:[0-9a-f]{8}/), "\(list)").output)
    }

    // MARK: - Whose

    @Test(arguments: kinds)
    func `of a fingerprint that cannot be compared whose gives no all-clear, and the text tells`(
        kind: SeedDatabase.Kind
    ) async throws {
        let (shop, key) = try shop(kind)
        let hex = Fingerprint(of: Secret(text: key.text)).hex
        for digits in [key.digits, hex] {
            let run = try await whose(shop.world, digits)
            #expect(run.exitCode == 1 && run.errorCodes == ["keys-not-searched"], "\(run)")
            #expect(run.output.contains("It is not known whether"), "\(run)")
            #expect(run.errors.contains("1 live key of prod is known by its digest only"), "\(run)")
            #expect(run.errors.contains("keyturn whose the key's text on standard input"), "\(run)")
        }
        let json = try await whose(shop.world, key.digits, "--format", "json")
        #expect(json.exitCode == 1 && json.output.contains("keys-not-searched"), "\(json)")
        let text = try await whose(shop.world, key.text)
        #expect(text.exitCode == 0 && text.output.contains("prod/backend"), "\(text)")
        let row = try await mark(in: shop.world)
        #expect(text.output.contains("--key \(row)"), "\(text)")
        let other = try await whose(shop.world, ShopKey.random().text)
        #expect(other.exitCode == 1 && other.errorCodes.isEmpty, "\(other)")
        #expect(other.output.contains("No database"), "\(other)")
    }

    @Test func `where every fingerprint is known the answer is as it was`() async throws {
        let shop = try Shop(.sqliteDashed)
        try shop.declare()
        try await shop.succeed("apply", "--yes")
        let run = try await whose(shop.world, ShopKey.random().digits)
        #expect(run.exitCode == 1 && run.errorCodes.isEmpty && run.output.contains("No database"), "\(run)")
    }

    @Test func `all digits of a key that only its row's mark tells lead to it`() async throws {
        let shop = try Shop(.sqliteDashed)
        try shop.declare()
        try await shop.succeed("apply", "--yes")
        let hex = Fingerprint(of: Secret(text: try shop.delivered().text)).hex
        try shop.world.remove("deploy/prod/shop.env")
        for digits in [String(hex.prefix(12)), String(hex.prefix(20)), hex] {
            let run = try await whose(shop.world, digits)
            #expect(run.exitCode == 0 && run.output.contains("prod/backend"), "\(run)")
        }
    }

    // MARK: - Revoke

    @Test(arguments: kinds)
    func `a revocation by a fingerprint that cannot be compared names the way by the text`(
        kind: SeedDatabase.Kind
    ) async throws {
        let (shop, key) = try shop(kind)
        let run = try await shop.world.keyturn("revoke", "prod/backend", "--key", key.digits, "--yes")
        #expect(run.exitCode == 1 && run.errorCodes == ["nothing-to-revoke"], "\(run)")
        #expect(run.errors.contains("1 live key of prod/backend is known by its digest only"), "\(run)")
        #expect(run.errors.contains("keyturn whose") && run.errors.contains("--key row:"), "\(run)")
        #expect(try shop.accepts(key))
    }

    @Test(arguments: ["text", "json"])
    func `a key of which no fingerprint is known is said not to be recorded`(format: String) async throws {
        let (shop, key) = try shop(.sqliteDashed)
        let row = try await mark(in: shop.world)
        // The second run finds it ended.
        for _ in 1...2 {
            let run = try await shop.world.keyturn(
                "revoke",
                "prod/backend",
                "--key",
                row,
                "--record",
                "--yes",
                "--format",
                format
            )
            #expect(run.exitCode == 0, "\(run)")
            let told = format == "json" ? run.output : run.errors
            #expect(told.contains("revocation-not-recorded") && told.contains(row), "\(run)")
            #expect(told.contains("SHA-256") && told.contains("keyturn whose"), "\(run)")
            #expect(!run.errors.contains("wrote"), "\(run)")
            #expect(try !shop.accepts(key))
            #expect(!shop.world.exists("environments/_revoked.yaml"))
        }
        #expect(try await shop.world.keyturn("validate").exitCode == 0)
    }

    @Test func `before anyone confirms a revocation it is said that it is not recorded`() async throws {
        let (shop, key) = try shop(.sqliteDashed)
        let row = try await mark(in: shop.world)
        let run = try await shop.world.screen(
            100,
            ["revoke", "prod/backend", "--key", row, "--record"],
            answer: "no"
        )
        let shown = run.output.withoutColour
        let warning = try #require(shown.range(of: "revocation-not-recorded"), "\(run)")
        let question = try #require(shown.range(of: "Type 'yes' to apply"), "\(run)")
        #expect(warning.lowerBound < question.lowerBound)
        #expect(try shop.accepts(key))
    }

    // MARK: - Verify and status

    @Test(arguments: kinds)
    func `what init declares of a table of digests passes verify`(kind: SeedDatabase.Kind) async throws {
        let (shop, _) = try shop(kind)
        let verify = try await shop.world.keyturn("verify")
        let failed = verify.output.split(separator: "\n").filter { $0.contains(" fail ") }
        // The tests' own server logs every statement.
        #expect(failed.allSatisfy { $0.contains("database-logging") }, "\(verify)")
        #expect(verify.output.contains("1 key is live; `deliver` is empty"), "\(verify)")
    }

    @Test func `where a fragment has to hold the text verify still fails, and status says what there is`() async throws
    {
        let (shop, _) = try shop(.sqliteDashed, deliver: "[ { dotenv: shop.env, variable: SHOP_KEY } ]")
        let verify = try await shop.world.keyturn("verify")
        let lines = verify.output.split(separator: "\n")
        #expect(lines.contains { $0.contains(" fail ") && $0.contains("store-active") }, "\(verify)")
        #expect(verify.output.words.joined(separator: " ").contains("run keyturn apply -e prod"), "\(verify)")
        let status = try await shop.world.keyturn("status")
        #expect(status.output.contains("1 with a live key whose text is not here"), "\(status)")
        #expect(!status.output.contains("without a key"), "\(status)")
    }

    @Test func `a database of digests that everyone can read is said to hold digests`() async throws {
        let (shop, _) = try shop(.sqliteDashed)
        let file = try shop.world.place("prod").database.name
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let doctor = try await shop.world.keyturn("doctor")
        let words = doctor.output.words.joined(separator: " ")
        #expect(words.contains("every user of this machine can read the digests of keys in it"), "\(doctor)")
    }

    // MARK: - Reissue

    @Test func `advice to reissue names one environment, and what is reissued is not said to be left`() async throws {
        let (shop, _) = try shop(.sqliteDashed, deliver: "[ { dotenv: shop.env, variable: SHOP_KEY } ]")
        try shop.insert(ShopKey.random(), name: "reports")
        let file = try shop.world.read("environments/prod.yaml")
        try shop.world.write(
            "environments/prod.yaml",
            file + """
                  reports:
                    owner: acme
                    key: { name: reports }
                    rotation: { overlap: 2d }
                    deliver: [ { dotenv: reports.env, variable: SHOP_KEY } ]

                """
        )
        shop.world.mayHoldKeys(["deploy/prod/reports.env"])
        let plan = try await shop.world.keyturn("plan")
        #expect(plan.errorCodes == ["fragments-absent"], "\(plan)")
        let words = plan.errors.words.joined(separator: " ")
        #expect(words.contains("keyturn apply -e prod --reissue prod/backend prod/reports"), "\(plan)")

        let apply = try await shop.world.keyturn("apply", "-e", "prod", "--reissue", "prod/backend", "--yes")
        let told = apply.errors.words.joined(separator: " ")
        #expect(told.contains("1 identity has live keys"), "\(apply)")
        #expect(told.contains("delivered there, except for prod/backend (--reissue)"), "\(apply)")
        #expect(told.contains("keyturn apply -e prod --reissue prod/reports"), "\(apply)")
        #expect(try shop.names().count == 3 && shop.accepts(shop.delivered()))
    }

    // MARK: - Import

    private static func imported(
        _ shop: Shop,
        into environment: String,
        matching patterns: String...
    ) async throws -> Run {
        let arguments = ["init", "-e", environment, "--from", "${PROD_DATABASE_URL}", "--profile", "shop"]
        return try await shop.world.keyturn(arguments + patterns.flatMap { ["--match", $0] })
    }

    @Test func `several patterns take what any of them is like`() async throws {
        let (shop, _) = try shop(.sqliteDashed)
        for name in ["reports", "billing", "other"] { try shop.insert(ShopKey.random(), name: name) }
        try shop.world.remove("environments/prod.yaml")
        let run = try await Self.imported(shop, into: "prod", matching: "billing", "rep*")
        #expect(run.exitCode == 0 && run.output.contains("prod: 2 identities"), "\(run)")
        let file = try shop.world.read("environments/prod.yaml")
        #expect(file.contains("\n  billing:\n") && file.contains("\n  reports:\n"), "\(file)")
        let none = try await Self.imported(shop, into: "dev", matching: "x", "y")
        #expect(none.exitCode == 1 && none.errors.contains("like 'x' or 'y'"), "\(none)")
    }

    @Test func `an id that looks like a key is shown where a key stays undeclared`() async throws {
        let (shop, _) = try shop(.sqliteDashed, name: "")
        let id = String(randomUUID().replacing("-", with: "").uppercased().prefix(20))
        try shop.execute("UPDATE \"ApiKeys\" SET \"Id\" = '\(id)'")
        try shop.world.remove("environments/prod.yaml")
        let run = try await Self.imported(shop, into: "prod")
        #expect(run.output.contains("of owner acme in row \(id): the key has no name"), "\(run)")
    }

    // MARK: - Dates

    @Test(arguments: kinds)
    func `a row that is dated ahead names its own column, and how the profile reads it`(
        kind: SeedDatabase.Kind
    ) async throws {
        let (shop, key) = try shop(kind, deliver: "[ { dotenv: shop.env, variable: SHOP_KEY } ]")
        try shop.world.write("deploy/prod/shop.env", "SHOP_KEY=\(key.text)\n")
        try shop.world.setMode("deploy/prod/shop.env", 0o600)
        try shop.age(days: -7)
        let run = try await shop.world.keyturn("plan")
        let words = run.errors.words.joined(separator: " ")
        // A file has no clock of its own: its newest row is taken for one.
        #expect(words.contains(kind.isPostgreSQL ? "future-issue-date" : "clock-differs"), "\(run)")
        #expect(words.contains("the row's `CreatedMs`, or how the profile shop reads it: `type` and `zone`"), "\(run)")
    }
}
