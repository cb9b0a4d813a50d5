import Diagnostics
import Testing

struct JSONReaderTests {
    private func read(_ text: String) throws(JSONSyntaxError) -> JSONText { try JSONText(parsing: Array(text.utf8)) }

    @Test func `what was written is read, in its order, pretty or compact`() throws {
        let value: JSONText = [
            "b": 1, "a": ["x", nil, true, false, [], [:], -7],
            "c": ["d": "\"\\/\n\u{1}\u{7f}ü😀", "e": 9_223_372_036_854_775_807],
        ]
        #expect(try read(value.pretty) == value)
        #expect(try read(value.compact) == value)
        #expect(try read(" \r\n\t" + value.compact + "\n") == value)
    }

    @Test func `every escape is read`() throws {
        #expect(try read(#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00""#) == .string("\"\\/\u{8}\u{c}\n\r\t\u{e9}😀"))
    }

    @Test(arguments: [
        ("", "1:1 the file is empty"), ("  \n", "2:1 the file is empty"), ("{", "1:2 unexpected end of the text"),
        ("[1,\n2", "2:2 unexpected end of the text"), ("{\"a\":1,\"a\":2}", "1:8 a member is given twice"),
        ("{} {}", "1:4 unexpected text after the end of the value"), ("[1,]", "1:4 expected a value"),
        ("{a:1}", "1:2 expected the name of a member"), ("1.5", "1:1 expected a whole number"),
        ("01", "1:1 expected a whole number"), ("-", "1:1 expected a whole number"),
        ("1e3", "1:1 expected a whole number"), ("99999999999999999999", "1:1 expected a whole number"),
        ("tru", "1:1 expected a value"), ("\"\u{1}\"", "1:2 a string contains a control character"),
        ("\"\\x\"", "1:3 unknown escape sequence"), ("\"\\ud800\"", "1:8 a string contains half of a surrogate pair"),
        ("\"\\u12\"", "1:4 expected four hexadecimal digits"),
        ("{\"a\" 1}", "1:6 expected a colon after the name of a member"),
    ])
    func `anything else is an error that says where`(_ text: String, _ expected: String) {
        do throws(JSONSyntaxError) {
            _ = try read(text)
            Issue.record("\(text) was read")
        } catch {
            #expect("\(error.line):\(error.column) \(error.problem)" == expected)
        }
    }

    @Test(arguments: ["0", "-7", "0.50", "1e3", "1.5E-07", "12345678901234567890", "[1.10]"])
    func `numbers keep their digits where that is asked for`(_ text: String) throws {
        #expect(try JSONText(parsing: Array(text.utf8), keepingDigits: true).compact == text)
    }

    @Test(arguments: ["01", "-", "1.", ".5", "1e", "1e+", "+1", "0x1", "1.5.5"])
    func `what is no number is none, however digits are kept`(_ text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONText(parsing: Array(text.utf8), keepingDigits: true) }
    }

    @Test func `what is nested without an expiry is refused, and so is what is not UTF-8`() {
        #expect(throws: JSONSyntaxError.self) {
            try JSONText(parsing: Array(repeating: UInt8(ascii: "["), count: 100_000))
        }
        #expect(throws: JSONSyntaxError.self) { try JSONText(parsing: [0x22, 0xff, 0x22]) }
    }
}
