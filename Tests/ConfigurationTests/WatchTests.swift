import Diagnostics
import Model
import Testing

@testable import Configuration

/// `watch`.
struct WatchTests {
    private func load(_ watch: String, variables: [String: String] = [:]) async -> LoadedConfiguration {
        await ConfigurationTests.load(prod: "watch:\n" + watch + Sample.prod, variables: variables)
    }

    @Test func `tables and files are read, with their places`() async throws {
        let loaded = await load(
            """
              - table: pm_provider_connections
                columns: [api_key, api_token]
                label: [name, provider_type]
                ageColumn: created_at
                maxAge: 180d
              - table: billing.accounts
                columns: ["Secret \\"Key\\""]
              - { file: ../legacy/.env, variables: [JIRA_API_TOKEN], maxAge: 2w }
              - { file: "${WHERE}/.env", variables: [A] }

            """,
            variables: ["WHERE": "/srv/x"]
        )
        #expect(loaded.diagnostics == [])
        let watches = try #require(loaded.environments.first?.environment?.watches)
        #expect(
            watches.map(\.source) == [
                .table(
                    .init(
                        name: "pm_provider_connections",
                        columns: ["api_key", "api_token"],
                        labels: ["name", "provider_type"],
                        ageColumn: "created_at"
                    )
                ), .table(.init(name: "billing.accounts", columns: ["Secret \"Key\""])),
                .file(.init(declared: "../legacy/.env", path: "/repo/legacy/.env", variables: ["JIRA_API_TOKEN"])),
                .file(.init(declared: "${WHERE}/.env", path: "/srv/x/.env", variables: ["A"])),
            ]
        )
        #expect(watches.map(\.maxAge) == [.seconds(180 * 86_400), nil, .seconds(14 * 86_400), nil])
        #expect(watches.map(\.location.description).first == "environments/prod.yaml:2:5")
    }

    @Test func `the defaults' list holds for every environment, until one has its own or none`() async throws {
        let defaults = "watch:\n  - { table: t, columns: [c] }\n"
        func watched(_ own: String) async -> [Watch]? {
            await ConfigurationTests.load([
                "environments/_defaults.yaml": defaults, "environments/prod.yaml": own + Sample.prod,
                "templates/a.mustache": "x",
            ]).environments.first?.environment?.watches
        }
        #expect(await watched("")?.map(\.location.file) == ["environments/_defaults.yaml"])
        #expect(await watched("watch: null\n") == [])
        #expect(await watched("watch: []\n") == [])
        #expect(await watched("watch:\n  - { file: .env, variables: [A] }\n")?.count == 1)
    }

    @Test(
        arguments: [
            ("  - x\n", ["wrong-type 2:5"]), ("  a: b\n", ["wrong-type 2:3"]), ("  - {}\n", ["missing-field 2:5"]),
            ("  - { columns: [a] }\n", ["missing-field 2:5"]), ("  - { table: t }\n", ["missing-field 2:7"]),
            ("  - { file: f }\n", ["missing-field 2:7"]),
            ("  - { table: t, columns: [a], file: f }\n", ["misplaced-field 2:31"]),
            ("  - { table: t, columns: [a], variables: [b] }\n", ["misplaced-field 2:31"]),
            (
                "  - { file: f, variables: [B], columns: [a], label: [l], ageColumn: c }\n",
                ["misplaced-field 2:32", "misplaced-field 2:46", "misplaced-field 2:58"]
            ), ("  - { table: t, columns: [a], maxAge: 3d }\n", ["missing-field 2:31"]),
            ("  - { table: t, columns: [] }\n", ["bad-value 2:26"]),
            ("  - { table: t, columns: [\"\", b] }\n", ["bad-value 2:27"]),
            ("  - { table: \"\", columns: [b] }\n", ["bad-value 2:14"]),
            ("  - { table: \"a\\0b\", columns: [\"c\\0\"] }\n", ["bad-value 2:14", "bad-value 2:32"]),
            ("  - { table: a.b.c, columns: [a] }\n", ["bad-value 2:14"]),
            ("  - { table: a., columns: [a] }\n", ["bad-value 2:14"]),
            ("  - { file: ~/.env, variables: [A] }\n", ["bad-value 2:13"]),
            ("  - { file: f, variables: [1A, B C] }\n", ["bad-variable 2:28", "bad-variable 2:32"]),
            ("  - { file: f, variables: [A], maxAge: soon }\n", ["bad-duration 2:40"]),
            ("  - { file: f, variables: [A], maxAge: 0d }\n", ["bad-duration 2:40"]),
            ("  - { tabel: t, columns: [a] }\n", ["missing-field 2:5", "unknown-field 2:7"]),
            ("  - { table: t, columns: [a, b], label: [B] }\n", ["watched-label 2:42"]),
            (
                "  - { table: t, columns: [a] }\n  - { table: t, columns: [b], label: [a] }\n",
                ["watched-label 3:39"]
            ),
            ("  - { table: t, columns: [a, a] }\n", ["duplicate-watch 2:30"]),
            (
                "  - { table: t, columns: [a] }\n  - { table: u, columns: [a] }\n  - { table: t, columns: [b, a] }\n",
                ["duplicate-watch 4:30"]
            ),
            (
                "  - { file: ../x/f, variables: [A] }\n  - { file: .././x/f, variables: [B, A] }\n",
                ["duplicate-watch 3:38"]
            ),
        ] as [(String, [String])]
    )
    func `a mistake is reported where it stands`(_ text: String, _ expected: [String]) async {
        #expect(await load(text).found == expected)
    }

    @Test func `every mistake of every entry is reported in one run`() async {
        let found = await load(
            "  - { table: a.b.c, columns: [x], maxAge: x }\n  - { file: f, variables: [-] }\n  - { file: f }\n"
        ).found
        #expect(
            found == [
                "bad-value 2:14", "missing-field 2:35", "bad-duration 2:43", "bad-variable 3:28", "missing-field 4:7",
            ]
        )
    }
}
