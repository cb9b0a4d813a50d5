import Fragments
import Model
import Testing

struct KeyScannerTests {
    @Test func `finds a key wherever it stands`() {
        let key = makeKey()
        let places = [
            key.text, "KEY=\(key.text)\n", "\"\(key.text)\"", "Bearer \(key.text)\r\n", "a:\(key.text);",
            "https://host/?key=\(key.text)&x=1", "\u{feff}\(key.text)", "é\(key.text)é",
        ]
        for place in places {
            // What `.`, `:` and `~` join is looked at too.
            #expect(KeyScanner.fingerprints(in: Secret(text: place)).first == key.fingerprint)
        }
    }

    @Test(arguments: [(21, 0), (22, 1), (23, 1)])
    func `takes nothing shorter than 128 bits in base64url`(length: Int, count: Int) {
        let text = String(repeating: "x", count: length)
        #expect(KeyScanner.fingerprints(in: Secret(text: "a \(text) b")).count == count)
    }

    @Test func `names each key once, in order`() {
        let (first, second) = (makeKey(), makeKey(KeyFormat(prefix: "", bytes: 16, encoding: .base64url)))
        let text = "\(second.text) \(first.text)\n\(second.text)"
        #expect(KeyScanner.fingerprints(in: Secret(text: text)) == [second.fingerprint, first.fingerprint])
    }

    @Test(arguments: ["", " ", "\n\n", "short words only, none of them long"])
    func `finds nothing where there is nothing`(text: String) {
        #expect(KeyScanner.fingerprints(in: Secret(text: text)).isEmpty)
    }

    @Test func `a key that goes on in other letters is another key`() {
        let key = makeKey()
        #expect(KeyScanner.fingerprints(in: Secret(text: key.text + "0")) != [key.fingerprint])
    }
}
