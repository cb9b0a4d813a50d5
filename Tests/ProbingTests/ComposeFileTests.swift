import Model
import Testing
import Verification

@testable import Probing

/// What a compose file says of its services' variables.
@Suite struct ComposeFileTests {
    private func project(_ text: String, besides override: String? = nil) throws -> ComposeProject {
        var project = ComposeProject()
        try ComposeFile.add(Secret(text: text), of: "/repo/compose.yaml", to: &project)
        if let override {
            try ComposeFile.add(Secret(text: override), of: "/repo/compose.override.yaml", to: &project)
        }
        return project
    }

    private func values(_ environment: String) throws -> [String: ComposeProject.Value] {
        let project = try project("services:\n  api:\n    environment: \(environment)\n")
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
            ("['${WHERE}/a.env', b.env, '']", ["/repo/b.env"]),
            ("{}", []),
        ]
    )
    func `env files are paths from the compose file, in their order`(_ text: String, _ paths: [String]) throws {
        #expect(try project("services: { api: { env_file: \(text) } }").services["api"]?.envFiles == paths)
    }

    @Test func `environment is a map or a list`() throws {
        let expected: [String: ComposeProject.Value] = [
            "A": Self.literal("one"), "B": .variable("B", otherwise: nil), "C": .literal(nil), "D": Self.literal("x=y"),
        ]
        #expect(try values("{ A: one, B: , C: '', D: x=y }") == expected)
        #expect(try values("[A=one, B, C=, D=x=y]") == expected)
    }

    @Test(
        arguments: [
            ("$N", .variable("N", otherwise: nil)), ("${N}", .variable("N", otherwise: nil)),
            ("${N:?must be set}", .variable("N", otherwise: nil)), ("${N-d}", .variable("N", otherwise: d)),
            ("${N:-d}", .variable("N", otherwise: d)), ("${N:-}", .variable("N", otherwise: nil)),
            ("a$N", .other), ("${N}${M}", .other), ("$$N", .other), ("${N:+d}", .other), ("${}", .other), ("$", .other),
        ] as [(String, ComposeProject.Value)]
    )
    func `a value may come from a variable`(_ text: String, _ value: ComposeProject.Value) throws {
        #expect(try values("{ A: '\(text)' }") == ["A": value])
    }

    private static let d = Fingerprint(of: Secret(text: "d"))

    @Test func `anchors and merge keys mean what they mean to compose`() throws {
        let project = try project(
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

    @Test func `the override's values win, and its env files come last`() throws {
        let project = try project(
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
    func `a file without services says nothing`(_ text: String) {
        #expect((try? project(text))?.services.values.allSatisfy { $0.envFiles.isEmpty } ?? true)
    }

    @Test(
        arguments: [
            "services: [p4ssw0rd-of-somebody", "services: { api: { environment: { A: *p4ssw0rd } } }",
            "services: { api: { environment: { A: !p4ssw0rd x } } }", "A: &p4ssw0rd [*p4ssw0rd]",
        ]
    )
    func `what is no YAML is told, without its text`(_ text: String) {
        #expect {
            try project(text)
        } throws: { error in
            guard let error = error as? ComposeFile.Unreadable else { return false }
            return error.reason.contains("line 1") && !error.reason.contains("p4ssw0rd")
        }
    }
}
