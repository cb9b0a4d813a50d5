import Diagnostics
import Testing

struct DiagnosticRendererTests {
    private func render(_ diagnostic: Diagnostic, _ text: String, style: TextStyle = .plain) -> String {
        var sources = SourceTexts()
        sources.add("environments/prod.yaml") { Array(text.utf8) }
        return DiagnosticRenderer(sources: sources, style: style).render([diagnostic])
    }

    private func at(_ line: Int, _ column: Int, _ length: Int = 1) -> Diagnostics.SourceLocation {
        Diagnostics.SourceLocation(file: "environments/prod.yaml", line: line, column: column, length: length)
    }

    @Test func `an error shows its line, an underline and help`() {
        let diagnostic = Diagnostic(
            .error,
            SampleCode.unknownField,
            "unknown field `evrey`",
            detail: "a\nb",
            fix: "write `every`",
            at: at(10, 5, 5),
            address: "prod/backend"
        )
        let text = String(repeating: "\n", count: 9) + "    evrey: 30d\n"
        #expect(
            render(diagnostic, text) == """
                error[unknown-field]: unknown field `evrey`
                  --> environments/prod.yaml:10:5
                   |
                10 |     evrey: 30d
                   |     ^^^^^
                   = note: a
                           b
                   = help: write `every`


                """
        )
    }

    @Test func `a diagnostic without a place shows what it concerns`() {
        let diagnostic = Diagnostic(.warning, SampleCode.unknownField, "s", fix: "f", address: "prod")
        #expect(render(diagnostic, "") == "warning[unknown-field]: s\n--> prod\n  help: f\n\n")
    }

    @Test func `a place behind the end of the file shows no line`() {
        let diagnostic = Diagnostic(.note, SampleCode.unknownField, "s", at: at(7, 1))
        #expect(render(diagnostic, "a\n") == "note[unknown-field]: s\n--> environments/prod.yaml:7:1\n\n")
    }

    @Test func `the underline counts cells: tabs, wide and unprintable characters`() {
        let diagnostic = Diagnostic(.error, SampleCode.unknownField, "s", at: at(1, 4, 2))
        let lines = render(diagnostic, "\t🔑\u{1B}x漢y\n").split(separator: "\n")
        #expect(lines[3] == "1 |  🔑␛x漢y")
        #expect(lines[4] == "  |     ^^^")
    }

    @Test func `a long line is clipped about the column`() {
        let line = String(repeating: "a", count: 300) + "X" + String(repeating: "b", count: 300)
        let lines = render(Diagnostic(.error, SampleCode.unknownField, "s", at: at(1, 301, 500)), line)
            .split(separator: "\n")
        #expect(lines[3].hasPrefix("1 | …aaa") && lines[3].hasSuffix("bbb…"))
        #expect(lines[3].unicodeScalars.count == 100)
        let shown = Array(lines[3])
        let caret = Array(lines[4]).firstIndex(of: "^")
        #expect(caret.map { shown[$0] } == "X")
    }

    @Test(arguments: [
        ("url: postgresql://u:hunter2@h/d", "url: postgresql://u:••••••••@h/d"),
        ("url: postgresql://u:hun ter2@h/d", "url: postgresql://u:••••••••@h/d"),
        ("url: postgresql://u:${PW}@h/d", "url: postgresql://u:${PW}@h/d"),
        ("url: postgresql://u:${PW:-hunter2}@h/d", "url: postgresql://u:••••••••@h/d"),
        ("url: postgresql://h:5432/d", "url: postgresql://h:5432/d"),
        ("url: x?Password=hunter2&a=b", "url: x?Password=••••••••&a=b"),
        ("{ \"password\": \"hunter2\" }", "{ \"password\": ••••••••\" }"),
        ("password: hunter2", "password: ••••••••"),
        ("my_password_file_password=hunter2", "my_password_file_password=••••••••"),
        ("id: 00000000-0000-0000-0000-000000000000", "id: 00000000-0000-0000-0000-000000000000"),
        ("key: a_0123456789012345678901234567890123456789", "key: ••••••••"),
    ])
    func `what may be a secret is masked in the source line`(line: String, shown: String) {
        let lines = render(Diagnostic(.error, SampleCode.unknownField, "s", at: at(1, 1)), line).split(separator: "\n")
        #expect(lines[3] == "1 | " + shown)
    }

    @Test func `names that would steer a terminal are shown as pictures`() {
        let text = render(Diagnostic(.error, SampleCode.unknownField, "a\u{1B}[31m\nb\u{202E}"), "")
        #expect(text == "error[unknown-field]: a␛[31m␊b\u{FFFD}\n\n")
    }

    @Test func `colours surround the same text`() {
        let diagnostic = Diagnostic(.error, SampleCode.unknownField, "s", fix: "f", at: at(1, 1))
        let coloured = render(diagnostic, "a", style: .colour)
        #expect(coloured.hasPrefix("\u{1B}[1;31merror[unknown-field]\u{1B}[0m\u{1B}[1m: s\u{1B}[0m\n"))
        var plain = ""
        var isEscape = false
        for character in coloured {
            if character == "\u{1B}" { isEscape = true }
            if !isEscape { plain.append(character) }
            if character == "m" { isEscape = false }
        }
        #expect(plain == render(diagnostic, "a"))
    }

    @Test(
        arguments: [
            ([], nil), ([.error], "1 error"), ([.warning, .error, .error], "2 errors, 1 warning"), ([.note], "1 note"),
        ] as [([Diagnostic.Severity], String?)]
    )
    func `the summary counts what there is`(severities: [Diagnostic.Severity], summary: String?) {
        let diagnostics = severities.map { Diagnostic($0, SampleCode.unknownField, "s") }
        #expect(DiagnosticRenderer().summary(diagnostics) == summary)
    }
}
