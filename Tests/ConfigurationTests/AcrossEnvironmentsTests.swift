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
        ("postgresql://u@h/d", "postgresql://v@h/d"), ("postgresql://h/d", "postgresql://h:5432/d?sslmode=require"),
        ("postgresql://DB.example.com/d", "postgresql://db.example.com/d"),
    ])
    func `two spellings of one database are refused in both environments`(first: String, second: String) async {
        let loaded = await load((first, "../deploy/prod"), (second, "../deploy/staging"))
        #expect(loaded.found == ["shared-database 2:18", "shared-database 2:18"])
        #expect(loaded.diagnostics.map(\.address) == ["prod", "staging"])
        #expect(loaded.environments.allSatisfy { $0.hasErrors })
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
