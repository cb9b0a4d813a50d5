import Configuration
import Diagnostics
import Testing

/// One wrong thing in an otherwise valid file: its code and place, and nothing else.
struct BadFileTests {
    @Test(
        arguments: [
            // The text.
            ("", ["empty-file 1:1"]), ("# nothing\n", ["empty-file 1:1"]), ("---\n", ["empty-file 1:1"]),
            ("null\n", ["empty-file 1:1"]), ("- a\n", ["wrong-type 1:1"]), ("prod\n", ["wrong-type 1:1"]),
            ("a: [1, 2\n", ["yaml-syntax 1:4"]), ("a: \"b\n", ["yaml-syntax 1:4"]), ("a: [\n", ["yaml-syntax 1:4"]),
            ("a:\n  - b: { c: d\n", ["yaml-syntax 2:8"]), ("a: b: c\n", ["yaml-syntax 1:5"]),
            ("a:\n\tb: c\n", ["tab-indentation 2:1"]), ("a: @b\n", ["yaml-syntax 1:4"]), ("a: *b\n", ["bad-alias 1:4"]),
            ("a: &x [*x]\n", ["bad-alias 1:8"]), ("a: !include b\n", ["explicit-tag 1:4"]),
            ("a: !!binary b\n", ["explicit-tag 1:4"]), ("a: !!map b\n", ["explicit-tag 1:4"]),
            ("a: \u{1}\n", ["control-character 1:4"]), ("é: \u{2028}\n", ["control-character 1:4"]),
            (String(repeating: "[", count: 65), ["too-complex 1:65"]),
            (String(repeating: "a: {", count: 65), ["too-complex 1:256"]),
        ] as [(String, [String])]
    )
    func `a text that is not a document is refused at its place`(text: String, found: [String]) async {
        #expect(await load(prod: text).found == found)
    }

    @Test(
        arguments: [
            ([0x61, 0x3A, 0x20, 0xFF], "invalid-encoding 1:4"),
            ([0xC3, 0xA9, 0x0A, 0xC0, 0x80], "invalid-encoding 2:1"),
            ([0xED, 0xA0, 0x80], "invalid-encoding 1:1"), ([0xF4, 0x90, 0x80, 0x80], "invalid-encoding 1:1"),
            ([0x61, 0xE2, 0x82], "invalid-encoding 1:2"), ([0xFF, 0xFE, 0x61, 0x00], "invalid-encoding 1:1"),
            ([0xFE, 0xFF, 0x00, 0x61], "invalid-encoding 1:1"), ([0x61, 0x00], "control-character 1:2"),
        ] as [([UInt8], String)]
    )
    func `bytes that are not UTF-8 are refused at their line and column`(bytes: [UInt8], found: String) async {
        var files = MemoryFiles([:])
        files.files["/repo/environments/prod.yaml"] = bytes
        let loaded = await ConfigurationLoader(directory: "environments", variables: [:], files: files).load()
        #expect(loaded.found == [found])
    }

    @Test(
        arguments: [
            // Fields.
            ("output: ../deploy/prod\n", "outptu: ../deploy/prod\n", ["unknown-field 4:1"]),
            ("output: ../deploy/prod\n", "", ["missing-field 1:1"]),
            ("output: ../deploy/prod\n", "output:\n", ["missing-field 1:1"]),
            ("      every: 30d\n", "      evrey: 30d\n", ["unknown-field 17:7"]),
            ("      every: 30d\n", "      every: 30d\n      every: 40d\n", ["duplicate-key 18:7"]),
            ("      every: 30d\n", "      every: 30d\n      cron: \"0 3 * * SUN\"\n", ["bad-schedule 18:7"]),
            ("    rotation:\n", "    audit: {}\n    rotation:\n", ["misplaced-field 16:5"]),
            ("    rotation:\n", "    cron: x\n    rotation:\n", ["misplaced-field 16:5"]),
            ("      every: 30d\n", "      ? [a]\n      : 30d\n      every: 30d\n", ["wrong-type 17:9"]),
            ("      every: 30d\n", "      <<: { every: 30d }\n      every: 30d\n", ["merge-key 17:7"]),
            ("      every: 30d\n", "      every: [30d]\n", ["wrong-type 17:14"]),
            ("      every: 30d\n", "      every: 30\n", ["bad-duration 17:14"]),
            (
                "  backend:\n", "  backend: {}\n  backend:\n",
                ["missing-field 6:3", "missing-field 6:3", "missing-field 6:3", "duplicate-key 7:3"]
            ),
            ("  backend:\n", "  -backend:\n", ["bad-name 6:3"]),
            ("identities:\n", "identities:\n  x: y\n", ["wrong-type 6:6"]),
            // Values.
            ("environment: prod", "environment: staging", ["name-mismatch 1:14"]),
            ("sqlite:../deploy/prod.sqlite", "mysql://x/y", ["bad-database-url 3:8"]),
            ("sqlite:../deploy/prod.sqlite", "host=db dbname=prod", ["bad-database-url 3:8"]),
            ("sqlite:../deploy/prod.sqlite", "\"sqlite:\"", ["bad-database-url 3:8"]),
            ("sqlite:../deploy/prod.sqlite", "\"sqlite::memory:\"", ["bad-database-url 3:8"]),
            ("sqlite:../deploy/prod.sqlite", "sqlite:///prod.sqlite", ["bad-database-url 3:8"]),
            ("sqlite:../deploy/prod.sqlite", "postgresql://u:pw@h/d", ["warning password-in-file 3:8"]),
            ("sqlite:../deploy/prod.sqlite", "postgresql://u@h/d?password=pw", ["warning password-in-file 3:8"]),
            ("sqlite:../deploy/prod.sqlite", "${URL:-postgresql://u:pw@h/d}", ["warning password-in-file 3:8"]),
            ("sqlite:../deploy/prod.sqlite", "postgresql://u:${PASSWORD}@h/d", []),
            ("sqlite:../deploy/prod.sqlite", "postgresql://u@h/d", []),
            ("output: ../deploy/prod", "output: .", ["bad-output 4:9"]),
            ("output: ../deploy/prod", "output: ~/deploy", ["bad-output 4:9"]),
            ("output: ../deploy/prod", "output: \"~\"", ["bad-output 4:9"]),
            ("output: ../deploy/prod", "output: ~app/deploy", ["bad-output 4:9"]),
            ("output: ../deploy/prod", "output: ${NO_SUCH_VARIABLE:-~/deploy}", ["bad-output 4:9"]),
            ("sqlite:../deploy/prod.sqlite", "sqlite:~/prod.sqlite", ["bad-database-url 3:8"]),
            ("dotenv: backend.env", "dotenv: ~/backend.env", ["outside-output 22:19"]),
            ("file: nginx.conf", "file: ~/nginx.conf", ["outside-output 24:39"]),
            ("template: a.mustache", "template: ~/a.mustache", ["missing-template 24:21"]),
            ("template: a.mustache", "template: /repo/templates/a.mustache", ["template-outside 24:21"]),
            ("template: a.mustache", "template: /home/ci/.netrc", ["template-outside 24:21"]),
            ("template: a.mustache", "template: ../../.netrc", ["template-outside 24:21"]),
            ("template: a.mustache", "template: ../.git/config", ["template-outside 24:21"]),
            ("template: a.mustache", "template: ../sub/.GIT/config", ["template-outside 24:21"]),
            ("template: a.mustache", "template: ../templates/../../.netrc", ["template-outside 24:21"]),
            ("template: a.mustache", "template: ../templates/a.mustache", []),
            ("template: a.mustache", "template: ../../repo/templates/a.mustache", []),
            ("output: ../deploy/prod", "output: ../../..", ["bad-output 4:9"]),
            ("id: 00000000-0000-0000-0000-000000000000", "id: 12", ["bad-value 8:11"]),
            ("email: system@backend", "email: ''", ["bad-value 9:14"]),
            ("email: system@backend", "email: \"a\\0b\"", ["bad-value 9:14"]),
            ("email: system@backend", "email: " + String(repeating: "é", count: 256), ["too-long 9:14"]),
            ("email: system@backend", "email: " + String(repeating: "é", count: 255), []),
            ("prefix: mcp_", "prefix: mcp!", ["bad-prefix 13:15"]),
            ("prefix: mcp_", "prefix: \"\"", []),
            ("bytes: 32", "bytes: 15", ["weak-key 14:14"]), ("bytes: 32", "bytes: 16", []),
            ("bytes: 32", "bytes: 0x20", ["wrong-type 14:14"]), ("bytes: 32", "bytes: -1", ["wrong-type 14:14"]),
            ("bytes: 32", "bytes: 126", ["too-long 11:5"]), ("bytes: 32", "bytes: 125", []),
            ("bytes: 32", "bytes: 99999999999999999999", ["too-long 14:14"]),
            ("encoding: hex", "encoding: hxe", ["bad-value 15:17"]),
            ("overlap: 48h", "overlap: 0s", ["bad-duration 18:16"]),
            ("expires: 90d", "expires: 32d", ["bad-schedule 19:16"]), ("expires: 90d", "expires: 769h", []),
            ("      every: 30d\n", "", []), ("every: 30d", "every: 89d", ["bad-schedule 19:16"]),
            // Deliveries.
            ("compose: api", "compose: a/b", ["bad-name 21:20"]),
            ("compose: api,", "compose: api, dotenv: x,", ["misplaced-field 21:25"]),
            ("compose: api,", "", ["missing-field 21:9"]),
            ("{ compose: api, variable: PM_MCP_API_KEY }", "api", ["wrong-type 21:9"]),
            ("api, variable: PM_MCP_API_KEY }", "api }", ["missing-field 21:11"]),
            ("file: nginx.conf", "file: nginx.conf, variable: A", ["misplaced-field 24:51"]),
            ("variable: PM_MCP_API_KEY_FILE", "variable: 1A", ["bad-variable 23:59"]),
            ("dotenv: backend.env", "dotenv: /etc/passwd", ["outside-output 22:19"]),
            ("dotenv: backend.env", "dotenv: a/../../b", ["outside-output 22:19"]),
            ("dotenv: backend.env", "dotenv: ./b", ["bad-value 22:19"]),
            ("dotenv: backend.env", "dotenv: b/", ["bad-value 22:19"]),
            ("dotenv: backend.env", "dotenv: compose.keyturn.yaml", ["reserved-path 22:19"]),
            ("dotenv: backend.env", "dotenv: secrets/x", ["reserved-path 22:19"]),
            ("dotenv: backend.env", "dotenv: a/.keyturn-x", ["reserved-path 22:19"]),
            ("\"0640\"", "0640", []), ("\"0640\"", "640", []), ("\"0640\"", "0o640", ["bad-mode 22:64"]),
            ("\"0640\"", "4755", ["bad-mode 22:64"]), ("\"0640\"", "0666", ["bad-mode 22:64"]),
            ("\"0640\"", "0200", ["bad-mode 22:64"]), ("owner: app", "owner: \"a:b\"", ["bad-name 22:79"]),
            ("a.mustache", "b.mustache", ["missing-template 24:21"]),
            ("a.mustache", "../templates/a.mustache", []),
            // Variables.
            (
                "email: system@backend", "email: ${NOBODY}@x${NOTHING}",
                ["missing-variable 9:14", "missing-variable 9:25"]
            ),
            ("email: system@backend", "email: '${NOBODY}'", ["missing-variable 9:15"]),
            ("email: system@backend", "email: $HOME", ["bad-interpolation 9:14"]),
            ("email: system@backend", "email: a${X:?no}", ["bad-interpolation 9:15"]),
            ("email: system@backend", "email: a${X", ["bad-interpolation 9:15"]),
            ("email: system@backend", "email: a$$", []),
            ("every: 30d", "every: ${X:-30d}", []), ("every: 30d", "every: ${X:-30x}", ["bad-duration 17:14"]),
        ] as [(String, String, [String])]
    )
    func `a wrong value is refused at its place`(old: String, new: String, found: [String]) async {
        let loaded = await load(prod: Sample.prod(old, new), variables: ["PASSWORD": "generated"])
        #expect(loaded.found == found)
        #expect(loaded.environments.first?.hasErrors == found.contains { !$0.hasPrefix("warning") })
    }

    @Test func `what a misspelt name was meant to be is offered`() async {
        let loaded = await load(prod: Sample.prod("      every: 30d\n", "      evrey: 30d\n"))
        #expect(loaded.diagnostics.first?.fix == "did you mean `every`?")
    }

    @Test func `both places of a duplicate key are named`() async {
        let loaded = await load(prod: Sample.prod("      every: 30d\n", "      every: 30d\n      every: 40d\n"))
        #expect(loaded.diagnostics.first?.detail == "the first one is at environments/prod.yaml:17:7")
    }

    @Test func `what is expected and what was found are both said`() async {
        let loaded = await load(prod: Sample.prod("      every: 30d\n", "      every: [30d]\n"))
        #expect(loaded.diagnostics.first?.summary == "expected a duration such as 30d, found a list")
        #expect(loaded.diagnostics.first?.address == "prod/backend")
    }

    @Test func `a whole report reads like a compiler's`() async {
        let text = Sample.prod("      every: 30d\n", "      evrey: 30d\n").replacing(
            "overlap: 48h",
            with: "overlap: [48h]"
        )
        let loaded = await load(prod: text.replacing("sqlite:../deploy/prod.sqlite", with: "host=h password=x"))
        #expect(
            DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics) == """
                warning[password-in-file]: a password is in this file
                 --> environments/prod.yaml:3:8
                  |
                3 |   url: host=h password=••••••••
                  |        ^^^^^^^^^^^^^^^^^^^^^^^^
                  = note: everyone who can read the repository or its history can read it
                  = help: name a variable (${PROD_DATABASE_URL}), or use PGPASSFILE or a libpq service; then change
                          the password

                error[bad-database-url]: this is libpq's keyword/value form, not a URL
                 --> environments/prod.yaml:3:8
                  |
                3 |   url: host=h password=••••••••
                  |        ^^^^^^^^^^^^^^^^^^^^^^^^
                  = help: write postgresql://USER@HOST:PORT/DATABASE?KEYWORD=VALUE

                error[unknown-field]: unknown field `evrey` in `identities.backend.rotation`
                  --> environments/prod.yaml:17:7
                   |
                17 |       evrey: 30d
                   |       ^^^^^
                   = help: did you mean `every`?

                error[wrong-type]: expected a duration such as 30d, found a list
                  --> environments/prod.yaml:18:16
                   |
                18 |       overlap: [48h]
                   |                ^
                   = help: write a duration such as 30d


                """
        )
    }

    @Test(arguments: [
        (
            "    owner:\n", "    ownr:\n",
            ["unknown field `ownr` in `identities.backend`"]
        ),
        ("      email: system@backend\n", "", ["`identities.backend.owner.email` is missing"]),
        ("dotenv: backend.env", "dotenvv: x", ["unknown field `dotenvv` in `identities.backend.deliver[]`"]),
        ("output: ../deploy/prod\n", "", ["`output` is missing"]),
        ("  backend:\n", "  -backend:\n    x: y\n", ["unknown field `x` in `identities.NAME`"]),
    ])
    func `paths name the identity, where its name can be shown`(good: String, bad: String, summaries: [String]) async {
        let told = await load(prod: Sample.prod(good, bad)).diagnostics.map(\.summary)
        for summary in summaries { #expect(told.contains(summary), "\(told)") }
    }

    @Test(arguments: [
        ("output: ../deploy/prod", "output: ~/x", "write the full path, or ${HOME}/…"),
        ("sqlite:../deploy/prod.sqlite", "sqlite:~/x", "write the full path, or sqlite:${HOME}/…"),
        (
            "template: a.mustache", "template: ~/x",
            "copy it into the folder `templates` next to the environments, and name it without a path"
        ),
    ])
    func `a tilde is refused with what to write instead`(good: String, bad: String, fix: String) async throws {
        let diagnostic = try #require(await load(prod: Sample.prod(good, bad)).diagnostics.first)
        #expect(diagnostic.summary.hasSuffix("`~` is not read as a home folder"))
        #expect(diagnostic.fix == fix)
    }

    @Test(arguments: [
        ("output: ../deploy/prod", "output: ../~deploy"), ("dotenv: backend.env", "dotenv: ~backend.env"),
    ])
    func `a tilde elsewhere is a letter`(good: String, bad: String) async {
        #expect(await load(prod: Sample.prod(good, bad)).diagnostics == [])
    }

    @Test func `all errors of all files come in one run`() async {
        let loaded = await load([
            "environments/a.yaml": "environment: b\n", "environments/b.yaml": "x: [\n", "environments/c.yaml": "",
        ])
        #expect(Set(loaded.diagnostics.compactMap(\.location?.file)).count == 3)
        #expect(loaded.environments.map(\.name) == ["a", "b", "c"])
        #expect(loaded.environments.allSatisfy { $0.hasErrors })
    }

    @Test func `a file of garbage gives a bounded number of diagnostics and says how many more there are`() async {
        let text = (0..<1_000).map { "field\($0): 1\n" }.joined()
        let loaded = await load(prod: text)
        #expect(loaded.diagnostics.count == 51)
        #expect(loaded.diagnostics.last?.code == "more-diagnostics")
        #expect(loaded.diagnostics.last?.summary == "954 more problems in this file are not shown")
    }
}
