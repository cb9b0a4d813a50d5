import Configuration
import Diagnostics
import Testing

struct AcrossEnvironmentsTests {
    private func load(_ first: (url: String, output: String), _ second: (url: String, output: String)) async
        -> LoadedConfiguration
    {
        func text(_ name: String, _ values: (url: String, output: String)) -> String {
            "environment: \(name)\ndatabase: { url: \"\(values.url)\" }\noutput: \(values.output)\nidentities: {}\n"
        }
        return await ConfigurationTests.load([
            "environments/prod.yaml": text("prod", first), "environments/staging.yaml": text("staging", second),
        ])
    }

    @Test(arguments: [
        ("sqlite:a.db", "sqlite:a.db"), ("sqlite:a.db", "sqlite:../environments/./a.db"),
        ("sqlite:a.db", "sqlite:/repo/environments/a.db"), ("postgresql://h/d", "postgres://h/d"),
        ("postgresql://h/d", "postgresql://h:5432/d?sslmode=require"),
        ("postgresql://u@h/d", "postgresql://h/d?user=u"),
        ("postgresql://h/d?options=-csearch_path%3Da", "postgresql://h/d?options=-c%20search_path=a"),
        ("postgresql://DB.example.com/d", "postgresql://db.example.com/d"),
    ])
    func `two spellings of one database are refused in both environments`(first: String, second: String) async {
        let loaded = await load((first, "../deploy/prod"), (second, "../deploy/staging"))
        #expect(loaded.found == ["shared-database 2:18", "shared-database 2:18"])
        #expect(loaded.diagnostics.map(\.address) == ["prod", "staging"])
        #expect(loaded.environments.allSatisfy { $0.hasErrors })
    }

    @Test(arguments: [
        ("postgresql://u@h/d", "postgresql://v@h/d"),
        ("postgresql://h/d", "postgresql://h/d?options=-csearch_path%3Da"),
        ("postgresql://h/d?options=-csearch_path%3Da", "postgresql://h/d?options=--search_path%3Db"),
        ("postgresql://h/d?options=-csearch_path%3Da,public", "postgresql://h/d?options=-csearch_path%3Db,public"),
    ])
    func `one database in which the key table may be another is only warned of`(first: String, second: String) async {
        let loaded = await load((first, "../deploy/prod"), (second, "../deploy/staging"))
        #expect(loaded.found == ["warning one-database 2:18", "warning one-database 2:18"])
        #expect(loaded.environments.allSatisfy { !$0.hasErrors })
    }

    private static func profile(_ name: String, _ table: String) -> String {
        """
          \(name):
            table: \(table)
            stored: { column: key }
            name: { column: name }
            created: { column: made, type: timestamp }

        """
    }

    /// Two environments with one URL and a profile each.
    private func load(url: String, tables: (String, String), policy: String? = nil) async -> LoadedConfiguration {
        func text(_ name: String) -> String {
            """
            environment: \(name)
            database: { url: "\(url)", profile: \(name) }
            output: ../deploy/\(name)
            identities: {}

            """
        }
        var files = [
            "environments/prod.yaml": text("prod"), "environments/staging.yaml": text("staging"),
            "environments/_profiles.yaml": "profiles:\n" + Self.profile("prod", tables.0)
                + Self.profile("staging", tables.1),
        ]
        if let policy { files["environments/_policy.yaml"] = policy }
        return await ConfigurationTests.load(files)
    }

    @Test(arguments: [
        ("postgresql://h/d", "a.keys", "b.keys", true), ("postgresql://h/d", "keys", "tokens", true),
        ("postgresql://h/d", "a.keys", "a.keys", false), ("postgresql://h/d", "keys", "keys", false),
        ("postgresql://h/d", "keys", "public.keys", true), ("postgresql://h/d", "keys", "Keys", true),
        ("postgresql://h/d?options=-csearch_path%3Da", "keys", "a.keys", false),
        ("postgresql://h/d?options=-csearch_path%3DA", "keys", "a.keys", false),
        ("postgresql://h/d?options=-csearch_path%3Da", "keys", "b.keys", true),
        ("sqlite:a.db", "keys", "tokens", true), ("sqlite:a.db", "keys", "Keys", false),
    ])
    func `two key tables of one database are warned of, one key table is refused`(
        url: String,
        first: String,
        second: String,
        areTwo: Bool
    ) async {
        let loaded = await load(url: url, tables: (first, second))
        let code = areTwo ? "warning one-database" : "shared-database"
        #expect(loaded.found == ["\(code) 2:18", "\(code) 2:18"])
        #expect(loaded.environments.allSatisfy { $0.hasErrors != areTwo })
    }

    @Test func `where the rule is set it judges, and nothing is warned of`() async {
        let rule = "rules: { distinct-databases: { prod: true } }\n"
        let loaded = await load(url: "sqlite:a.db", tables: ("keys", "tokens"), policy: rule)
        #expect(loaded.diagnostics.map(\.address) == ["staging"])
    }

    @Test(arguments: [
        ("sqlite:a.db", "sqlite:b.db"), ("postgresql://h/d", "postgresql://h/e"),
        ("postgresql://h/d", "postgresql://i/d"),
        ("postgresql://h/d", "postgresql://h:5433/d"), ("postgresql:///d?service=a", "postgresql:///d?service=b"),
        ("postgresql://a@h", "postgresql://b@h"),
    ])
    func `two databases are allowed`(first: String, second: String) async {
        #expect(await load((first, "../deploy/prod"), (second, "../deploy/staging")).found == [])
    }

    @Test(arguments: [
        ("../deploy", "../deploy"), ("../deploy", "../deploy/"), ("../deploy", "../deploy/staging"),
        ("../deploy/a/b", "/repo/deploy"),
    ])
    func `output folders that are one or inside each other are refused`(first: String, second: String) async {
        let loaded = await load(("sqlite:a.db", first), ("sqlite:b.db", second))
        #expect(loaded.found == ["shared-output 3:9", "shared-output 3:9"])
    }

    @Test func `folders whose names begin alike are two folders`() async {
        #expect(await load(("sqlite:a", "../deploy/a"), ("sqlite:b", "../deploy/ab")).found == [])
    }

    @Test func `a database inside an output folder is allowed`() async {
        #expect(await load(("sqlite:../deploy/a/db", "../deploy/a"), ("sqlite:b", "../deploy/b")).found == [])
    }

    @Test(arguments: [
        ("0001", "a@b", "A", "K", ["duplicate-identity 8:3"]), ("0001", "a@b", "A", "L", []),
        ("0001", "x@y", "A", "L", ["owner-conflict 8:3"]), ("0001", "a@b", "X", "L", ["owner-conflict 8:3"]),
        ("0002", "a@b", "A", "K", ["owner-conflict 8:3"]), ("0002", "x@y", "A", "K", []),
    ])
    func `identities of one environment agree about owners and share no rows`(
        id: String,
        email: String,
        name: String,
        key: String,
        found: [String]
    ) async {
        let loaded = await ConfigurationTests.load(
            prod: """
                environment: prod
                database: { url: "sqlite:x" }
                output: ../deploy/prod
                identities:
                  a:
                    { owner: { id: 0000000000000000000000000000\("0001"), email: a@b, name: A }, key: { name: K },
                      deliver: [{ compose: s, variable: A }] }
                  b:
                    { owner: { id: 0000000000000000000000000000\(id), email: \(email), name: \(name) }, key: { name: \(key) },
                      deliver: [{ compose: s, variable: B }] }
                """
        )
        #expect(loaded.found == found)
    }
}
