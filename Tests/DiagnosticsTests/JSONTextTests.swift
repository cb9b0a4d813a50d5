import Diagnostics
import Testing

struct JSONTextTests {
    @Test func `members keep their order, two spaces a level`() {
        let value: JSONText = ["b": 1, "a": ["x", nil, true, [], [:]], "c": ["d": -2]]
        #expect(
            value.pretty == """
                {
                  "b": 1,
                  "a": [
                    "x",
                    null,
                    true,
                    [],
                    {}
                  ],
                  "c": {
                    "d": -2
                  }
                }
                """
        )
        #expect(value.compact == #"{"b":1,"a":["x",null,true,[],{}],"c":{"d":-2}}"#)
    }

    @Test(arguments: [
        ("plain", #""plain""#), ("\"\\/", #""\"\\/""#), ("\n\r\t", #""\n\r\t""#),
        ("\u{0}\u{1F}\u{7F}", #""\u0000\u001f\u007f""#),
        ("é🔑", "\"é🔑\""),
        ("\u{9B}m\u{200B}\u{202E}\u{2067}\u{FEFF}", #""\u009bm\u200b\u202e\u2067\ufeff""#),
    ])
    func `strings are escaped as RFC 8259 asks`(text: String, json: String) {
        #expect(JSONText.string(text).compact == json)
    }

    @Test func `a key in any text of a diagnostic is hidden, also in the name of a file`() {
        let key = "mcp_a1b2" + String((0..<60).compactMap { _ in "0123456789abcdef".randomElement() })
        let diagnostic = Diagnostic(
            .error,
            SampleCode.unknownField,
            "no file \(key)",
            detail: "of \(key)",
            fix: "remove \(key)",
            at: SourceLocation(file: "deploy/\(key).env", line: 1, column: 1),
            address: "prod/\(key)"
        )
        #expect(!diagnostic.json.compact.contains(key))
        #expect(diagnostic.json.compact.contains("deploy/••••••••.env"))
    }

    @Test func `a diagnostic has every member, null where there is nothing`() {
        let full = Diagnostic(
            .error,
            SampleCode.unknownField,
            "s",
            detail: "d",
            fix: "f",
            at: Diagnostics.SourceLocation(file: "a.yaml", line: 2, column: 3),
            address: "prod"
        )
        #expect(
            [full].json.compact
                == #"[{"severity":"error","code":"unknown-field","summary":"s","detail":"d","fix":"f","file":"a.yaml","line":2,"column":3,"address":"prod"}]"#
        )
        let bare = Diagnostic(.note, SampleCode.unknownField, "s")
        #expect(
            bare.json.compact
                == #"{"severity":"note","code":"unknown-field","summary":"s","detail":null,"fix":null,"file":null,"line":null,"column":null,"address":null}"#
        )
    }

    @Test(arguments: [0, 1, 2, 63, 64, 65, 511, 512, 513, 1_300])
    func `elements that are made are written like others, in whole lines, whoever makes them first`(_ count: Int) {
        @Sendable func element(_ number: Int) -> JSONText { ["number": .int(Int64(number)), "text": "a\nb"] }
        let whole: JSONText = ["before": .null, "list": .array((0..<count).map(element)), "after": true]
        let made: JSONText = ["before": .null, "list": .array(Array(0..<count), making: element), "after": true]
        #expect(made.pretty == whole.pretty)
        #expect(made.compact == whole.compact)
        var pieces: [[UInt8]] = []
        // The last first.
        made.forEachPiece(making: { count, make in (0..<count).reversed().map { ($0, make($0)) }.reversed().map(\.1) })
        {
            pieces.append($0)
        }
        #expect(String(decoding: pieces.joined(), as: UTF8.self) == whole.pretty + "\n")
        #expect(pieces.allSatisfy { $0.last == UInt8(ascii: "\n") })
        #expect((pieces.count > 1) == (count >= 1_300))
    }
}
