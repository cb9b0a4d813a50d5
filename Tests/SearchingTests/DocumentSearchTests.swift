import Model
import Searching
import Testing

@Suite struct DocumentSearchTests {
    private func key(_ count: Int = 64) -> String {
        "mcp_" + String((0..<count).compactMap { _ in "0123456789abcdef".randomElement() })
    }

    private func hits(of known: [String], in text: String, pieces: Int? = nil) -> [DocumentSearch.Hit] {
        var search = DocumentSearch(for: SoughtKeys(Set(known.map { Fingerprint(of: Secret(text: $0)) })))
        let bytes = Array(text.utf8)
        var position = 0
        while position < bytes.count {
            let count = min(bytes.count - position, pieces.map { Int.random(in: 1...$0) } ?? bytes.count)
            bytes[position..<position + count].withUnsafeBytes { search.feed($0) }
            position += count
        }
        search.finish()
        return search.hits
    }

    @Test(
        arguments: [
            ("", ""), ("KEY=", "\n"), ("\"", "\""), ("Bearer ", "\r\n"), ("a:", ";"), ("?api_key=", "&x=1"), ("é", "é"),
            ("line\\n", "\\n"), ("x%3D", "%20"), ("\\u003d", "\\u0026"), ("see it.", "."), ("(", ")"),
            ("host:", ":8080"),
        ]
    )
    func `a key is found whatever stands around it`(before: String, after: String) throws {
        let key = key()
        let found = hits(of: [key], in: "one\ntwo \(before)\(key)\(after)")
        try #require(found.count == 1)
        #expect(found[0].line == 2)
        #expect(found[0].column == 5 + before.unicodeScalars.count)
    }

    @Test(arguments: ["0", "_x", "-old"])
    func `a key that goes on in its own letters is another word`(after: String) {
        let key = key()
        #expect(hits(of: [key], in: "KEY=\(key)\(after)\n").isEmpty)
    }

    @Test(arguments: ["user:project.", "a.b:", "~x."])
    func `a key with points and colons in it is found as a whole`(front: String) {
        let key = front + key()
        #expect(hits(of: [key], in: "token=\(key), and so on").count == 1)
        #expect(hits(of: [key], in: "token: \(key).\n").count == 1)
    }

    @Test(arguments: [1, 7, 100, 5_000])
    func `pieces of any size give the same places as the whole`(pieces: Int) {
        let keys = (0..<20).map { _ in key(Int.random(in: 30...70)) }
        for _ in 0..<20 {
            var text = ""
            for _ in 0..<200 {
                switch Int.random(in: 0..<6) {
                case 0: text += keys.randomElement() ?? ""
                case 1: text += "\n"
                case 2: text += String(repeating: "x", count: Int.random(in: 0..<3_000))
                case 3: text += " é "
                case 4: text += "\\n"
                default: text += ["=", " ", ":", ".", "~", "%3D", "{\"a\": \""].randomElement() ?? ""
                }
            }
            #expect(hits(of: keys, in: text, pieces: pieces) == hits(of: keys, in: text))
        }
    }

    @Test(arguments: [":", ".", "~"], [1_000, 3_000, 3_080, 3_100, 4_080, 4_100, 6_200, 10_000])
    func `a key behind a joint is found in pieces, however long the word in front of it is`(joint: String, count: Int) {
        let key = key()
        let text = String(repeating: "x", count: count) + joint + key + joint + String(repeating: "y", count: count)
        #expect(hits(of: [key], in: text).count == 1)
        #expect(hits(of: [key], in: text, pieces: 100) == hits(of: [key], in: text))
    }
}
