internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// Keys that someone found: no way of asking gives an all-clear that no one may give.
@Suite(.unlessItHangs) struct FoundKeyTests {
    // MARK: - Hook

    /// Commits through git, which calls the hook as it does for everyone; `$K` in the script is the key.
    private func script(_ world: World, _ key: String, _ script: String) async throws -> Run {
        let start = """
            set -eu
            kt=$1 K=\(key)
            export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@example.com GIT_COMMITTER_NAME=x
            export GIT_COMMITTER_EMAIL=x@example.com
            hook() {
                printf '#!/bin/sh\\nexec %s hook pre-commit -C %s "$@"\\n' "$kt" "$PWD/environments" >"$1"
                chmod +x "$1"
            }

            """
        try world.write("script", start + script)
        world.mayHoldKeys(["script"] + world.files().filter { $0.hasPrefix("repo/") })
        return try await world.keyturn([], wrapper: ["sh", world.path("script")])
    }

    private func world() async throws -> (World, key: String) {
        let world = try World()
        let place = try world.addEnvironment("prod")
        let key = randomKey()
        try place.insertByHand(key)
        world.mayHoldKeys(["repo/a", "repo/b", "repo/sub/c", "other/a", "other/b", "repo/n\nl"])
        return (world, key)
    }

    private static let repository = """
        git init -q repo; hook repo/.git/hooks/pre-commit; cd repo; mkdir sub
        echo none >a; echo none >b; echo none >sub/c; git add .; git commit -qm start --no-verify

        """

    @Test(
        .enabled(if: Tool.git.isInstalled),
        arguments: [
            "echo $K >a; git commit -qam two", "echo $K >a; git commit -qm two a",
            "echo $K >a; git commit -qm two -i a",
            "echo $K >a; git commit -qm two --amend -a", "echo $K >a; git commit -qm two --amend a",
            "echo $K >a; yes | git commit -qm two -p >/dev/null", "echo $K >sub/c; cd sub; git commit -qm two c",
            "echo $K >sub/c; cd sub; git commit -qam two", "echo $K >a; git add a; git commit -qm two",
            "git worktree add -q ../other; cd ../other; echo $K >a; git commit -qam two",
            "echo $K >a; cd ..; git --git-dir repo/.git --work-tree repo commit -qam two",
            "echo $K >a; cd ..; mv repo/.git bare; git --git-dir bare --work-tree repo commit -qam two",
            "echo $K >a; cp .git/index .git/mine; GIT_INDEX_FILE=.git/mine git commit -qam two",
        ]
    )
    func `however a commit is made, the hook looks at what it would hold`(commit: String) async throws {
        let (world, key) = try await world()
        let run = try await script(
            world,
            key,
            Self.repository + "(\(commit)) && echo committed\n echo end\n"
        )
        #expect(!run.output.contains("committed"), "\(run)")
        #expect(run.errors.contains("Nothing was committed"), "\(run)")
    }

    @Test(.enabled(if: Tool.git.isInstalled))
    func `a commit without a key passes the hook`() async throws {
        let (world, key) = try await world()
        let run = try await script(
            world,
            key,
            Self.repository + "echo $K >a; git add a; echo new >b; git commit -qm two b && echo committed\n"
        )
        #expect(run.output.contains("committed"), "\(run)")
    }

    @Test(.enabled(if: Tool.git.isInstalled))
    func `other commands go by no index that the environment names`() async throws {
        let (world, key) = try await world()
        let run = try await script(
            world,
            key,
            Self.repository + "echo $K >b; git add b; cd ..; GIT_INDEX_FILE=/nowhere $kt find --git repo\n"
        )
        #expect(run.exitCode == 1 && run.output.contains("repo/b:1:1"), "\(run)")
    }

    // MARK: - Names

    @Test(.enabled(if: Tool.git.isInstalled))
    func `a file whose name is not UTF-8 is searched in every way`() async throws {
        let (world, key) = try await world()
        let run = try await script(
            world,
            key,
            """
            git init -q repo; hook repo/.git/hooks/pre-commit; cd repo
            d=$(printf 'd\\351'); mkdir "$d"; echo $K >"$d/f"; echo $K >"$(printf 'n\\nl')"; git add .
            (git commit -qm one) && echo committed
            git commit -qm one --no-verify
            cd ..
            $kt find repo || true
            $kt find --git repo || true
            rm -r repo/d*; $kt find --history repo || true
            $kt find --format sarif --git repo || true
            """
        )
        #expect(!run.output.contains("committed"), "\(run)")
        #expect(run.errors.contains("d\\xe9/f:1:1"), "\(run)")
        #expect(!run.errors.contains("not read"), "\(run)")
        let places = run.output.split(separator: "\n").filter { $0.contains("d\\xe9/f:1:1") }
        #expect(places.count == 3, "\(run)")
        #expect(run.output.contains("(commit "))
        #expect(run.output.contains("repo/d%E9/f") && run.output.contains("repo/n%0Al"), "\(run)")
    }

    @Test func `an alert stays the same where lines move`() async throws {
        let (world, key) = try await world()
        var found: [[String]] = []
        for text in ["\(key)\n\(key)\n", "one\n\n\(key)\nthree \(key)\n"] {
            try world.write("repo/a", text)
            let run = try await world.keyturn("find", "repo", "--format", "sarif")
            found.append(run.output.split(separator: "\n").filter { $0.contains("keyturn/v2") }.map(String.init))
        }
        #expect(found[0].count == 2 && Set(found[0]).count == 2, "\(found)")
        #expect(found[0] == found[1])
    }

    @Test func `an owner's apostrophe is shown as it is`() async throws {
        let (world, _) = try await world()
        let place = try world.place("prod")
        let key = randomKey()
        try place.insertByHand(key, name: "O'Brien, Ltd 4 key")
        try world.write("repo/a", key)
        let run = try await world.keyturn("find", "repo")
        #expect(run.output.contains("\"O'Brien, Ltd 4 key\""), "\(run)")
    }

    // MARK: - Digests

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `a key of which a table holds another digest is found in files, in git and by the hook`(
        kind: SeedDatabase.Kind
    ) async throws {
        let shop = try Shop(kind)
        let key = ShopKey.random()
        try shop.insert(key, name: "by hand")
        try shop.declare()
        let run = try await script(
            shop.world,
            key.text,
            """
            git init -q repo; hook repo/.git/hooks/pre-commit; cd repo; echo "KEY=$K" >a; git add .
            (git commit -qm one) && echo committed
            git commit -qm one --no-verify; cd ..
            $kt find repo && echo clear; $kt find --git repo && echo clear
            $kt find --stdin <repo/a && echo clear; echo gone >repo/a; $kt find --history repo && echo clear
            $kt find repo && echo none
            """
        )
        #expect(run.exitCode == 0, "\(run)")
        #expect(!run.output.contains("clear") && !run.output.contains("committed"), "\(run)")
        #expect(run.output.split(separator: "\n").count { $0.contains(":1:5") } == 4, "\(run)")
        #expect(run.output.contains("by hand") && run.output.contains("none"))
        #expect(run.errors.contains("a:1:5"))
    }

    @Test func `slow digests are compared where a column says how a key begins, and counted where none does`()
        async throws
    {
        let world = try World()
        let place = Place(name: "prod", database: try SeedDatabase(.sqliteDashed))
        world.add(place)
        world.setURL(place)
        let key = ShopKey.random()
        try place.database.execute(
            """
            CREATE TABLE keys (id varchar(20) PRIMARY KEY, owner text NOT NULL, name text NOT NULL, start text,
                digest text NOT NULL, ends bigint, made bigint NOT NULL)
            """
        )
        try world.write("environments/_profiles.yaml", Self.slowProfile)
        try world.write(
            "environments/prod.yaml",
            """
            environment: prod
            database: { url: "${PROD_DATABASE_URL}", profile: slow }
            output: ../deploy/prod
            identities:
              backend:
                owner: acme
                key: { name: backend }
                deliver: [ { dotenv: a.env, variable: KEY } ]

            """
        )
        try world.write("key", key.text)
        let digest = """
            import hashlib, base64
            key = open('\(world.path("key"))', 'rb').read()
            print(base64.b64encode(hashlib.pbkdf2_hmac('sha256', key, b'saltsaltsalt', 600)).decode(), end='')
            """
        let stored = try await world.keyturn([], wrapper: ["python3", "-c", digest]).output
        try place.database.execute(
            """
            INSERT INTO keys VALUES ('one', 'other', 'by hand', '\(key.text.prefix(11))',
                'pbkdf2_sha256$600$saltsaltsalt$\(stored)', NULL, 1)
            """
        )
        try world.write("repo/a", "\(ShopKey.random().text) \(key.text)")
        let run = try await world.keyturn("find", "repo")
        #expect(run.exitCode == 1 && run.output.contains("a:1:39: ") && run.output.contains("by hand"), "\(run)")
        try place.database.execute("UPDATE keys SET start = NULL")
        let blind = try await world.keyturn("find", "repo")
        #expect(blind.exitCode == 1 && blind.errorCodes.contains("keys-not-searched"), "\(blind)")
        #expect(blind.errors.contains("1 key of prod was not searched for"), "\(blind)")
        #expect(blind.output.contains("looked for 0 keys"), "\(blind)")
        let whose = try await whose(world, key.text)
        #expect(whose.exitCode == 1 && whose.errorCodes.contains("keys-not-searched"), "\(whose)")
    }

    private static let slowProfile = """
        profiles:
          slow:
            table: main.keys
            key: { prefix: shop_, bytes: 24, encoding: base64url }
            stored:
              column: digest
              scheme: pbkdf2-sha256
              encoding: base64
              prefix: "pbkdf2_sha256$600${salt}$"
              rounds: 600
              length: 32
              salt: { length: 12, encoding: alphanumeric }
            lookup: { column: start, first: 11 }
            id: { column: id, made: text, length: 20 }
            owner: { column: owner, type: text }
            name: { column: name }
            expires: { column: ends, type: epoch-ms }
            created: { column: made, type: epoch-ms }

        """

    // MARK: - Manifests

    @Test(.enabled(if: Tool.git.isInstalled))
    func `a manifest that does not name every key does not pass`() async throws {
        let gateway = try Gateway(.sqliteDashed)
        try gateway.insert(GatewayKey(text: randomKey(prefix: "sk-")), name: "by hand")
        try gateway.declare()
        let run = try await script(
            gateway.world,
            randomKey(),
            """
            $kt isolation export -e prod >m.json
            git init -q repo; cd repo; echo none >a; git add .
            $kt hook pre-commit --manifest ../m.json -C ../nowhere && echo passed
            """
        )
        #expect(!run.output.contains("passed"), "\(run)")
        #expect(run.errorCodes.contains("keys-not-searched"), "\(run)")
        #expect(run.errors.contains("1 key of prod is not in the manifest"), "\(run)")
        #expect(run.errors.contains("isolation.pepper"))
    }

    @Test(.enabled(if: Tool.git.isInstalled))
    func `under a pepper no command is named that does not know the key`() async throws {
        let (world, old) = try await world()
        try world.write("environments/_defaults.yaml", "isolation: { pepper: \"${KEYTURN_PEPPER}\" }\n")
        world.set("KEYTURN_PEPPER", randomToken())
        #expect(try await world.keyturn("rotate", "prod/backend", "--now", "--yes").exitCode == 0)
        let run = try await script(
            world,
            old,
            """
            $kt isolation export -e prod >m.json
            git init -q repo; cd repo; echo $K >a; git add .
            $kt hook pre-commit --manifest ../m.json -C ../environments && echo passed
            """
        )
        #expect(!run.output.contains("passed"), "\(run)")
        #expect(run.errors.contains("a:1:1 (staged): a key of the manifest, live"), "\(run)")
        #expect(run.errors.contains("`keyturn revoke prod/backend`") && !run.errors.contains("--key"), "\(run)")
        #expect(run.errors.contains("keyturn whose"), "\(run)")
    }

    // MARK: - Whose

    private func whose(_ world: World, _ input: String) async throws -> Run {
        try world.write("input", input)
        world.mayHoldKeys(["input"])
        return try await world.keyturn(
            ["whose"],
            wrapper: ["sh", "-c", "exec \"$@\" <\(world.path("input"))", "sh"]
        )
    }

    @Test(
        arguments: [
            "%", "\"%\"", "'%'", "API_KEY=%", "export API_KEY=\"%\"", "  %\r\n", "Authorization: Bearer %", "Bearer %",
            "\"apiKey\": \"%\",", "X-API-Key: %", "API_KEY: '%'", "- %", "API_KEY = %",
        ]
    )
    func `a key is recognised in what stands around it where it was found`(line: String) async throws {
        let (world, key) = try await world()
        let run = try await whose(world, line.replacing("%", with: key))
        #expect(run.exitCode == 0 && run.output.contains("prod/backend"), "\(run)")
    }

    @Test(arguments: ["% %", "%\n%\n", "9d0f9beb", "curl -u % https://x", "{\"a\":1}"])
    func `what is not one key is refused, and not shown`(input: String) async throws {
        let (world, _) = try await world()
        let key = randomKey()
        world.keepSecret(key)
        let run = try await whose(world, input.replacing("%", with: key))
        #expect(run.exitCode == 64 && run.output.isEmpty, "\(run)")
        #expect(run.errors.contains("standard input "))
    }

    @Test func `a row is recognised as lists print it`() async throws {
        let shop = try Shop(.sqliteDashed)
        try shop.insert(ShopKey.random(), name: "by hand")
        try shop.declare()
        let list = try await shop.world.keyturn("inventory", "--format", "json")
        let mark = try #require(list.output.firstMatch(of: /row:[0-9a-f]{8}/))
        let run = try await whose(shop.world, String(mark.output))
        #expect(run.exitCode == 0 && run.output.contains("by hand"), "\(run)")
        #expect(try await whose(shop.world, "row:00000000").exitCode == 1)
    }
}
