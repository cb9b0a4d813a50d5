import Diagnostics
import Fragments
import Model
import Testing

struct InspectionTests {
    private static let template = Template(path: "t.mustache", text: "server_name_of_considerable_length {{key}};\n")

    private func makeLayout() throws -> FragmentLayout {
        try FragmentsTests.makeLayout([
            (
                "a",
                [
                    .compose(service: "api", variable: "A"), .dotenv(file: ".env", variable: "A"),
                    .template(Self.template, file: "t.conf"),
                ]
            ),
            (
                "b",
                [
                    .compose(service: "api", variable: "B"), .dotenv(file: ".env", variable: "B"),
                    .secret(name: "s", service: "api", variable: "S"),
                ]
            ),
        ])
    }

    private func expect(
        _ inspection: FragmentInspection,
        _ findings: [Int: FragmentFinding],
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        let found = Dictionary(inspection.findings.map { ($0.identity, $0.finding) }, uniquingKeysWith: { $1 })
        #expect(found == findings, sourceLocation: sourceLocation)
        #expect(inspection.findings.map(\.identity) == findings.keys.sorted(), sourceLocation: sourceLocation)
        #expect(inspection.problem == nil, sourceLocation: sourceLocation)
    }

    private static let paths = [".env", "compose.keyturn.yaml", "secrets/s", "t.conf"]

    @Test(arguments: paths) func `what was written is as it should be`(path: String) throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(path)
        let keys = [makeKey(), makeKey()]
        let text = try layout.text(of: path, keys)
        let inspection = layout.inspect(fragment, keys: keys, observed: file(text))
        expect(inspection, [:])
        #expect(Set(inspection.keys).isSuperset(of: fragment.identities.map { keys[$0].fingerprint }))
        let first = try #require(fragment.identities.first)
        expect(
            layout.inspect(fragment, keys: keys, observed: file(text, attributesMatch: false)),
            [first: .attributes]
        )
    }

    @Test(arguments: paths) func `a missing file is missing for each identity that has a key`(path: String) throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(path)
        let keys = [makeKey(), makeKey()]
        expect(
            layout.inspect(fragment, keys: keys, observed: .missing),
            Dictionary(uniqueKeysWithValues: fragment.identities.map { ($0, .fileMissing) })
        )
        expect(layout.inspect(fragment, keys: [nil, nil], observed: .missing), [:])
    }

    @Test(arguments: paths) func `an obstacle is refused`(path: String) throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(path)
        let inspection = layout.inspect(fragment, keys: [nil, nil], observed: .obstacle("a folder"))
        #expect(inspection.problem?.code == "fragment-obstacle")
        #expect(
            inspection.problem?.summary == "/srv/deploy/prod/\(path) cannot be written: a folder is in its place"
        )
        #expect(inspection.findings.isEmpty && inspection.keys.isEmpty)
    }

    @Test(arguments: paths) func `another key is reported by its fingerprint`(path: String) throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(path)
        let old = [makeKey(), makeKey()]
        let new = [makeKey(), makeKey()]
        let inspection = layout.inspect(fragment, keys: new, observed: file(try layout.text(of: path, old)))
        expect(
            inspection,
            Dictionary(
                uniqueKeysWithValues: fragment.identities.map { identity in
                    (identity, .holdsOther(old[identity].fingerprint))
                }
            )
        )
        #expect(Set(inspection.keys).isSuperset(of: fragment.identities.map { old[$0].fingerprint }))
    }

    @Test(arguments: [".env", "compose.keyturn.yaml"])
    func `only the identity whose key changed is reported`(path: String) throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(path)
        let (a, old, new) = (makeKey(), makeKey(), makeKey())
        let text = try layout.text(of: path, [a, old])
        expect(
            layout.inspect(fragment, keys: [a, new], observed: file(text)),
            [1: .holdsOther(old.fingerprint)]
        )
        // An identity that is still to get its key is not judged.
        expect(layout.inspect(fragment, keys: [nil, new], observed: file(text)), [1: .holdsOther(old.fingerprint)])
        expect(layout.inspect(fragment, keys: [a, nil], observed: file(text)), [:])
    }

    @Test(arguments: paths) func `an edit that leaves the keys is an alteration`(path: String) throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(path)
        let keys = [makeKey(), makeKey()]
        let text = try layout.text(of: path, keys) + "\n# edited\n"
        let first = try #require(fragment.identities.first)
        expect(layout.inspect(fragment, keys: keys, observed: file(text)), [first: .altered])
    }

    @Test(arguments: [
        (".env", FragmentFinding.entryMissing), ("compose.keyturn.yaml", .entryMissing), ("secrets/s", .entryMissing),
        ("t.conf", .entryMissing),
    ])
    func `an entry that is gone is missing`(path: String, finding: FragmentFinding) throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(path)
        let keys = [makeKey(), makeKey()]
        let lines = try layout.text(of: path, keys).split(separator: "\n", omittingEmptySubsequences: false)
        let key = keys[fragment.identities.last ?? 0].text
        let text = lines.filter { !$0.contains(key) }.joined(separator: "\n")
        let inspection = layout.inspect(fragment, keys: keys, observed: file(text))
        expect(inspection, [fragment.identities.last ?? 0: finding])
    }

    @Test func `a placeholder is a missing entry, not another key`() throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(".env")
        let keys = [makeKey(), makeKey()]
        expect(
            layout.inspect(fragment, keys: keys, observed: file("A=changeme\nB=\(keys[1].text)\n")),
            [0: .entryMissing]
        )
    }

    @Test func `a label that is not the secret's is an alteration`() throws {
        let layout = try FragmentsTests.makeLayout([("a", [.secret(name: "s", service: "api", variable: "S")])])
        let fragment = try layout.fragment("compose.keyturn.yaml")
        let text = try layout.text(of: "compose.keyturn.yaml", [makeKey()])
        expect(layout.inspect(fragment, keys: [makeKey()], observed: file(text)), [0: .altered])
    }

    @Test func `keys in other variables of a user's own file are seen`() throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(".env")
        let (a, b, foreign) = (makeKey(), makeKey(), makeKey())
        let text = "A=\(a.text)\nB=\(b.text)\n#OLD=\(foreign.text)\n"
        let inspection = layout.inspect(fragment, keys: [a, b], observed: file(text))
        expect(inspection, [:])
        #expect(inspection.keys == [a.fingerprint, b.fingerprint, foreign.fingerprint])
    }

    @Test func `one key in the place of another is not taken for it`() throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(".env")
        let (a, b) = (makeKey(), makeKey())
        expect(
            layout.inspect(fragment, keys: [a, b], observed: file("A=\(b.text)\nB=\(a.text)\n")),
            [0: .holdsOther(b.fingerprint), 1: .holdsOther(a.fingerprint)]
        )
    }

    @Test(arguments: ["short", "a.b c$d\"e'f!g,h;i:j/k\\l"])
    func `a key of any alphabet is found in a secret file`(text: String) throws {
        let layout = try FragmentsTests.makeLayout([("a", [.secret(name: "s", service: "api", variable: "S")])])
        let fragment = try layout.fragment("secrets/s")
        let key = makeKey(text: text)
        expect(layout.inspect(fragment, keys: [key], observed: file(text)), [:])
        expect(layout.inspect(fragment, keys: [key], observed: file(text + "\n")), [0: .altered])
        expect(layout.inspect(fragment, keys: [key], observed: file("else")), [0: .entryMissing])
    }

    @Test func `ten thousand identities share a file`() throws {
        let count = 10_000
        let layout = try FragmentsTests.makeLayout(
            (0..<count).map { index in
                (
                    "id\(index)",
                    [
                        .compose(service: "s\(index % 100)", variable: "V\(index)"),
                        .dotenv(file: ".env", variable: "V\(index)"),
                    ]
                )
            }
        )
        let old = (0..<count).map { _ in makeKey() }
        var new = old
        new[4_711] = makeKey()
        for fragment in layout.fragments {
            let content = try #require(try layout.content(of: fragment, keys: old, observed: .missing))
            let observed = ObservedFile.file(content, attributesMatch: true)
            expect(layout.inspect(fragment, keys: old, observed: observed), [:])
            expect(
                layout.inspect(fragment, keys: new, observed: observed),
                [4_711: .holdsOther(old[4_711].fingerprint)]
            )
        }
    }

    @Test(arguments: ["", "OTHER=\(makeKey().text)\n"])
    func `a file with nothing but its entries is written without being looked through`(more: String) throws {
        let layout = try FragmentsTests.makeLayout([("a", [.dotenv(file: ".env", variable: "A")])])
        let fragment = layout.fragments[0]
        let (old, new) = ([makeKey()], [makeKey()])
        let written = try #require(try layout.content(of: fragment, keys: old, observed: .missing))
        let content = Secret(text: written.withBytes { String(decoding: $0, as: UTF8.self) } + more)
        let observed = ObservedFile.file(content, attributesMatch: true)
        let isExact = layout.inspect(fragment, keys: old, observed: observed).isExact
        #expect(isExact == more.isEmpty)
        let next = try layout.content(of: fragment, keys: new, observed: observed, isExact: isExact)
        #expect(try next == layout.content(of: fragment, keys: new, observed: observed))
        // One without a key keeps what it has.
        let kept = try layout.content(of: fragment, keys: [nil], observed: observed, isExact: isExact)
        #expect(kept == content)
    }
}
