import Diagnostics
import Fragments
import Model
import Testing

struct TemplateTests {
    private func make(_ text: String) throws -> (FragmentLayout, [Diagnostic]) {
        let template = Template(path: "templates/t.mustache", text: text)
        let environment = try makeEnvironment([
            ("backend", [.template(template, file: "one.conf")]), ("worker", [.template(template, file: "two.conf")]),
        ])
        return FragmentLayout.make(for: environment)
    }

    @Test func `every value can be named and is put in as it is`() throws {
        let (layout, diagnostics) = try make(
            """
            {{environment}} {{identity}} {{key}} {{fingerprint}} {{key_name}}
            {{owner.id}} {{owner.email}} {{owner.name}}{{#owner}} {{name}} {{key}}{{/owner}}
            {{! a comment }}
            <{{{owner.name}}}>

            """
        )
        #expect(diagnostics == [])
        let (one, two) = (makeKey(), makeKey())
        #expect(
            try layout.text(of: "two.conf", [one, two]) == """
                prod worker \(two.text) \(two.fingerprint) worker key
                00000000-0000-0000-0000-000000000000 system@worker worker & Co worker & Co \(two.text)
                <worker & Co>

                """
        )
    }

    @Test(arguments: ["{{#owner}}", "{{^no one}}", "{{=<% %>=}}<%#owner%>"])
    func `sections that are nested too deep are refused before they are read`(_ open: String) throws {
        let section = open.hasPrefix("{{=") ? "<%#owner%>" : open
        let text = open + String(repeating: section, count: 5_000) + "{{key}}"
        #expect(try make(text).1.map(\.code) == ["template-syntax"])
    }

    @Test func `sections one after the other are not nested`() throws {
        let text = String(repeating: "{{#owner}}{{name}}{{/owner}}", count: 200) + "{{key}}"
        #expect(try make(text).1 == [])
    }

    @Test func `the first lines are those of the template`() throws {
        let (layout, _) = try make("\n\n  {{key}}\n")
        let key = makeKey()
        #expect(try layout.text(of: "one.conf", [key, nil]) == "\n\n  \(key.text)\n")
    }

    @Test(arguments: [
        ("{{key}}\n  {{key", 2, 8), ("{{#owner}}\nx\n", 3, 1), ("{{#owner}}\n{{key}}{{/ownr}}", 2, 11),
        ("a\r\nb\r\n{{% NO:SUCH}}", 3, 14),
    ])
    func `a template that cannot be read is pointed at`(text: String, line: Int, column: Int) throws {
        let (_, diagnostics) = try make(text)
        #expect(diagnostics.map(\.code) == ["template-syntax"])
        #expect(diagnostics.first?.location?.file == "templates/t.mustache")
        #expect(diagnostics.first?.location?.line == line)
        #expect(diagnostics.first?.location?.column == column)
        #expect(diagnostics.first?.address == "prod/backend")
    }

    @Test(arguments: [
        ("{{key}}\n{{enviroment}}", "enviroment", "environment", 2, 1),
        ("{{key}} {{owner.nam}}", "owner.nam", "owner.name", 1, 9),
        ("{{key}}\n{{#owner}}\n  {{emial}}{{/owner}}", "owner.emial", "owner.email", 3, 3),
        ("{{key}}{{keyname}}", "keyname", "key_name", 1, 8),
        ("{{key}}{{key.text}}", "key.text", nil, 1, 8),
        ("{{key}}{{#password}}x{{/password}}", "password", nil, 1, 8),
        ("{{key}}{{^keys}}x{{/keys}}", "keys", "key", 1, 8),
        ("{{key}}{{owner}}", "owner", nil, 1, 8),
        ("{{key}}{{shout(key)}}", "shout(key)", nil, 1, 8),
    ])
    func `a name that is none is an error, with the nearest`(
        text: String,
        name: String,
        nearest: String?,
        line: Int,
        column: Int
    ) throws {
        let (_, diagnostics) = try make(text)
        let diagnostic = try #require(diagnostics.first)
        #expect(diagnostics.count == 1)
        #expect(diagnostic.code == "template-unknown-name")
        #expect(diagnostic.isError)
        #expect(diagnostic.summary == "the template names \"\(name)\", which is not a known variable")
        #expect(
            diagnostic.location == Diagnostics.SourceLocation(file: "templates/t.mustache", line: line, column: column)
        )
        #expect(diagnostic.address == "prod/backend")
        if let nearest { #expect(diagnostic.fix == "Did you mean {{\(nearest)}}?") }
    }

    @Test func `all unknown names are reported at once`() throws {
        let (_, diagnostics) = try make("{{key}}{{a_a_a_a}}{{#owner}}{{b_b_b_b}}{{c_c_c_c}}{{key}}{{/owner}}")
        #expect(diagnostics.map(\.code) == Array(repeating: "template-unknown-name", count: 3))
    }

    @Test(arguments: ["{{> other}}{{key}}", "{{key}}\n{{>other}}\n", "{{<base}}{{/base}}{{key}}"])
    func `including another template is refused`(text: String) throws {
        let (_, diagnostics) = try make(text)
        #expect(diagnostics.map(\.code) == ["template-partial"])
        #expect(diagnostics.first?.address == "prod/backend")
    }

    @Test(arguments: ["", "nothing", "{{fingerprint}}", "{{^key}}{{key}}{{/key}}", "{{! {{key}} }}"])
    func `a template without the key is a warning`(text: String) throws {
        let (_, diagnostics) = try make(text)
        #expect(diagnostics.map(\.code) == ["template-without-key"])
        #expect(diagnostics.first?.severity == .warning)
        #expect(diagnostics.first?.address == "prod/backend")
    }

    @Test func `a key that is no text cannot stand in one`() throws {
        let (layout, _) = try make("{{key}}")
        let key = CurrentKey(Secret([0xff, 0xfe] + [UInt8](repeating: 0x41, count: 30)))
        let error = #expect(throws: Diagnostic.self) { try layout.text(of: "one.conf", [key, nil]) }
        #expect(error?.code == "key-alphabet")
    }

    @Test func `no garbage makes the reader of templates fall over`() throws {
        var random = FixedRandom(seed: 7)
        let pieces = [
            "{{", "}}", "{", "}", "#", "/", "^", "=", "%", ">", "<", "$", "&", "!", "key", "owner", ".", " ", "\n",
            "\r\n", "é", "(", ")", "*", "CONTENT_TYPE", ":", "TEXT",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 1...14, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let (layout, diagnostics) = try make(text)
            guard !diagnostics.contains(where: \.isError) else { continue }
            _ = try layout.text(of: "one.conf", [makeKey(), nil])
        }
    }
}
