import Model
import Testing

@testable import Verification

/// What beats a delivered dotenv file in compose.
@Suite struct ComposeShadowsTests {
    private static let current = Fingerprint(of: Secret(text: "current"))
    private static let old = Fingerprint(of: Secret(text: "old"))
    private static let file = "/repo/out/backend.env"

    /// A service that reads the delivered file.
    private func project(
        _ environment: ComposeProject.Value? = nil,
        files: [String] = [file],
        values: [String: [String: Fingerprint]] = [:]
    ) -> ComposeProject {
        var project = ComposeProject()
        var service = ComposeProject.Service()
        service.envFiles = files
        if let environment {
            service.environment["KEY"] = ComposeProject.Setting(value: environment, file: "/repo/compose.yaml")
        }
        project.services = ["api": service]
        project.interpolation = "/repo/.env"
        project.values = values
        return project
    }

    private func said(
        _ project: ComposeProject,
        shell: [String: Fingerprint] = [:],
        overridden: Set<String> = []
    ) -> [String] {
        ComposeShadows(project: project, shell: shell, overridden: overridden)
            .results(of: "KEY", in: Self.file, Self.current)
            .map { result in
                #expect(result.check == .fragmentShadowed && result.fix != nil)
                return "\(result.verdict.rawValue): \(result.detail)"
            }
    }

    @Test func `a file that is read alone, or last, is not shadowed`() {
        #expect(said(project()) == [])
        let values = ["/repo/other.env": ["KEY": Self.old]]
        #expect(said(project(files: ["/repo/other.env", Self.file], values: values)) == [])
        #expect(said(project(files: ["/repo/other.env"], values: values)) == [])
    }

    @Test func `a later env file beats it`() {
        let files = [Self.file, "/repo/other.env"]
        let told = "fail: repo/other.env, which service api reads after out/backend.env, has another KEY"
        #expect(said(project(files: files, values: ["/repo/other.env": ["KEY": Self.old]])) == [told])
        #expect(said(project(files: files, values: ["/repo/other.env": ["KEY": Self.current]])) == [])
        #expect(said(project(files: files, values: ["/repo/other.env": [:]])) == [])
    }

    @Test func `a later env file that leaves the variable empty beats it, too`() {
        let files = [Self.file, "/repo/other.env"]
        let told = "fail: repo/other.env, which service api reads after out/backend.env, has another KEY"
        #expect(said(project(files: files, values: ["/repo/other.env": ["KEY": .ofNothing]])) == [told])
    }

    @Test func `a file that is read as it stands must hold the key without anything around it`() {
        var plain = project(values: [Self.file: ["KEY": Self.current]])
        plain.services["api"]?.rawFiles = [Self.file]
        plain.rawValues = [Self.file: ["KEY": Self.current]]
        #expect(said(plain) == [])
        var quoted = plain
        quoted.rawValues = [Self.file: ["KEY": Self.old]]
        #expect(
            said(quoted) == [
                "fail: service api reads out/backend.env by `format: raw`, which includes the characters around the value of KEY"
            ]
        )
        let files = [Self.file, "/repo/other.env"]
        var later = project(files: files, values: ["/repo/other.env": ["KEY": Self.current]])
        later.services["api"]?.rawFiles = ["/repo/other.env"]
        later.rawValues = ["/repo/other.env": ["KEY": Self.old]]
        #expect(said(later).first?.contains("has another KEY") == true)
    }

    @Test func `environment beats it`() {
        let place = "`environment` of service api in repo/compose.yaml"
        #expect(said(project(.literal(Self.old))) == ["fail: \(place) has another KEY"])
        #expect(said(project(.literal(nil))) == ["fail: \(place) leaves KEY empty"])
        #expect(
            said(project(.literal(Self.current)))
                == ["warn: \(place) holds the key itself, so the next key will not reach it"]
        )
        #expect(said(project(.other)) == ["warn: \(place) builds KEY from several parts"])
    }

    @Test func `a variable is looked up in the shell, then in the env file, then it has its default`() {
        let place = "`environment` of service api in repo/compose.yaml takes KEY from N"
        let variable = project(.variable("N", otherwise: Self.old), values: ["/repo/.env": ["N": Self.current]])
        #expect(said(variable) == [])
        #expect(
            said(variable, shell: ["N": Self.old]) == ["fail: \(place), for which the shell has another value"]
        )
        let stale = project(.variable("N", otherwise: Self.current), values: ["/repo/.env": ["N": Self.old]])
        #expect(said(stale) == ["fail: \(place), for which repo/.env has another value"])
        #expect(said(stale, shell: ["N": Self.current]) == [])
        #expect(
            said(project(.variable("N", otherwise: Self.old)))
                == ["fail: \(place), for which its default has another value"]
        )
        #expect(said(project(.variable("N", otherwise: nil))) == ["fail: \(place), which is not set anywhere"])
    }

    @Test func `our own override decides for the services that it names`() {
        #expect(said(project(.literal(Self.old)), overridden: ["api"]) == [])
        #expect(said(project(.literal(Self.old)), overridden: ["worker"]).count == 1)
    }

    @Test func `a link to the file is the file`() {
        let files = ["/repo/link.env", "/repo/other.env"]
        var linked = project(files: files, values: ["/repo/other.env": ["KEY": Self.old]])
        #expect(said(linked) == [])
        linked.resolved = ["/repo/link.env": "/real/out/backend.env", "/repo/other.env": "/repo/other.env"]
        let results = ComposeShadows(project: linked, shell: [:], overridden: [])
            .results(of: "KEY", in: Self.file, resolved: "/real/out/backend.env", Self.current)
        #expect(results.map(\.verdict) == [.fail])
    }

    @Test func `a service that waits for a profile may not be started`() {
        var waiting = project(.literal(Self.old))
        waiting.services["api"]?.needsProfile = true
        #expect(said(waiting).map { $0.prefix(8) } == ["unknown:"])
    }

    @Test func `what an include fills in comes after the project's own`() {
        var included = project(values: ["/repo/sub/.env": ["N": Self.old]])
        included.services["api"]?.environment["KEY"] = ComposeProject.Setting(
            value: .variable("N", otherwise: nil),
            file: "/repo/sub/compose.yaml",
            interpolations: ["/repo/sub/.env"]
        )
        #expect(said(included).count == 1)
        included.values["/repo/.env"] = ["N": Self.current]
        #expect(said(included) == [])
    }
}
