import Diagnostics
import Model
import Testing

@testable import Fragments

/// Keys with a public part beside the secret, which a second variable gets.
struct PublicPartTests {
    private static let part = PublicID(column: "public_key", form: pattern("pk-{uuid}"))

    private static func pattern(_ text: String) -> KeyPattern {
        guard let pattern = try? KeyPattern(text) else { preconditionFailure("no form: \(text)") }
        return pattern
    }

    private static var profile: Profile {
        var profile = Profile(
            name: "pairs",
            table: TableName("keys") ?? { preconditionFailure("no table") }(),
            stored: StoredForm(column: "digest")
        )
        profile.publicID = part
        return profile
    }

    private func key() -> CurrentKey {
        let key = makeKey()
        let text = Self.part.text(from: (0..<32).map { _ in UInt8.random(in: 0...255) })
        return CurrentKey(secret: key.secret, fingerprint: key.fingerprint, publicID: text)
    }

    private func layout(absent: Set<String> = [], template: String = "{{publicId}}:{{key}}\n") throws -> FragmentLayout
    {
        let template = Template(path: "pair.mustache", text: template)
        let environment = try makeEnvironment(
            [
                ("a", [.compose(service: "api", variable: "A_SECRET"), .dotenv(file: ".env", variable: "A_SECRET")]),
                ("b", [.dotenv(file: ".env", variable: "B_SECRET"), .template(template, file: "t.conf")]),
            ],
            absent: absent,
            publicVariable: "PUBLIC",
            profile: Self.profile
        )
        let (layout, diagnostics) = FragmentLayout.make(for: environment)
        #expect(diagnostics == [])
        return layout
    }

    @Test func `both parts are written, each under its own variable`() throws {
        let layout = try layout()
        let (a, b) = (key(), key())
        let compose = try layout.text(of: Delivery.composeFile, [a, b])
        #expect(compose.contains("      \"A_PUBLIC\": \"\(a.publicID ?? "")\"\n"))
        #expect(compose.contains("      \"A_SECRET\": \"\(a.text)\"\n"))
        let dotenv = try layout.text(of: ".env", [a, b])
        let lines = dotenv.split(separator: "\n").dropFirst()
        let expected = [
            "A_PUBLIC=\(a.publicID ?? "")", "A_SECRET=\(a.text)", "B_PUBLIC=\(b.publicID ?? "")",
            "B_SECRET=\(b.text)",
        ]
        #expect(lines.map(String.init) == expected)
        #expect(try layout.text(of: "t.conf", [a, b]) == "\(b.publicID ?? ""):\(b.text)\n")
    }

    @Test func `in a file of users nothing but the two values changes`() throws {
        let layout = try layout()
        let (a, b) = (key(), key())
        let mine = "# mine\nA_SECRET='old'\nOTHER=1\nA_PUBLIC=\n"
        let text = try layout.text(of: ".env", [a, b], observed: file(mine))
        #expect(
            text == """
                # mine
                A_SECRET='\(a.text)'
                OTHER=1
                A_PUBLIC=\(a.publicID ?? "")
                B_PUBLIC=\(b.publicID ?? "")
                B_SECRET=\(b.text)

                """
        )
        let inspection = layout.inspect(try layout.fragment(".env"), keys: [a, b], observed: file(text))
        #expect(inspection.findings.isEmpty && inspection.undeclared.isEmpty)
    }

    @Test(arguments: [".env", Delivery.composeFile], [true, false])
    func `a public part that is gone, or another's, is told and is no key`(path: String, isGone: Bool) throws {
        let layout = try layout()
        let (a, b, other) = (key(), key(), key())
        let written = try layout.text(of: path, [a, b])
        let public1 = a.publicID ?? ""
        let text =
            isGone
            ? written.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("A_PUBLIC") }
                .joined(separator: "\n") : written.replacing(public1, with: other.publicID ?? "")
        let inspection = layout.inspect(try layout.fragment(path), keys: [a, b], observed: file(text))
        #expect(inspection.findings.map(\.finding) == [.publicPart])
        #expect(inspection.held.map(\.key).contains(a.fingerprint))
        #expect(!inspection.held.contains { $0.key == Fingerprint(of: Secret(text: public1)) })
        #expect(inspection.undeclared.isEmpty)
    }

    @Test func `another key is told before its public part`() throws {
        let layout = try layout()
        let (old, new, b) = (key(), key(), key())
        let text = try layout.text(of: ".env", [old, b])
        let inspection = layout.inspect(try layout.fragment(".env"), keys: [new, b], observed: file(text))
        #expect(inspection.findings.map(\.finding) == [.holdsOther(old.fingerprint)])
        #expect(Set(inspection.held.map(\.key)) == [old.fingerprint, b.fingerprint])
    }

    @Test func `an entry that a run does not decide about keeps both parts, and one that goes loses both`() throws {
        let layout = try layout()
        let (a, b, next) = (key(), key(), key())
        let written = try layout.text(of: ".env", [a, b])
        let carried = try layout.text(of: ".env", [nil, next], observed: file(written))
        for text in [a.publicID ?? "", a.text, next.publicID ?? "", next.text] {
            #expect(carried.contains(text))
        }
        #expect(!carried.contains(b.publicID ?? ""))
        let without = try self.layout(absent: ["a"])
        let left = try without.text(of: ".env", [nil, b], observed: file(written))
        #expect(!left.contains("A_PUBLIC") && !left.contains("A_SECRET") && left.contains("B_PUBLIC"))
    }

    @Test func `only secrets are texts of keys`() throws {
        let layout = try layout()
        let (a, b) = (key(), key())
        for path in [".env", Delivery.composeFile] {
            var found: Set<Fingerprint> = []
            let content = Secret(text: try layout.text(of: path, [a, b]))
            layout.forEachText(in: try layout.fragment(path), content) { found.insert(Fingerprint(of: $1)) }
            #expect(found.isSubset(of: [a.fingerprint, b.fingerprint]) && !found.isEmpty)
        }
    }

    @Test(arguments: [nil, "", "short", "with a space and enough letters"] as [String?])
    func `a key without a public part that a file can carry is refused there`(text: String?) throws {
        let layout = try layout()
        let key = makeKey()
        let bad = CurrentKey(secret: key.secret, fingerprint: key.fingerprint, publicID: text)
        for path in [".env", Delivery.composeFile] {
            let fragment = try layout.fragment(path)
            let inspection = layout.inspect(fragment, keys: [bad, self.key()], observed: .missing)
            #expect(inspection.problem?.code == "key-alphabet", "\(path)")
        }
    }

    @Test func `two deliveries of one name are refused, also where one is of a public part`() throws {
        let environment = try makeEnvironment(
            [("a", [.dotenv(file: ".env", variable: "A")]), ("b", [.dotenv(file: ".env", variable: "A_PUBLIC")])],
            publicVariable: "PUBLIC",
            profile: Self.profile
        )
        #expect(FragmentLayout.make(for: environment).diagnostics.map(\.code) == ["variable-delivered-twice"])
    }

    @Test func `a template names a public part only where keys have one`() throws {
        let template = Template(path: "pair.mustache", text: "{{key}} {{publicId}}")
        let environment = try makeEnvironment([("a", [.template(template, file: "t.conf")])])
        let found = try #require(FragmentLayout.make(for: environment).diagnostics.first)
        #expect(found.code == "template-unknown-name" && found.fix?.contains("publicId") == true)
    }
}
