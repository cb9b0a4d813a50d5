internal import TestSupport
internal import Testing

/// Promise 3 for keys that look like words: what a run has read is hidden by its value, whoever quotes it.
///
/// Every run of every test is searched for the keys of all stores; these make the runs that quote one.
@Suite(.unlessItHangs) struct SeenKeysTests {
    private let world: World

    init() throws { world = try World() }

    /// As long as the shortest key, and so orderly that nothing takes it for one.
    private static func wordlike() -> String {
        let small = Array("abcdefghijklmnopqrstuvwxyz")
        func letters(_ count: Int) -> String { String((0..<count).map { _ in small.randomElement() ?? "a" }) }
        return [5, 5, 4].map { letters(1).uppercased() + letters($0) }.joined() + letters(4) + "g"
    }

    private func environment(_ name: String, _ kind: SeedDatabase.Kind, holds key: String) throws -> Place {
        let place = try world.addEnvironment(name, kind, rotation: "{ every: 30d, overlap: 48h }")
        let file = "environments/\(name).yaml"
        try world.write(
            file,
            try world.read(file).replacing(
                "prefix: mcp_, bytes: 32, encoding: hex",
                with: "prefix: \"\", bytes: 16, encoding: base64url"
            )
        )
        try place.insertByHand(key)
        return place
    }

    private func announce(_ command: String, in name: String) throws {
        let file = "environments/\(name).yaml"
        try world.write(file, try world.read(file) + "onChange: [sh, -c, \"\(command)\"]\n")
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL], [0, 1])
    func `a command that prints another environment's key is not quoted with it`(
        _ kind: SeedDatabase.Kind,
        _ code: Int
    ) async throws {
        let key = Self.wordlike()
        let dev = try environment("dev", kind, holds: key)
        _ = try environment("prod", kind, holds: Self.wordlike())
        try world.write("note", "It is \(key), in \u{1b}[1m\(key.prefix(9))\u{1b}[0m\(key.dropFirst(9)).\n")
        world.mayHoldKeys(["note"])
        try announce("cat ../note; exit \(code)", in: "prod")
        let run = try await world.keyturn("apply", "-e", "prod", "--yes", "-v")
        #expect(run.exitCode == Int32(code) && run.errors.contains("It is ["), "\(run)")
        #expect(dev.keys == [key])
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `a server that quotes a key in its refusal is not quoted with it`(_ kind: SeedDatabase.Kind) async throws {
        let key = Self.wordlike()
        let place = try environment("prod", kind, holds: key)
        try place.database.execute(
            kind == .sqliteDashed
                ? "CREATE TRIGGER no BEFORE INSERT ON user_mcp_api_keys BEGIN SELECT RAISE(ABORT, 'not with \(key)'); END"
                : """
                CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'not with %', '\(key)'; END $$;
                CREATE TRIGGER no BEFORE INSERT ON user_mcp_api_keys FOR EACH ROW EXECUTE FUNCTION no()
                """
        )
        for format in ["text", "json"] {
            let run = try await world.keyturn("apply", "--yes", "-vv", "--format", format)
            #expect(run.exitCode == 1 && (run.errors + run.output).contains("not with ["), "\(run)")
        }
        #expect(place.keys == [key])
    }
}
