import Diagnostics
import Fragments
import Model
import Testing

struct LayoutTests {
    private static let one = Template(path: "one.mustache", text: "{{key}}")
    private static let two = Template(path: "two.mustache", text: "{{key}}")

    @Test func `deliveries that can share a file do, ordered`() throws {
        let layout = try makeLayout([
            ("a", [.dotenv(file: "./x//b.env", variable: "Z"), .compose(service: "api", variable: "V")]),
            ("b", [.dotenv(file: "x/b.env", variable: "A"), .template(Self.one, file: "a.conf")]),
        ])
        #expect(layout.fragments.map(\.path) == ["a.conf", "compose.keyturn.yaml", "x/b.env"])
        #expect(layout.fragments.map(\.identities) == [[1], [0], [0, 1]])
        guard case .dotenv(let entries) = try layout.fragment("x/b.env").kind else {
            Issue.record("not a dotenv file")
            return
        }
        #expect(entries == [.init(identity: 1, variable: "A"), .init(identity: 0, variable: "Z")])
    }

    @Test func `files of ours are for their owner alone, a dotenv file keeps its mode`() throws {
        let layout = try makeLayout([
            (
                "a",
                [
                    .dotenv(file: ".env", variable: "Z"), .secret(name: "s", service: "api", variable: "V"),
                    .template(Self.one, file: "t"),
                ]
            )
        ])
        let modes = Dictionary(uniqueKeysWithValues: layout.fragments.map { ($0.path, $0.attributes.mode) })
        #expect(modes == [".env": nil, "secrets/s": 0o600, "t": 0o600, "compose.keyturn.yaml": 0o600])
    }

    /// What each pair of deliveries of two identities is refused with.
    @Test(
        arguments: [
            ([.template(one, file: "f"), .template(two, file: "f")], "fragment-conflict"),
            ([.template(one, file: "f"), .template(one, file: "f")], "fragment-conflict"),
            ([.template(one, file: "f"), .dotenv(file: "./f", variable: "A")], "fragment-conflict"),
            (
                [.secret(name: "f", service: "s", variable: "A"), .template(one, file: "secrets/f")],
                "fragment-conflict"
            ),
            (
                [.dotenv(file: "secrets/f", variable: "A"), .secret(name: "f", service: "s", variable: "A")],
                "fragment-conflict"
            ),
            (
                [.compose(service: "s", variable: "A"), .template(one, file: "compose.keyturn.yaml")],
                "fragment-conflict"
            ),
            (
                [.dotenv(file: "compose.keyturn.yaml", variable: "A"), .compose(service: "s", variable: "A")],
                "fragment-conflict"
            ),
            (
                [.compose(service: "s", variable: "A"), .compose(service: "s", variable: "A")],
                "variable-delivered-twice"
            ),
            (
                [.compose(service: "s", variable: "A"), .secret(name: "f", service: "s", variable: "A")],
                "variable-delivered-twice"
            ),
            ([.dotenv(file: "f", variable: "A"), .dotenv(file: "f", variable: "A")], "variable-delivered-twice"),
            (
                [.secret(name: "f", service: "s", variable: "A"), .secret(name: "f", service: "s", variable: "B")],
                "secret-delivered-twice"
            ),
            ([.dotenv(file: "a", variable: "A"), .dotenv(file: "a/b", variable: "A")], "fragment-inside-fragment"),
            ([.dotenv(file: "a/b/c", variable: "A"), .template(one, file: "a")], "fragment-inside-fragment"),
            ([.dotenv(file: "a.env", variable: "A"), .dotenv(file: "A.env", variable: "A")], "fragment-case"),
        ] as [([Delivery.Target], String)]
    )
    func `two deliveries that are in each other's way are refused`(targets: [Delivery.Target], code: String) throws {
        let environment = try makeEnvironment([("a", [targets[0]]), ("b", [targets[1]])])
        let (layout, diagnostics) = FragmentLayout.make(for: environment)
        #expect(diagnostics.map(\.code) == [code])
        #expect(diagnostics.first?.isError == (code != "fragment-case"))
        #expect(["prod", "prod/b"].contains(diagnostics.first?.address))
        #expect(Set(layout.fragments.map(\.path)).count == layout.fragments.count)
        let told = [diagnostics.first?.location?.description, diagnostics.first?.detail].compactMap(\.self).joined()
        #expect(told.contains("prod.yaml:1:1") && told.contains("prod.yaml:2:1"))
    }

    @Test(
        arguments: [
            [.compose(service: "s", variable: "A"), .compose(service: "t", variable: "A")],
            [.dotenv(file: "f", variable: "A"), .dotenv(file: "g", variable: "A")],
            [.dotenv(file: "a", variable: "A"), .dotenv(file: "a.b", variable: "A")],
            [.dotenv(file: "a/b", variable: "A"), .dotenv(file: "a/c", variable: "A")],
        ] as [[Delivery.Target]]
    )
    func `two deliveries that are not are let be`(targets: [Delivery.Target]) throws {
        _ = try makeLayout([("a", [targets[0]]), ("b", [targets[1]])])
    }

    @Test(arguments: [
        "", "/etc/passwd", "../x", "a/../../x", "a/", "a/.", ".", "a\0b", ".keyturn-0123456789ab.tmp",
        "a/.keyturn-0123456789ab.tmp",
    ])
    func `a file outside the output folder is refused`(path: String) throws {
        let environment = try makeEnvironment([("a", [.dotenv(file: path, variable: "A")])])
        let (layout, diagnostics) = FragmentLayout.make(for: environment)
        #expect(diagnostics.map(\.code) == ["fragment-path"])
        #expect(layout.fragments.isEmpty)
    }

    @Test(arguments: ["", "a/b", ".."])
    func `a secret's name is one name`(name: String) throws {
        let environment = try makeEnvironment([("a", [.secret(name: name, service: "s", variable: "A")])])
        #expect(FragmentLayout.make(for: environment).diagnostics.map(\.code) == ["fragment-path"])
    }

    @Test func `attributes of a shared file are declared once or alike`() throws {
        func make(_ attributes: [FileAttributes]) throws -> (FragmentLayout, [Diagnostic]) {
            let targets = (0..<3).map { Delivery.Target.dotenv(file: "f", variable: "V\($0)") }
            return FragmentLayout.make(for: try makeEnvironment([("a", targets)], attributes: attributes))
        }
        let (layout, none) = try make([
            FileAttributes(), FileAttributes(mode: 0o640), FileAttributes(mode: 0o640, group: "docker"),
        ])
        #expect(none == [])
        #expect(layout.fragments.first?.attributes == FileAttributes(mode: 0o640, group: "docker"))
        let (_, diagnostics) = try make([
            FileAttributes(mode: 0o640, owner: "a"), FileAttributes(mode: 0o600), FileAttributes(owner: "b"),
        ])
        #expect(diagnostics.map(\.code) == ["fragment-attributes", "fragment-attributes"])
        #expect(diagnostics.first?.summary == "f is declared with mode 0640 and 0600")
        #expect(diagnostics.first?.location == location(2))
    }

    @Test func `every conflict is reported in one run`() throws {
        let environment = try makeEnvironment([
            ("a", [.dotenv(file: "f", variable: "A"), .dotenv(file: "../f", variable: "A")]),
            ("b", [.dotenv(file: "f", variable: "A"), .template(Template(path: "t", text: "{{#x}}"), file: "f")]),
        ])
        let codes = FragmentLayout.make(for: environment).diagnostics.map(\.code)
        #expect(codes == ["fragment-path", "variable-delivered-twice", "template-syntax", "fragment-conflict"])
    }

    @Test(arguments: FragmentCode.allCases) func `every code is explained`(code: FragmentCode) {
        #expect(code.explanation.count > 20)
        #expect(Diagnostic(.note, code, "").code == code.rawValue)
    }
}
