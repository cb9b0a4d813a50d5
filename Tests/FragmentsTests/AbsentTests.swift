import Diagnostics
import Fragments
import Model
import Testing

/// What is left of identities that are to go, and of those that have no key yet.
struct AbsentTests {
    private static let template = Template(path: "t.mustache", text: "key {{key}};\n")

    /// `gone` and `stays` share the compose file and two dotenv files.
    private func makeLayout(absent: Set<String> = ["gone"]) throws -> FragmentLayout {
        func targets(_ name: String) -> [Delivery.Target] {
            [
                .compose(service: "api-\(name)", variable: "KEY"), .compose(service: "both", variable: "KEY_\(name)"),
                .dotenv(file: "a.env", variable: "KEY_\(name)"), .dotenv(file: "b.env", variable: "KEY_\(name)"),
                .secret(name: name, service: "both", variable: "FILE_\(name)"),
                .template(Self.template, file: "\(name).conf"),
            ]
        }
        return try FragmentsTests.makeLayout(
            ["gone", "stays"].map { ($0, targets($0)) },
            absent: absent
        )
    }

    private static let shared = ["a.env", "b.env", "compose.keyturn.yaml"]
    private static let own = ["gone.conf", "secrets/gone"]

    @Test(arguments: shared) func `an absent identity's entries are left out of a file of ours`(path: String) throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(path)
        let (old, key) = (makeKey(), makeKey())
        let before = try makeLayout(absent: []).text(of: path, [old, key])
        let after = try layout.text(of: path, [nil, key])
        #expect(before.contains("gone") && !after.contains("gone"))
        #expect(after.contains(key.text) && !after.contains(old.text))
        #expect(layout.inspect(fragment, keys: [nil, key], observed: file(before)).isSurplus(of: 0, old.fingerprint))
        let inspection = layout.inspect(fragment, keys: [nil, key], observed: file(after))
        #expect(inspection.findings.isEmpty && inspection.problem == nil)
        #expect(inspection.keys == [key.fingerprint])
        // One that may not be removed yet is judged and written as any other.
        #expect(try layout.text(of: path, [old, key]) == before)
        #expect(layout.inspect(fragment, keys: [old, key], observed: file(before)).findings.isEmpty)
    }

    @Test(arguments: shared + own) func `a file of ours goes with the last absent identity`(path: String) throws {
        let layout = try makeLayout(absent: ["gone", "stays"])
        let fragment = try layout.fragment(path)
        let keys = [makeKey(), makeKey()]
        let before = try layout.text(of: path, keys)
        #expect(try layout.content(of: fragment, keys: [nil, nil], observed: file(before)) == nil)
        #expect(try layout.content(of: fragment, keys: [nil, nil], observed: .missing) == nil)
        let inspection = layout.inspect(fragment, keys: [nil, nil], observed: file(before))
        #expect(inspection.findings.map(\.identity) == fragment.identities)
        #expect(inspection.findings.map(\.finding) == fragment.identities.map { .surplus(keys[$0].fingerprint) })
        #expect(Set(inspection.keys).isSuperset(of: fragment.identities.map { keys[$0].fingerprint }))
        let missing = layout.inspect(fragment, keys: [nil, nil], observed: .missing)
        #expect(missing.findings.isEmpty && missing.problem == nil && missing.keys.isEmpty)
        #expect(layout.inspect(fragment, keys: [nil, nil], observed: .unknown).findings.isEmpty)
        #expect(
            layout.inspect(fragment, keys: [nil, nil], observed: .obstacle("a folder")).problem?.code
                == "fragment-obstacle"
        )
    }

    @Test(arguments: [
        ("compose.keyturn.yaml", "services: {}\n"), ("a.env", "# Written by keyturn; a header is all there is\n"),
        ("secrets/gone", ""), ("gone.conf", "changed by someone\n"),
    ])
    func `a file of ours that holds nothing any more is to go as well`(path: String, text: String) throws {
        let layout = try makeLayout(absent: ["gone", "stays"])
        let fragment = try layout.fragment(path)
        let inspection = layout.inspect(fragment, keys: [nil, nil], observed: file(text))
        #expect(inspection.isSurplus(of: 0, nil) && inspection.problem == nil)
    }

    @Test(arguments: ["a.env", "compose.keyturn.yaml"])
    func `an identity without a key yet does not keep the others' from being written`(path: String) throws {
        let layout = try makeLayout(absent: [])
        let fragment = try layout.fragment(path)
        let key = makeKey()
        let text = try layout.text(of: path, [nil, key])
        #expect(text.contains(key.text) && !text.contains("gone"))
        #expect(layout.inspect(fragment, keys: [nil, key], observed: file(text)).findings.isEmpty)
        let empty = try layout.text(of: path, [nil, nil])
        #expect(!empty.contains("KEY") && (path == "a.env" || empty.hasSuffix("\nservices: {}\n")))
    }

    @Test(arguments: ["gone.conf", "secrets/gone"])
    func `a file that holds nothing but a key cannot be written without one`(path: String) throws {
        let layout = try makeLayout(absent: [])
        let fragment = try layout.fragment(path)
        let error = #expect(throws: Diagnostic.self) {
            try layout.content(of: fragment, keys: [nil, nil], observed: .missing)
        }
        #expect(error?.code == "key-missing")
        #expect(layout.inspect(fragment, keys: [nil, nil], observed: .missing).findings.isEmpty)
    }

    @Test func `what was edited away already is no reason to write`() throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment("a.env")
        let key = makeKey()
        for text in ["KEY_stays=\(key.text)\n# KEY_gone=x\n", "KEY_stays=\(key.text)"] {
            let inspection = layout.inspect(fragment, keys: [nil, key], observed: file(text))
            #expect(inspection.findings.isEmpty && inspection.problem == nil)
            #expect(try layout.text(of: "a.env", [nil, key], observed: file(text)) == text)
        }
    }

    @Test(arguments: [
        ("KEY_gone=@\n", ""),
        ("KEY_gone=@", ""),
        ("A=1\nKEY_gone=@\nB=2\n", "A=1\nB=2\n"),
        ("A=1\nKEY_gone=@", "A=1\n"),
        ("KEY_gone=@\nB=2", "B=2"),
        ("A=1\r\n  export KEY_gone='@'  # why\r\n\r\nB=2\r\n", "A=1\r\n\r\nB=2\r\n"),
        ("A=1\nKEY_gone=\"one\n@\nthree\" # why\nB=2\n", "A=1\nB=2\n"),
        ("A='\nKEY_gone=inside\n'\nKEY_gone=@\nB=2\n", "A='\nKEY_gone=inside\n'\nB=2\n"),
        ("# about it\nKEY_gone='@'\nexport KEY_gone\n", "# about it\nexport KEY_gone\n"),
        ("\u{feff}# ö\nKEY_gone=@\nA=ö\n", "\u{feff}# ö\nA=ö\n"),
        ("A=1\nKEY_gone\n", "A=1\n"),
        ("KEY_gone=\n", ""),
        ("KEY_gone=changeme\n\n", "\n"),
    ])
    func `in a file of the users' own the line goes and every other byte stays`(before: String, after: String) throws {
        let layout = try makeLayout(absent: ["gone", "stays"])
        let fragment = try layout.fragment("a.env")
        let key = makeKey()
        let text = before.split(separator: "@", omittingEmptySubsequences: false).joined(separator: key.text)
        let observed = file(text)
        let content = try #require(try layout.content(of: fragment, keys: [nil, nil], observed: observed))
        #expect(Array(content.text.utf8) == Array(after.utf8))
        let inspection = layout.inspect(fragment, keys: [nil, nil], observed: observed)
        let quoted = before.contains("one\n@") ? "one\n\(key.text)\nthree" : key.text
        let held = before.contains("@") ? makeKey(text: quoted).fingerprint : nil
        #expect(inspection.isSurplus(of: 0, held))
        // Once is enough.
        let written = ObservedFile.file(content, attributesMatch: true)
        #expect(layout.inspect(fragment, keys: [nil, nil], observed: written).findings.isEmpty)
        #expect(try layout.content(of: fragment, keys: [nil, nil], observed: written) == content)
    }

    @Test(arguments: [
        ("KEY_gone=old\nKEY_stays=old", "KEY_stays=@"), ("KEY_stays=old\nKEY_gone=old", "KEY_stays=@\n"),
        ("A=1\nKEY_gone=old", "A=1\nKEY_stays=@\n"), ("KEY_gone=old", "KEY_stays=@\n"),
        ("KEY_gone=old\r\nA=1", "A=1\r\nKEY_stays=@\r\n"),
    ])
    func `one line goes while another is written`(before: String, after: String) throws {
        let layout = try makeLayout()
        let key = makeKey()
        let expected = after.split(separator: "@", omittingEmptySubsequences: false).joined(separator: key.text)
        #expect(try layout.text(of: "a.env", [nil, key], observed: file(before)) == expected)
    }

    @Test func `a present identity without a key leaves its line in a user's file as it stands`() throws {
        let layout = try makeLayout(absent: ["stays"])
        let text = try layout.text(of: "a.env", [nil, nil], observed: file("KEY_gone=old\nKEY_stays=old\n"))
        #expect(text == "KEY_gone=old\n")
    }

    @Test func `a variable that moves to another identity belongs to the one that stays`() throws {
        let targets: [Delivery.Target] = [
            .compose(service: "api", variable: "KEY"), .dotenv(file: "a.env", variable: "KEY"),
            .secret(name: "key", service: "api", variable: "FILE"), .template(Self.template, file: "t.conf"),
        ]
        let layout = try FragmentsTests.makeLayout([("old", targets), ("new", targets)], absent: ["old"])
        #expect(layout.fragments.count == 4 && layout.fragments.allSatisfy { $0.identities == [1] })
        let (before, after) = (makeKey(), makeKey())
        for fragment in layout.fragments {
            let text = try layout.text(of: fragment.path, [before, after])
            #expect(try layout.text(of: fragment.path, [nil, after]) == text)
            #expect(!text.contains(before.text))
            #expect(layout.inspect(fragment, keys: [nil, after], observed: file(text)).findings.isEmpty)
        }
    }

    @Test func `a variable that moves to another secret leaves the old secret's file to be removed`() throws {
        let layout = try FragmentsTests.makeLayout(
            [
                ("old", [.secret(name: "old", service: "api", variable: "FILE")]),
                ("new", [.secret(name: "new", service: "api", variable: "FILE")]),
            ],
            absent: ["old"]
        )
        #expect(layout.fragments.map(\.path) == ["compose.keyturn.yaml", "secrets/new", "secrets/old"])
        #expect(layout.fragments.map(\.identities) == [[1], [1], [0]])
    }

    @Test func `what an absent identity declares of a shared file is ignored`() throws {
        let environment = try makeEnvironment(
            [("old", [.dotenv(file: "a.env", variable: "A")]), ("new", [.dotenv(file: "a.env", variable: "B")])],
            attributes: [FileAttributes(mode: 0o640), FileAttributes(mode: 0o600)],
            absent: ["old"]
        )
        let (layout, diagnostics) = FragmentLayout.make(for: environment)
        #expect(diagnostics == [])
        #expect(layout.fragments.map(\.attributes) == [FileAttributes(mode: 0o600)])
        #expect(layout.fragments.map(\.identities) == [[0, 1]])
    }

    @Test func `a name outside the output folder is refused of an absent identity as well`() throws {
        let environment = try makeEnvironment([("old", [.dotenv(file: "../x", variable: "A")])], absent: ["old"])
        #expect(FragmentLayout.make(for: environment).diagnostics.map(\.code) == ["fragment-path"])
    }
}

extension FragmentInspection {
    /// Whether nothing else was found.
    fileprivate func isSurplus(of identity: Int, _ fingerprint: Fingerprint?) -> Bool {
        findings.map(\.identity) == [identity] && findings.map(\.finding) == [.surplus(fingerprint)]
    }
}
