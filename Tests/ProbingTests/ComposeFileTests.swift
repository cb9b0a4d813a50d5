import Model
import Testing
import Verification

@testable import Probing

/// What a compose file says of its services' variables.
@Suite struct ComposeFileTests {
    private func project(_ text: String, besides override: String? = nil) async throws -> ComposeProject {
        var files = ["/repo/compose.yaml": text]
        files["/repo/compose.override.yaml"] = override
        return try await project(files)
    }

    /// Files by absolute path; one that holds nothing but `unreadable` cannot be read.
    private func project(_ files: [String: String], from folder: String = "/repo/deploy/prod") async throws
        -> ComposeProject
    {
        let loader = ComposeLoader { path in
            switch files[path] {
            case nil: .missing
            case "unreadable"?: .unreadable("Permission denied")
            case let text?: .content(Secret(text: text))
            }
        }
        return try #require(await loader.project(from: folder))
    }

    private func values(_ environment: String) async throws -> [String: ComposeProject.Value] {
        let project = try await project("services:\n  api:\n    environment: \(environment)\n")
        return (project.services["api"]?.environment ?? [:]).mapValues(\.value)
    }

    private static func literal(_ text: String) -> ComposeProject.Value {
        .literal(Fingerprint(of: Secret(text: text)))
    }

    @Test(
        arguments: [
            ("deploy/a.env", ["/repo/deploy/a.env"]),
            ("[./a.env, ../b.env, /c.env]", ["/repo/a.env", "/b.env", "/c.env"]),
            ("[{ path: a.env, required: false }, b.env]", ["/repo/a.env", "/repo/b.env"]),
            ("['${WHERE}/a.env', b.env, '']", ["/repo/b.env"]), ("~/a.env", []),
            ("{}", []),
        ]
    )
    func `env files are paths from the compose file, in their order`(_ text: String, _ paths: [String]) async throws {
        #expect(try await project("services: { api: { env_file: \(text) } }").services["api"]?.envFiles == paths)
    }

    @Test func `an env file may be handed on as it stands, in one format that is known`() async throws {
        let text = "[{ path: a.env, format: raw, required: false }, { path: b.env }, { path: c.env, format: odd }]"
        let project = try await project("services: { api: { env_file: \(text) } }")
        #expect(project.services["api"]?.envFiles == ["/repo/a.env", "/repo/b.env", "/repo/c.env"])
        #expect(project.services["api"]?.rawFiles == ["/repo/a.env"])
        #expect(project.unread == ["/repo/compose.yaml: the format of an `env_file` is not known"])
    }

    @Test func `environment is a map or a list`() async throws {
        let expected: [String: ComposeProject.Value] = [
            "A": Self.literal("one"), "B": .variable("B", otherwise: nil), "C": .literal(nil), "D": Self.literal("x=y"),
        ]
        #expect(try await values("{ A: one, B: , C: '', D: x=y }") == expected)
        #expect(try await values("[A=one, B, C=, D=x=y]") == expected)
    }

    @Test(
        arguments: [
            ("$N", .variable("N", otherwise: nil)), ("${N}", .variable("N", otherwise: nil)),
            ("${N:?must be set}", .variable("N", otherwise: nil)), ("${N-d}", .variable("N", otherwise: d)),
            ("${N:-d}", .variable("N", otherwise: d)), ("${N:-}", .variable("N", otherwise: nil)),
            ("a$N", .other), ("${N}${M}", .other), ("$$N", .other), ("${N:+d}", .other), ("${}", .other), ("$", .other),
        ] as [(String, ComposeProject.Value)]
    )
    func `a value may come from a variable`(_ text: String, _ value: ComposeProject.Value) async throws {
        #expect(try await values("{ A: '\(text)' }") == ["A": value])
    }

    private static let d = Fingerprint(of: Secret(text: "d"))

    @Test func `anchors and merge keys mean what they mean to compose`() async throws {
        let project = try await project(
            """
            x-one: &one { A: one, B: one }
            x-two: &two { B: two, C: two }
            x-service: &service
              env_file: &files [a.env]
              environment: { <<: [*one, *two], A: own }
            services:
              api:
                <<: *service
              worker:
                <<: *service
                env_file: *files
                environment: { <<: *two }
            """
        )
        #expect(
            project.services["api"]?.environment.mapValues(\.value) == [
                "A": Self.literal("own"), "B": Self.literal("one"), "C": Self.literal("two"),
            ]
        )
        #expect(project.services["worker"]?.environment.keys.sorted() == ["B", "C"])
        #expect(project.services.values.allSatisfy { $0.envFiles == ["/repo/a.env"] })
    }

    @Test func `the override's values win, and its env files come last`() async throws {
        let project = try await project(
            "services: { api: { env_file: a.env, environment: { A: one, B: one } }, db: {} }",
            besides: "services: { api: { env_file: b.env, environment: [A=two] } }"
        )
        let api = try #require(project.services["api"])
        #expect(api.envFiles == ["/repo/a.env", "/repo/b.env"])
        #expect(api.environment["A"]?.value == Self.literal("two"))
        #expect(api.environment["A"]?.file == "/repo/compose.override.yaml")
        #expect(api.environment["B"]?.file == "/repo/compose.yaml")
        #expect(project.services.keys.sorted() == ["api", "db"])
    }

    @Test(arguments: ["", "services", "services: []", "services: { api: }", "a: b"])
    func `a file without services says nothing`(_ text: String) async throws {
        #expect(try await project(text).services.values.allSatisfy { $0.envFiles.isEmpty })
    }

    @Test(
        arguments: [
            "services: [p4ssw0rd-of-someone", "services: { api: { environment: { A: *p4ssw0rd } } }",
            "services: { api: { environment: { A: !p4ssw0rd x } } }", "A: &p4ssw0rd [*p4ssw0rd]",
        ]
    )
    func `what is no YAML is reported, without its text`(_ text: String) async throws {
        let unread = try await project(text).unread
        #expect(unread.count == 1 && unread[0].contains("line 1") && !unread[0].contains("p4ssw0rd"))
    }

    // MARK: - What a file leads to

    @Test func `what a service extends comes under it, with the paths of its own file`() async throws {
        let found = try await project([
            "/repo/compose.yaml": """
            services:
              base: { env_file: a.env, environment: { A: base, B: base } }
              near: { extends: base, environment: { B: near } }
              far: { extends: { file: sub/other.yaml, service: middle }, env_file: last.env }
            """,
            "/repo/sub/other.yaml": """
            services:
              middle: { extends: { service: root }, env_file: m.env, environment: [C=middle] }
              root: { env_file: ../r.env, environment: [C=root, D=root] }
            """,
        ])
        #expect(found.unread == [])
        let near = try #require(found.services["near"])
        #expect(near.envFiles == ["/repo/a.env"])
        #expect(near.environment.mapValues(\.value) == ["A": Self.literal("base"), "B": Self.literal("near")])
        let far = try #require(found.services["far"])
        #expect(far.envFiles == ["/repo/r.env", "/repo/sub/m.env", "/repo/last.env"])
        #expect(far.environment.mapValues(\.value) == ["C": Self.literal("middle"), "D": Self.literal("root")])
        #expect(far.environment["D"]?.file == "/repo/sub/other.yaml")
        #expect(found.services["root"] == nil)
    }

    @Test func `included files bring their services, their folder and their own dotenv file`() async throws {
        let found = try await project([
            "/repo/compose.yaml": """
            include:
              - sub/one.yaml
              - { path: [two.yaml, two.more.yaml], project_directory: other, env_file: two.env }
            services: { api: { env_file: a.env } }
            """,
            "/repo/sub/one.yaml": "services: { one: { env_file: o.env, environment: { A: '${N}' } } }",
            "/repo/two.yaml": "services: { two: { env_file: t.env, environment: { A: '${N}' } } }",
            "/repo/two.more.yaml": "services: { two: { env_file: u.env } }",
        ])
        #expect(found.unread == [])
        #expect(
            found.services.mapValues(\.envFiles) == [
                "api": ["/repo/a.env"], "one": ["/repo/sub/o.env"], "two": ["/repo/other/t.env", "/repo/other/u.env"],
            ]
        )
        #expect(found.services["one"]?.environment["A"]?.interpolations == ["/repo/sub/.env"])
        #expect(found.services["two"]?.environment["A"]?.interpolations == ["/repo/two.env"])
        #expect(found.dotenvFiles.isSuperset(of: ["/repo/.env", "/repo/sub/.env", "/repo/two.env", "/repo/a.env"]))
    }

    @Test(
        arguments: [
            ("include: ['${WHERE}/x.yaml']", "variable"), ("include: [https://example.com/r.git]", "another machine"),
            ("include: [git@example.com:r]", "another machine"), ("include: [oci://r/x]", "another machine"),
            ("include: [gone.yaml]", "no such file"), ("include: [closed.yaml]", "Permission denied"),
            ("include: [compose.yaml]", "circle"), ("include: [~/x.yaml]", "home"),
            ("services: { a: { extends: { file: gone.yaml, service: b } } }", "no such file"),
            ("services: { a: { extends: { file: '$F', service: b } } }", "variable"),
            ("services: { a: { extends: b } }", "does not exist"),
            ("services: { a: { extends: { file: x } } }", "no service"),
            ("services: { a: { extends: b }, b: { extends: { service: a } } }", "circle"),
            ("services: { a: { env_file: '${DIR}/x.env' } }", "variable"),
            ("services: { a: { env_file: [{ path: $HOME/x }] } }", "variable"),
            ("services: { a: { env_file: !reset [] } }", "line 1"),
        ]
    )
    func `what cannot be followed is reported`(_ text: String, _ why: String) async throws {
        let found = try await project(["/repo/compose.yaml": text, "/repo/closed.yaml": "unreadable"])
        #expect(found.unread.count == 1 && found.unread[0].contains(why), "\(found.unread)")
    }

    @Test(arguments: ["/repo/compose.yaml", "/repo/compose.override.yml", "/repo/deploy/docker-compose.yml"])
    func `a file that is there and cannot be read is reported, and is not ignored`(_ path: String) async throws {
        var files = ["/repo/compose.yaml": "services: {}"]
        files[path] = "unreadable"
        let found = try await project(files)
        #expect(found.unread == ["\(path): Permission denied"])
    }

    @Test func `profiles are seen, and not taken over from what is extended`() async throws {
        let found = try await project(
            "services: { a: { profiles: [debug] }, b: { extends: a }, c: { profiles: [] }, d: {} }"
        )
        #expect(found.services.filter(\.value.needsProfile).keys.sorted() == ["a"])
    }
}
