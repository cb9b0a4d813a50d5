import Mustache
import Testing

@Suite struct MustacheTests {
    @Test(arguments: [
        ("{{t}}", "&lt;&amp;&gt;&quot;&#39;"), ("{{% CONTENT_TYPE:TEXT}}\n{{t}}", "<&>\"'"),
        ("{{%CONTENT_TYPE:TEXT}}{{t}}{{%CONTENT_TYPE:HTML}}{{t}}", "<&>\"'&lt;&amp;&gt;&quot;&#39;"),
    ])
    func `a template says how values are put in`(template: String, result: String) throws {
        #expect(try MustacheTemplate(template).render(["t": "<&>\"'"]) == result)
    }

    @Test func `what its maker says of that holds until the template says otherwise`() throws {
        let template = try MustacheTemplate("{{t}}{{% CONTENT_TYPE:HTML }}{{t}}", escaping: .none)
        #expect(template.render(["t": "<"]) == "<&lt;")
    }

    @Test(arguments: [
        ("{{= <% %> =}}<%{ t }%><%& t%><%t%>", "<<<"), ("{{= ((( ))) =}}((( t )))", "<"), ("{{ # t }}x{{ / t }}", "x"),
        ("{{t}}}", "<}"), ("{ {{t}} }", "{ < }"), ("é{{t}}\u{1F511}", "é<\u{1F511}"), ("{{!}}{{t}}", "<"),
        ("a\n{{#t}}{{/t}}\nz", "a\n\nz"), ("{{!\n}} {{!}}\nz", " \nz"), ("a \t{{!}} \t\r\nz", "a \t \t\r\nz"),
    ])
    func `tags are found where they are`(template: String, result: String) throws {
        #expect(try MustacheTemplate(template, escaping: .none).render(["t": "<"]) == result)
    }

    @Test(
        arguments: [
            ("{{t", .unfinishedTag, 1, 4), ("é\r\n{{{t}}\n", .unfinishedTag, 3, 1), ("{{=a b}}", .unfinishedTag, 1, 9),
            ("{{}}", .tagWithoutName, 1, 3), ("{{# }}{{/ }}", .tagWithoutName, 1, 4),
            ("{{ a b }}", .nameWithBlank, 1, 4),
            ("{{#a}}\n{{#b}}{{/a}}{{/b}}", .wrongClose, 2, 10), ("x{{/a}}", .wrongClose, 1, 5),
            ("{{#a}}\n", .unclosedSection, 2, 1), ("{{=a=}}", .invalidDelimiters, 1, 8),
            ("{{=a b c=}}", .invalidDelimiters, 1, 12), ("{{=a= b=}}", .invalidDelimiters, 1, 11),
            ("\n{{% no }}", .unknownSetting, 2, 10),
        ] as [(String, MustacheError.Reason, Int, Int)]
    )
    func `what cannot be read is reported with its place`(
        template: String,
        reason: MustacheError.Reason,
        line: Int,
        column: Int
    ) {
        let position = MustachePosition(line: line, column: column)
        #expect(throws: MustacheError(reason: reason, position: position)) { try MustacheTemplate(template) }
    }

    @Test(arguments: ["{{#t}}", "{{^t}}", "{{<t}}", "{{$t}}", "{{ #t}}", "{{=<% %>=}}<%#t%><%={{ }}=%>"])
    func `sections are nested as deep as the limit and no deeper`(_ open: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + String(repeating: "{{/t}}", count: depth)
        }
        _ = try MustacheTemplate(nested(MustacheTemplate.depthLimit)).render(["t": "1"])
        for depth in [MustacheTemplate.depthLimit + 1, 100_000] {
            let error = #expect(throws: MustacheError.self) { try MustacheTemplate(nested(depth)) }
            #expect(error?.reason == .tooDeep)
        }
    }

    @Test(arguments: [
        ("{{a}} {{b}}", ["b"]), ("{{#o}}{{b}}{{c}}{{a}}{{/o}}", ["o.b"]), ("{{o.b}}", ["o.b"]),
        ("{{#o}}{{o.b}}{{/o}}", ["o.b"]), ("{{o}}", ["o"]), ("{{#o}}{{.}}{{/o}}", ["o"]), ("{{.}}", ["."]),
        ("{{#a}}{{.}}{{b}}{{/a}}", ["a.b"]), ("{{a.b}}", ["a.b"]), ("{{#b}}{{c}}{{/b}}", ["b"]),
        ("{{^b}}{{c.d}}{{/b}}", ["b", "c.d"]), ("{{^a}}{{b}}{{/a}}", []), ("{{! b }}", []),
        ("{{>b}}{{<b}}{{b}}{{/b}}", []),
        ("{{b}}{{b}}", ["b", "b"]),
    ])
    func `names without a value are reported as they are used`(template: String, names: [String]) throws {
        var missed: [String] = []
        _ = try MustacheTemplate(template).render(["a": "1", "o": ["c": "2"]]) { missed.append($0.name) }
        #expect(missed == names)
    }

    @Test func `a name's place is that of its tag, whatever the delimiters`() throws {
        var missed: [MustachePosition] = []
        let template = try MustacheTemplate("é {{= <% %> =}}\n\n é<%  a %>\n<%#b%><%/b%>")
        _ = template.render([:]) { missed.append($0.position) }
        #expect(missed == [.init(line: 3, column: 3), .init(line: 4, column: 1)])
    }

    @Test func `what is included from elsewhere is reported`() throws {
        let template = try MustacheTemplate("{{> a }}\n {{<b}}{{$c}}x{{/c}}{{/b}}{{=| |=}}|>d|")
        let columns = template.inclusions.map { [$0.line, $0.column] }
        #expect(columns == [[1, 1], [2, 2], [2, 8], [2, 36]])
    }

    @Test func `a large template is read in one pass`() throws {
        let text = String(repeating: "some text\n{{#t}}{{.}}{{/t}}\n", count: 5_000)
        #expect(try MustacheTemplate(text).render(["t": "x"]).utf8.count == 5_000 * 12)
    }
}
